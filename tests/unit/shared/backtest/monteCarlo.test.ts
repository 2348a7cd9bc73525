import { expect, it } from 'vitest';
import { monteCarlo } from '#shared/backtest/monteCarlo.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';

const chance = (seed = 1) => ({ draws: 2_000, random: seededRandom(seed) });

it('finds the one fall that losses alone can make, in whatever order', () => {
  const result = monteCarlo(
    [
      [-1, -1],
      [-1, -1],
    ],
    chance(),
  );
  const certain = { p5: 4, p50: 4, p95: 4 };
  expect(result).toMatchObject({ shuffledFallR: certain, drawnFallR: certain, lossShare: 1 });
  expect(result?.drawnTotalR).toEqual({ p5: -4, p50: -4, p95: -4 });
});

it('draws whole days: what a day won and lost together stays together', () => {
  const result = monteCarlo(
    [
      [2, -2],
      [2, -2],
      [2, -2],
    ],
    chance(),
  );
  expect(result?.drawnFallR).toEqual({ p5: 2, p50: 2, p95: 2 });
  expect(result?.drawnTotalR).toEqual({ p5: 0, p50: 0, p95: 0 });
  expect(result?.lossShare).toBe(0);
  // Shuffled, three losses may come one after the other, one time in twenty.
  expect(result?.shuffledFallR.p95).toBeGreaterThan(2);
});

it('has the share of losing samples that can be counted by hand', () => {
  // Two days drawn from +1 and -1: both lose in one case of four.
  expect(monteCarlo([[1], [-1]], chance())?.lossShare).toBeCloseTo(0.25, 1);
});

it('is the same for the same seed, and nothing without trades', () => {
  const days = [[1, -1], [2], [-1, -1], [0.5]];
  expect(monteCarlo(days, chance(5))).toEqual(monteCarlo(days, chance(5)));
  expect(monteCarlo(days, chance(5))).not.toEqual(monteCarlo(days, chance(6)));
  expect(monteCarlo([], chance())).toBeNull();
});
