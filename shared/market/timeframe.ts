import { z } from 'zod';
import { TradingError } from '../errors.ts';

export const timeframes = ['1m', '5m', '15m', '30m', '1h', '4h', '1d'] as const;
/** Marked pure so that the page, which only wants `timeframeMs`, does not load zod for it. */
export const timeframeSchema = /* @__PURE__ */ z.enum(timeframes);
export type Timeframe = (typeof timeframes)[number];

const minutes: Readonly<Record<Timeframe, number>> = {
  '1m': 1,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '4h': 240,
  '1d': 1440,
};

/** Also the key of a timeframe in the store. */
export const timeframeMinutes = (timeframe: Timeframe): number => minutes[timeframe];
export const timeframeMs = (timeframe: Timeframe): number => minutes[timeframe] * 60_000;

/** The timeframe of so many minutes, as the store keys it. */
export function timeframeOfMinutes(count: number): Timeframe {
  const found = timeframes.find((timeframe) => minutes[timeframe] === count);
  if (found) return found;
  throw new TradingError(
    'config',
    'timeframe.unknown',
    `No timeframe has ${count} minutes; known: ${timeframes.join(', ')}.`,
  );
}
