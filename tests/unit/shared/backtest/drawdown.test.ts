import { describe, expect, it } from 'vitest';
import { addCurves, dayEnds, drawdownOf, drawnCurve } from '#shared/backtest/drawdown.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 0, 5);
const curve = (points: readonly (readonly [hours: number, equity: number])[]) => ({
  closeTime: Float64Array.from(points, ([hours]) => day + hours * hour),
  equity: Float64Array.from(points, ([, equity]) => equity),
});

/** Two days; the first ends at 102,000, the second at 101,000. */
const twoDays = curve([
  [6, 101_200],
  [12, 103_000],
  [18, 100_900],
  [24, 102_000],
  [30, 99_500],
  [48, 101_000],
]);

describe('drawdown', () => {
  it('inside the days is the deepest fall from the peak of that moment', () => {
    const { amount, percent } = drawdownOf([100_000, ...twoDays.equity]);
    expect(amount).toBe(3_500);
    expect(percent).toBeCloseTo(3.4, 2);
  });

  it('by the ends of the days is another one', () => {
    expect(dayEnds(twoDays, 100_000)).toEqual([100_000, 102_000, 101_000]);
    const { amount, percent } = drawdownOf(dayEnds(twoDays, 100_000));
    expect(amount).toBe(1_000);
    expect(percent).toBeCloseTo(0.98, 2);
  });

  it('may have its worst amount and its worst percent in different falls', () => {
    expect(drawdownOf([100, 80, 1_000, 850])).toEqual({ amount: 150, percent: 20 });
  });

  it('is none for an account that only rises, or never was', () => {
    expect(drawdownOf([1, 2, 3])).toEqual({ amount: 0, percent: 0 });
    expect(drawdownOf([])).toEqual({ amount: 0, percent: 0 });
  });
});

it('adds accounts that are marked at other times by what each was worth last', () => {
  const sum = addCurves([
    {
      start: 100,
      curve: curve([
        [1, 110],
        [3, 130],
      ]),
    },
    {
      start: 50,
      curve: curve([
        [2, 40],
        [3, 60],
      ]),
    },
  ]);
  expect([...sum.closeTime]).toEqual([1, 2, 3].map((hours) => day + hours * hour));
  expect([...sum.equity]).toEqual([160, 150, 190]);
});

it('keeps the deepest fall of every stretch in a curve of few points', () => {
  const points = drawnCurve(twoDays, 100_000, 3);
  expect(points.map((point) => point.equity)).toEqual([103_000, 102_000, 101_000]);
  expect(points[1]?.fallPct).toBeCloseTo((100 * 2_100) / 103_000, 9);
  expect(points[2]?.fallPct).toBeCloseTo((100 * 3_500) / 103_000, 9);
});
