import { fewestTrades } from './reportVerdict.ts';
import { mean } from './rMetrics.ts';

/**
 * Chance ever to fall so many R below the start when trades like these go on for ever, each with the same money at risk
 * and none depending on those before it. Exact when every loss is 1 R; where losses differ it is at most that.
 */
export interface Ruin {
  readonly fallR: number;
  /** 0..1; 1 without an edge. */
  readonly p: number;
}

/** null of too few trades, and without a loss: nothing is known of how it could be lost. */
export function ruin(multiples: readonly number[], fallsR: readonly number[]): readonly Ruin[] | null {
  const meanR = mean(multiples);
  if (meanR === null || multiples.length < fewestTrades || multiples.every((r) => r >= 0)) return null;
  if (meanR <= 0) return fallsR.map((fallR) => ({ fallR, p: 1 }));
  const rate = decayRate(multiples);
  return fallsR.map((fallR) => ({ fallR, p: Math.exp(-rate * fallR) }));
}

/** The r above 0 at which the mean of e^(-rR) is 1. The mean falls below 1 first, because there is an edge, and then rises. */
function decayRate(multiples: readonly number[]): number {
  const excess = (r: number) =>
    multiples.reduce((total, multiple) => total + Math.exp(-r * multiple), 0) / multiples.length - 1;
  let high = 1;
  while (excess(high) <= 0) high *= 2;
  let low = 0;
  for (let step = 0; step < bisections; step += 1) {
    const middle = (low + high) / 2;
    // At 0 it is 1 as well, so a middle that is not above 1 lies below the root.
    if (excess(middle) <= 0) low = middle;
    else high = middle;
  }
  return low;
}

/** Halves the bracket to the last bit of a double. */
const bisections = 100;
