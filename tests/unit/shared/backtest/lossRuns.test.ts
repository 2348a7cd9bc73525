import { describe, expect, it } from 'vitest';
import { lossRuns, runProbability } from '#shared/backtest/lossRuns.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';

describe('losses in a row', () => {
  it.each([
    [0.5, 0.546],
    [0.55, 0.729],
    [0.6, 0.873],
  ])(
    'come six at a time among a hundred trades that lose at %s with probability %s',
    (lossRate, expected) => {
      expect(runProbability({ trades: 100, lossRate, length: 6 })).toBeCloseTo(expected, 3);
    },
  );

  it('are as likely as counting all orders of a few trades says', () => {
    const trades = 9;
    for (const length of [1, 2, 3, 9]) {
      let total = 0;
      for (let bits = 0; bits < 2 ** trades; bits += 1) {
        const losses = bits.toString(2).padStart(trades, '0');
        const count = losses.replaceAll('0', '').length;
        if (losses.includes('1'.repeat(length))) total += 0.3 ** count * 0.7 ** (trades - count);
      }
      expect(runProbability({ trades, lossRate: 0.3, length })).toBeCloseTo(total, 12);
    }
    expect(runProbability({ trades: 3, lossRate: 0.5, length: 4 })).toBe(0);
    expect(runProbability({ trades: 3, lossRate: 0.5, length: 0 })).toBe(1);
  });

  it('are counted in the order of the trades; one that is even ends a run', () => {
    const runs = lossRuns([-1, -1, 0.04, -1, -1, -1, 2, -0.06, -0.05]);
    expect(runs?.longest).toBe(3);
    expect(runs?.p).toBe(runProbability({ trades: 9, lossRate: 6 / 9, length: 3 }));
  });

  it('are as long as chance makes them, on average', () => {
    const random = seededRandom(5);
    let total = 0;
    for (let draw = 0; draw < 4_000; draw += 1) {
      let [run, longest] = [0, 0];
      for (let trade = 0; trade < 50; trade += 1) {
        run = random.chance(0.6) ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
      total += longest;
    }
    const sixty = Array.from({ length: 50 }, (_, index) => (index % 5 < 3 ? -1 : 2));
    expect(lossRuns(sixty)?.expectedLongest).toBeCloseTo(total / 4_000, 0);
  });

  it('are known without losses, of losses alone, and not of nothing', () => {
    expect(lossRuns([1, 2])).toEqual({ longest: 0, expectedLongest: 0, p: 1 });
    expect(lossRuns([-1, -1, -1])).toEqual({ longest: 3, expectedLongest: 3, p: 1 });
    expect(lossRuns([])).toBeNull();
  });
});
