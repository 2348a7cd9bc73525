import type { Timeframe } from './timeframe.ts';

/** Milliseconds since 1970-01-01T00:00Z. */
export type UnixMs = number;

/** A closed candle. Times are open times; it exists for Breaker from `closeTime` on. Prices are plain numbers. */
export interface Candle {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly openTime: UnixMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}
