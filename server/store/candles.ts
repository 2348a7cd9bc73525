import type { Candle, UnixMs } from '#shared/market/candle.ts';
import {
  type CandleColumns,
  type CandleSeries,
  columnsOf,
  sliceColumns,
} from '#shared/market/candleColumns.ts';
import { type Timeframe, timeframeMinutes } from '#shared/market/timeframe.ts';
import type { Queryable } from './db.ts';
import { symbolIds } from './symbols.ts';

/** What an upsert found: rows that were missing, that had other values, that were there already. */
export interface UpsertCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

interface SeriesName {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** Rows per statement: larger ones are no faster. */
const batchRows = 10_000;

/** Keeps candles of any series; one that is there already is replaced when it differs. No candle may come twice. */
export async function upsertCandles(sql: Queryable, candles: readonly Candle[]): Promise<void> {
  const symbols = candles.map((candle) => candle.symbol);
  const ids = await symbolIds(sql, symbols);
  for (let start = 0; start < candles.length; start += batchRows) {
    const batch = candles.slice(start, start + batchRows);
    await upsertRows(sql, {
      symbolIds: batch.map((candle) => ids.get(candle.symbol)),
      minutes: batch.map((candle) => timeframeMinutes(candle.timeframe)),
      columns: columnsOf(batch),
    });
  }
}

/** Keeps a series, batch by batch; `onRows` hears how many rows are done. */
export async function upsertSeries(
  sql: Queryable,
  series: CandleSeries,
  onRows: (done: number) => void = () => undefined,
): Promise<UpsertCounts> {
  const rows = series.columns.openTime.length;
  const id = (await symbolIds(sql, [series.symbol])).get(series.symbol);
  const minutes = timeframeMinutes(series.timeframe);
  let counts = { added: 0, changed: 0, unchanged: 0 };
  for (let start = 0; start < rows; start += batchRows) {
    const columns = sliceColumns(series.columns, start, Math.min(start + batchRows, rows));
    const { length } = columns.openTime;
    const found = await upsertRows(sql, {
      symbolIds: new Array(length).fill(id),
      minutes: new Array(length).fill(minutes),
      columns,
    });
    counts = {
      added: counts.added + found.added,
      changed: counts.changed + found.changed,
      unchanged: counts.unchanged + found.unchanged,
    };
    onRows(start + length);
  }
  return counts;
}

interface Rows {
  readonly symbolIds: readonly (number | undefined)[];
  readonly minutes: readonly number[];
  readonly columns: CandleColumns;
}

/** An array as Postgres reads it: several times faster to make than one parameter per value. */
const literal = (column: Float64Array | readonly (number | undefined)[]) => `{${column.join(',')}}`;

async function upsertRows(sql: Queryable, { symbolIds, minutes, columns }: Rows): Promise<UpsertCounts> {
  const [written] = await sql<{ added: number; changed: number }[]>`
    with written as (
      insert into candle as old (symbol_id, tf, ts, o, h, l, c, v)
      select *
      from unnest(
        ${literal(symbolIds)}::text::smallint[],
        ${literal(minutes)}::text::smallint[],
        ${literal(columns.openTime)}::text::bigint[],
        ${literal(columns.open)}::text::float8[],
        ${literal(columns.high)}::text::float8[],
        ${literal(columns.low)}::text::float8[],
        ${literal(columns.close)}::text::float8[],
        ${literal(columns.volume)}::text::float8[]
      )
      on conflict (symbol_id, tf, ts) do update
        set o = excluded.o, h = excluded.h, l = excluded.l, c = excluded.c, v = excluded.v
        where (old.o, old.h, old.l, old.c, old.v)
          is distinct from (excluded.o, excluded.h, excluded.l, excluded.c, excluded.v)
      -- A new row has no xmax; an update has locked the old version.
      returning (xmax = 0) as is_new
    )
    select count(*) filter (where is_new) as added, count(*) filter (where not is_new) as changed from written`;
  const { added = 0, changed = 0 } = written ?? {};
  return { added, changed, unchanged: columns.openTime.length - added - changed };
}

/** The newest candles that open before `before` (null: the newest of all), at most `limit`, oldest first. */
export async function readCandles(
  sql: Queryable,
  query: SeriesName & { readonly before: UnixMs | null; readonly limit: number },
): Promise<readonly Candle[]> {
  const rows = await sql<Omit<Candle, 'symbol' | 'timeframe'>[]>`
    select ts as "openTime", o as open, h as high, l as low, c as close, v as volume
    from candle
    where symbol_id = (select id from symbol where name = ${query.symbol})
      and tf = ${timeframeMinutes(query.timeframe)}
      and ts < ${query.before ?? Number.MAX_SAFE_INTEGER}
    order by ts desc
    limit ${query.limit}`;
  const { symbol, timeframe } = query;
  return rows.map((row) => ({ symbol, timeframe, ...row })).reverse();
}

/** The first candles that open in [from, before), at most `limit`, oldest first. */
export async function readFirstCandles(
  sql: Queryable,
  query: SeriesName & { readonly from: UnixMs; readonly before: UnixMs; readonly limit: number },
): Promise<readonly Candle[]> {
  const { symbol, timeframe, from, before, limit } = query;
  const rows = await sql<Omit<Candle, 'symbol' | 'timeframe'>[]>`
    select ts as "openTime", o as open, h as high, l as low, c as close, v as volume
    from candle
    where symbol_id = (select id from symbol where name = ${symbol})
      and tf = ${timeframeMinutes(timeframe)} and ts >= ${from} and ts < ${before}
    order by ts
    limit ${limit}`;
  return rows.map((row) => ({ symbol, timeframe, ...row }));
}

/** Candles of a series that open up to this time. */
export async function countCandles(
  sql: Queryable,
  query: SeriesName & { readonly upTo: UnixMs },
): Promise<number> {
  const [row] = await sql<{ candles: number }[]>`
    select count(*) as candles from candle
    where symbol_id = (select id from symbol where name = ${query.symbol})
      and tf = ${timeframeMinutes(query.timeframe)} and ts <= ${query.upTo}`;
  return row?.candles ?? 0;
}

/** Every candle of a series that opens in [from, before), in columns: four times as fast as rows. */
export async function readSeries(
  sql: Queryable,
  query: SeriesName & { readonly from: UnixMs; readonly before: UnixMs },
): Promise<CandleSeries> {
  const [row] = await sql<Record<keyof CandleColumns, Buffer | null>[]>`
    select string_agg(float8send(ts::float8), '' order by ts) as "openTime",
      string_agg(float8send(o), '' order by ts) as open,
      string_agg(float8send(h), '' order by ts) as high,
      string_agg(float8send(l), '' order by ts) as low,
      string_agg(float8send(c), '' order by ts) as close,
      string_agg(float8send(v), '' order by ts) as volume
    from candle
    where symbol_id = (select id from symbol where name = ${query.symbol})
      and tf = ${timeframeMinutes(query.timeframe)}
      and ts >= ${query.from} and ts < ${query.before}`;
  return {
    symbol: query.symbol,
    timeframe: query.timeframe,
    columns: {
      openTime: numbers(row?.openTime),
      open: numbers(row?.open),
      high: numbers(row?.high),
      low: numbers(row?.low),
      close: numbers(row?.close),
      volume: numbers(row?.volume),
    },
  };
}

/** Postgres sends floats with the highest byte first. */
function numbers(sent: Buffer | null | undefined): Float64Array {
  const column = new Float64Array((sent?.length ?? 0) / 8);
  const bytes = Buffer.from(column.buffer);
  sent?.copy(bytes);
  bytes.swap64();
  return column;
}
