import { normalQuantile, normalShare } from './normal.ts';
import { mean, rMetrics, sum } from './rMetrics.ts';

/** The best of several Sharpe ratios per trade beside what the best of as many without any edge would show. */
export interface DeflatedSharpe {
  readonly sharpe: number;
  /** Expected of the best of the trials when none has an edge. */
  readonly luckSharpe: number;
  /** Probability that the true ratio is above that of luck. */
  readonly probability: number;
}

interface Moments {
  readonly sharpe: number;
  readonly count: number;
  readonly skew: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Bailey and Lopez de Prado, "The Deflated Sharpe Ratio" (2014), per trade and not annualised. `sharpes` are those of all
 * trials that have one, `trials` counts the others as well. null where the trades have no Sharpe ratio.
 */
export function deflatedSharpe(
  multiples: readonly number[],
  { sharpes, trials }: { readonly sharpes: readonly number[]; readonly trials: number },
): DeflatedSharpe | null {
  const moments = momentsOf(multiples);
  if (moments === null) return null;
  const luckSharpe = bestOfLuck(variance(sharpes), trials);
  return { sharpe: moments.sharpe, luckSharpe, probability: probabilityAbove(luckSharpe, moments) };
}

const eulerMascheroni = 0.5772156649015329;

/** The highest of so many draws from a normal distribution around 0, as expected. */
export function bestOfLuck(varianceOfSharpes: number, trials: number): number {
  if (trials < 2) return 0;
  const highest = normalQuantile(1 - 1 / trials);
  const higher = normalQuantile(1 - 1 / (trials * Math.E));
  return Math.sqrt(varianceOfSharpes) * ((1 - eulerMascheroni) * highest + eulerMascheroni * higher);
}

/** Probabilistic Sharpe ratio: fat tails and losses larger than gains make the same ratio less certain. */
export function probabilityAbove(threshold: number, { sharpe, count, skew, kurtosis }: Moments): number {
  const spread = Math.sqrt(1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2);
  return normalShare(((sharpe - threshold) * Math.sqrt(count - 1)) / spread);
}

function momentsOf(multiples: readonly number[]): Moments | null {
  const { sharpe, meanR } = rMetrics(multiples);
  if (sharpe === null || meanR === null) return null;
  const count = multiples.length;
  const centred = (power: number) => sum(multiples.map((r) => (r - meanR) ** power)) / count;
  const deviation = Math.sqrt(centred(2));
  return { sharpe, count, skew: centred(3) / deviation ** 3, kurtosis: centred(4) / deviation ** 4 };
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  if (centre === null || values.length < 2) return 0;
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}
