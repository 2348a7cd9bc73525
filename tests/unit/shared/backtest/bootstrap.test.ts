import { describe, expect, it } from 'vitest';
import { bootstrapMean, bootstrapMedian, percentile } from '#shared/backtest/bootstrap.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';

const chance = (seed = 1) => ({ draws: 4_000, random: seededRandom(seed) });
const random = seededRandom(7);
const values = Array.from({ length: 400 }, () => random.bell());
const alone = values.map((value) => [value]);

describe('the bootstrap interval of a mean', () => {
  it('agrees with theory for trades that have nothing to do with each other', () => {
    const mean = values.reduce((total, value) => total + value, 0) / 400;
    const deviation = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / 400);
    const range = bootstrapMean(alone, chance());
    expect(range?.low).toBeCloseTo(mean - (1.96 * deviation) / 20, 1.7);
    expect(range?.high).toBeCloseTo(mean + (1.96 * deviation) / 20, 1.7);
  });

  it('is wider when trades come in clusters that move together', () => {
    const fourfold = values.slice(0, 100).map((value) => [value, value, value, value]);
    const width = (range: ReturnType<typeof bootstrapMean>) => (range?.high ?? 0) - (range?.low ?? 0);
    const wide = width(bootstrapMean(fourfold, chance()));
    const narrow = width(
      bootstrapMean(
        fourfold.flat().map((value) => [value]),
        chance(),
      ),
    );
    expect(wide / narrow).toBeGreaterThan(1.8);
    expect(wide / narrow).toBeLessThan(2.2);
  });

  it('weighs clusters by their trades', () => {
    const range = bootstrapMean(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? [1, 1, 1] : [0])),
      chance(),
    );
    // Three of four trades won, whatever half of the clusters says.
    expect(range?.low).toBeGreaterThan(0.5);
    expect(range?.high).toBeGreaterThan(0.8);
    expect(range?.high).toBeLessThan(0.95);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(bootstrapMean(alone, chance(3))).toEqual(bootstrapMean(alone, chance(3)));
    expect(bootstrapMean(alone, chance(3))).not.toEqual(bootstrapMean(alone, chance(4)));
  });

  it('is unknown with fewer than ten clusters, however many trades they hold', () => {
    const nine = Array.from({ length: 9 }, (_, index) => [index, index, index, index]);
    expect(bootstrapMean([], chance())).toBeNull();
    expect(bootstrapMean(nine, chance())).toBeNull();
    expect(bootstrapMedian(nine, chance())).toBeNull();
    expect(bootstrapMean([...nine, [9]], chance())).not.toBeNull();
  });
});

it('encloses the median of a lopsided sample, which its mean does not lie near', () => {
  const lopsided = [...Array.from({ length: 70 }, () => [-1]), ...Array.from({ length: 30 }, () => [2])];
  expect(bootstrapMedian(lopsided, chance())).toEqual({ low: -1, high: -1 });
});

it('reads percentiles between neighbours in proportion', () => {
  const sorted = Float64Array.of(10, 20, 30, 40, 50);
  expect([0, 25, 50, 90, 100].map((percent) => percentile(sorted, percent))).toEqual([10, 20, 30, 46, 50]);
});
