import type { Candle } from '#shared/market/candle.ts';
import { candleSeries } from './candleSeries.ts';

/** Its first candle opens a four-hour candle on both clocks, shortly before New York changes its own. */
export const m5Start = Date.UTC(2025, 2, 8, 22);

/** A made-up market of five minutes, with holes. */
export const m5Series = (seed: number, length: number): Candle[] =>
  candleSeries({ seed, length, holes: 0.25 }).map((candle) => ({
    ...candle,
    timeframe: '5m',
    openTime: m5Start + (candle.openTime - Date.UTC(2025, 0, 1)) / 3,
  }));
