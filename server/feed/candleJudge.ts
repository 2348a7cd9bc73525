import type { Candle } from '#shared/market/candle.ts';
import { candleFault } from '#shared/market/candleChecks.ts';

/** A price that differs from its neighbours by more than this factor is an error of the venue. */
const farthest = 3;

/**
 * Why a candle of REST cannot be, in words, or null. `before` is the close of the candle before it, null when that one is
 * not known; `built` what ticks made of the bucket: what both tell is true however far price went.
 */
export function impossible(
  candle: Candle,
  known: { readonly before: number | null; readonly built: Candle | null },
): string | null {
  const fault = candleFault(candle);
  if (fault !== null) return fault;
  if (known.built !== null && hasSamePrices(candle, known.built)) return null;
  return tooFar(candle, known.before ?? candle.open);
}

/** Which price of a candle is an error, going by the close before it, in words; null: none. */
export function tooFar({ open, high, low, close }: Candle, measure: number): string | null {
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (price > measure * farthest || price * farthest < measure) {
      return `${name} is ${price}, more than ${farthest} times away from the ${measure} before it`;
    }
  }
  return null;
}

export type Difference = 'none' | 'volume' | 'slight' | 'clear' | 'gross';

/** How far two tellings of one candle are apart: by the largest difference of a price, relative to the close. */
export function differenceOf(told: Candle, built: Candle): Difference {
  const off = Math.max(
    Math.abs(told.open - built.open),
    Math.abs(told.high - built.high),
    Math.abs(told.low - built.low),
    Math.abs(told.close - built.close),
  );
  if (off === 0) return told.volume === built.volume ? 'none' : 'volume';
  const share = off / told.close;
  if (share < 0.0001) return 'slight';
  return share < 0.001 ? 'clear' : 'gross';
}

export const isSameCandle = (a: Candle, b: Candle): boolean => hasSamePrices(a, b) && a.volume === b.volume;

const hasSamePrices = (a: Candle, b: Candle): boolean =>
  a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close;
