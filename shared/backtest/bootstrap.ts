import type { Random } from '../market/seededRandom.ts';
import { type Range, sum } from './rMetrics.ts';

/** Of fewer the draws are so alike that the interval comes out far too narrow. */
export const fewestClusters = 10;

export interface Draws {
  readonly draws: number;
  readonly random: Random;
}

/**
 * 95 % percentile interval of the mean. Whole clusters are drawn: trades of one day move together, and drawing them one
 * by one would promise a certainty that is not there. null when there are too few of them.
 */
export function bootstrapMean(
  clusters: readonly (readonly number[])[],
  { draws, random }: Draws,
): Range | null {
  if (clusters.length < fewestClusters) return null;
  const sums = Float64Array.from(clusters, sum);
  const counts = Float64Array.from(clusters, (cluster) => cluster.length);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    let [total, count] = [0, 0];
    for (let place = 0; place < sums.length; place += 1) {
      const picked = pick(random, sums.length);
      total += sums[picked] ?? 0;
      count += counts[picked] ?? 0;
    }
    means[draw] = total / count;
  }
  return middle95(means);
}

/** The same for the median. */
export function bootstrapMedian(
  clusters: readonly (readonly number[])[],
  { draws, random }: Draws,
): Range | null {
  if (clusters.length < fewestClusters) return null;
  const medians = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn: number[] = [];
    for (let place = 0; place < clusters.length; place += 1) {
      for (const value of clusters[pick(random, clusters.length)] ?? []) drawn.push(value);
    }
    const sorted = Float64Array.from(drawn).sort();
    medians[draw] = percentile(sorted, 50);
  }
  return middle95(medians);
}

/** An index below `length`, each as likely. */
export const pick = (random: Random, length: number): number => Math.floor(random.even() * length);

function middle95(values: Float64Array): Range {
  values.sort();
  return { low: percentile(values, 2.5), high: percentile(values, 97.5) };
}

/** Of ascending values, between neighbours in proportion; NaN without values. */
export function percentile(sorted: Float64Array, percent: number): number {
  const place = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}
