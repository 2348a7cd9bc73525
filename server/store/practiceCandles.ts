import { type CandleSeries, seriesLength } from '#shared/market/candleColumns.ts';
import { readSeries } from './candles.ts';
import type { Sql } from './db.ts';
import { inMarket } from './reportCards.ts';

/** Where `npm run history` keeps what it imports. */
const history = 'public';

/** The candles of a time: those of this market or of the imported history, whichever has more of them. */
export async function candlesInto(sql: Sql, query: Parameters<typeof readSeries>[1]): Promise<CandleSeries> {
  const own = await readSeries(sql, query);
  const [known] = await sql<
    { name: string | null }[]
  >`select to_regclass(${`${history}.candle`})::text as name`;
  if (known === undefined || known.name === null) return own;
  const imported = await inMarket(sql, history, (tx) => readSeries(tx, query));
  return seriesLength(imported) > seriesLength(own) ? imported : own;
}
