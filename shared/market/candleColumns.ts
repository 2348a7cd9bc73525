import type { Candle, UnixMs } from './candle.ts';
import type { Timeframe } from './timeframe.ts';

/** Many candles of one series, column by column: a sixth of the memory of objects. All columns are equally long. */
export interface CandleColumns {
  readonly openTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** A recorded series, ascending in time, without duplicates. */
export interface CandleSeries {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly columns: CandleColumns;
}

const names = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

export const seriesLength = (series: CandleSeries): number => series.columns.openTime.length;

/** The candle at an index that exists; outside of the series its numbers are NaN. */
export function candleAt({ symbol, timeframe, columns }: CandleSeries, index: number): Candle {
  return {
    symbol,
    timeframe,
    openTime: columns.openTime[index] ?? Number.NaN,
    open: columns.open[index] ?? Number.NaN,
    high: columns.high[index] ?? Number.NaN,
    low: columns.low[index] ?? Number.NaN,
    close: columns.close[index] ?? Number.NaN,
    volume: columns.volume[index] ?? Number.NaN,
  };
}

export const openTimeAt = ({ columns }: CandleSeries, index: number): UnixMs =>
  columns.openTime[index] ?? Number.NaN;

export function emptyColumns(length: number): CandleColumns {
  return {
    openTime: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
}

export function columnsOf(candles: readonly Candle[]): CandleColumns {
  const columns = emptyColumns(candles.length);
  candles.forEach((candle, index) => {
    for (const name of names) columns[name][index] = candle[name];
  });
  return columns;
}

/** Candles from index `start` up to, not including, `end`; shares the memory. */
export function sliceColumns(columns: CandleColumns, start: number, end: number): CandleColumns {
  return {
    openTime: columns.openTime.subarray(start, end),
    open: columns.open.subarray(start, end),
    high: columns.high.subarray(start, end),
    low: columns.low.subarray(start, end),
    close: columns.close.subarray(start, end),
    volume: columns.volume.subarray(start, end),
  };
}
