import { type Timeframe, timeframeMs } from './timeframe.ts';

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

export const closeTime = (candle: Candle): UnixMs => candle.openTime + timeframeMs(candle.timeframe);

/** One symbol on one timeframe, as a key of maps: "SOLUSDT 15m". */
export const seriesKey = (series: { readonly symbol: string; readonly timeframe: Timeframe }): string =>
  `${series.symbol} ${series.timeframe}`;
