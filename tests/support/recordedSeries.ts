import type { Candle } from '#shared/market/candle.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';

export const monday = Date.UTC(2026, 0, 5);

/** A plain candle; what a test is about is given, the rest is quiet. */
export function quietCandle(given: Partial<Candle> = {}): Candle {
  return {
    symbol: 'SOLUSDT',
    timeframe: '15m',
    openTime: monday,
    open: 100,
    high: 102,
    low: 99,
    close: 101,
    volume: 5,
    ...given,
  };
}

/** A series of plain candles at these steps of its grid after Monday 2026-01-05 00:00 UTC. */
export function seriesAt(symbol: string, timeframe: Timeframe, steps: readonly number[]): CandleSeries {
  const candles = steps.map((step) =>
    quietCandle({ symbol, timeframe, openTime: monday + step * timeframeMs(timeframe) }),
  );
  return { symbol, timeframe, columns: columnsOf(candles) };
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
