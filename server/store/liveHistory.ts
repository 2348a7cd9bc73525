import { missingSteps, type Session } from '#shared/market/session.ts';
import { timeframeMinutes } from '#shared/market/timeframe.ts';
import type { HistoryStore, SeriesName, Span } from '#shared/ports.ts';
import { readFirstCandles, upsertCandles } from './candles.ts';
import type { Sql } from './db.ts';
import { takenOver } from './market.ts';

interface LiveHistoryOptions {
  readonly sql: Sql;
  /** The name the market was opened under; null where no server runs it. */
  readonly writer: string | null;
  readonly sessionOf: (symbol: string) => Session;
}

/** What a live market has of each series, folded or not. */
export function liveHistory({ sql, writer, sessionOf }: LiveHistoryOptions): HistoryStore {
  return {
    async spans(series, { from, before }) {
      const minutes = timeframeMinutes(series.timeframe);
      // A stretch begins where the candle before is further away than one step.
      const stretches = await sql<Span[]>`
        select min(ts) as first, max(ts) as last
        from (
          select ts, count(*) filter (where is_start) over (order by ts) as stretch
          from (
            select ts, ts - lag(ts) over (order by ts) is distinct from ${minutes * 60_000}::bigint as is_start
            from candle
            where symbol_id = (select id from symbol where name = ${series.symbol})
              and tf = ${minutes} and ts >= ${from} and ts < ${before}
          ) as neighbours
        ) as numbered
        group by stretch
        order by first`;
      return joined(stretches, { ...series, session: sessionOf(series.symbol) });
    },

    async save(candles) {
      if (candles.length === 0) return;
      await sql.begin(async (tx) => {
        const [market] = await tx<{ writer: string | null }[]>`select writer from market for share`;
        if (writer !== null && market?.writer !== writer) throw takenOver();
        await upsertCandles(tx, candles);
      });
    },

    read: (series, range) => readFirstCandles(sql, { ...series, ...range }),
  };
}

/** Stretches with nothing between them but hours in which the instrument does not trade are one. */
function joined(
  stretches: readonly Span[],
  series: SeriesName & { readonly session: Session },
): readonly Span[] {
  const whole: Span[] = [];
  for (const stretch of stretches) {
    const last = whole.at(-1);
    const isNext =
      last !== undefined && missingSteps({ ...series, after: last.last, before: stretch.first }) === 0;
    if (isNext) whole[whole.length - 1] = { first: last.first, last: stretch.last };
    else whole.push({ first: stretch.first, last: stretch.last });
  }
  return whole;
}
