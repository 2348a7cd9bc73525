import type { UnixMs } from '#shared/market/candle.ts';
import { type Timeframe, timeframeMinutes, timeframeOfMinutes } from '#shared/market/timeframe.ts';
import type { Queryable } from './db.ts';

export interface KeptSeries {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly rows: number;
  /** Open times of the first and the last candle. */
  readonly first: UnixMs;
  readonly last: UnixMs;
}

/** Neighbours that are more than one step apart; weekends are among them. */
export interface Hole {
  readonly after: UnixMs;
  readonly before: UnixMs;
}

/** Every series that has candles, by symbol, then from the shortest timeframe to the longest. */
export async function readKeptSeries(sql: Queryable): Promise<readonly KeptSeries[]> {
  const rows = await sql<{ symbol: string; tf: number; rows: number; first: UnixMs; last: UnixMs }[]>`
    select s.name as symbol, c.tf, count(*) as rows, min(c.ts) as first, max(c.ts) as last
    from candle c
    join symbol s on s.id = c.symbol_id
    group by s.name, c.tf
    order by s.name, c.tf`;
  return rows.map(({ tf, ...row }) => ({ ...row, timeframe: timeframeOfMinutes(tf) }));
}

export async function readHoles(
  sql: Queryable,
  series: { readonly symbol: string; readonly timeframe: Timeframe },
): Promise<readonly Hole[]> {
  const minutes = timeframeMinutes(series.timeframe);
  return await sql<Hole[]>`
    select after, before
    from (
      select lag(ts) over (order by ts) as after, ts as before
      from candle
      where symbol_id = (select id from symbol where name = ${series.symbol}) and tf = ${minutes}
    ) as neighbours
    where before - after > ${minutes * 60_000}
    order by after`;
}
