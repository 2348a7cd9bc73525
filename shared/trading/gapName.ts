import type { UnixMs } from '../market/candle.ts';

/** What the names of all gaps of a series begin with. */
export const gapPrefix = (symbol: string, timeframe: string): string => `${symbol}:${timeframe}:gap`;

/** A gap by the open of its middle candle: one candle makes one gap, whatever number an engine gives it. */
export const gapName = (symbol: string, timeframe: string, midTime: UnixMs): string =>
  `${gapPrefix(symbol, timeframe)}${midTime}`;

/** Whether a zone of this name is a gap. */
export const isGapName = (blockId: string): boolean => /:gap\d+$/.test(blockId);
