import { wilson } from '../journal/metrics.ts';
import { seededRandom } from '../market/seededRandom.ts';

/** A middle value with its 95 % interval; null edges: too few values to say. */
export interface Estimate {
  readonly n: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** How often something was so: the share of `n`, with its 95 % Wilson interval. Without cases it is unknown. */
export interface Share {
  readonly n: number;
  readonly count: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export function shareOf<Case>(cases: readonly Case[], holds: (one: Case) => boolean): Share {
  const n = cases.length;
  const count = cases.filter(holds).length;
  const interval = wilson(count, n);
  return {
    n,
    count,
    share: n === 0 ? null : count / n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** The value below which this part of all values lies, between the two nearest by straight line. */
export function quantileOf(values: readonly number[], part: number): number | null {
  const sorted = ascending(values);
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
}

/** The median with its distribution-free interval, from one value of the sample to another. */
export function medianOf(values: readonly number[]): Estimate | null {
  const value = quantileOf(values, 0.5);
  if (value === null) return null;
  const sorted = ascending(values);
  const n = sorted.length;
  const rank = lowerRank(n);
  return {
    n,
    value,
    low: rank === 0 ? null : (sorted[rank - 1] ?? null),
    high: rank === 0 ? null : (sorted[n - rank] ?? null),
  };
}

/**
 * Rank, from 1, of the value that is above the true median in at most 2.5 % of samples: one more than the largest k
 * with P(B <= k) <= 0.025, B binomial with n tosses of a coin. 0: fewer than six values, no such rank.
 */
function lowerRank(n: number): number {
  let logTerm = -n * Math.LN2;
  let below = Math.exp(logTerm);
  let rank = 0;
  while (below <= 0.025 && rank < n / 2) {
    rank += 1;
    logTerm += Math.log((n - rank + 1) / rank);
    below += Math.exp(logTerm);
  }
  return rank;
}

const resamples = 2_000;

/** The mean with a bootstrap interval. The same values give the same interval, whenever it is asked. */
export function meanOf(values: readonly number[]): Estimate | null {
  const n = values.length;
  if (n === 0) return null;
  const value = average(values);
  if (n < 2) return { n, value, low: null, high: null };
  const random = seededRandom(n);
  const means = Array.from({ length: resamples }, () =>
    average(values.map(() => values[Math.floor(random.even() * n)] ?? 0)),
  );
  return { n, value, low: quantileOf(means, 0.025), high: quantileOf(means, 0.975) };
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
