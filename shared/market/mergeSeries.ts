import type { Candle } from './candle.ts';
import { sequenceFault } from './candleChecks.ts';
import { type CandleSeries, candleAt, columnsOf, openTimeAt, seriesLength } from './candleColumns.ts';

/** Joins two recordings of one series. Candles that both hold must be the same. */
export function mergeSeries(a: CandleSeries, b: CandleSeries): CandleSeries | { readonly conflict: string } {
  const merged: Candle[] = [];
  let fromA = 0;
  let fromB = 0;
  while (fromA < seriesLength(a) || fromB < seriesLength(b)) {
    const timeA = fromA < seriesLength(a) ? openTimeAt(a, fromA) : Number.POSITIVE_INFINITY;
    const timeB = fromB < seriesLength(b) ? openTimeAt(b, fromB) : Number.POSITIVE_INFINITY;
    const candle = timeA <= timeB ? candleAt(a, fromA) : candleAt(b, fromB);
    if (timeA === timeB) {
      const conflict = sequenceFault(candle, candleAt(b, fromB));
      if (conflict !== null) return { conflict };
    }
    merged.push(candle);
    if (timeA <= timeB) fromA += 1;
    if (timeB <= timeA) fromB += 1;
  }
  return { symbol: a.symbol, timeframe: a.timeframe, columns: columnsOf(merged) };
}
