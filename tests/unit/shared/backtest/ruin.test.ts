import { describe, expect, it } from 'vitest';
import { ruin } from '#shared/backtest/ruin.ts';

/** A hundred trades of which so many win so much; the others lose 1 R. */
const trades = (wins: number, winR: number) =>
  Array.from({ length: 100 }, (_, index) => (index < wins ? winR : -1));
const chanceOf = (multiples: readonly number[], fallR: number) => ruin(multiples, [fallR])?.[0]?.p;

describe('the risk of ruin', () => {
  it.each([
    [45, 2, 10, 0.034],
    [45, 2, 20, 0.0012],
    [40, 2, 10, 0.142],
    [40, 2, 20, 0.02],
    [55, 1, 10, 0.134],
  ])('of %s wins in a hundred at %s R, to fall %s R: %s', (wins, winR, fallR, expected) => {
    expect(chanceOf(trades(wins, winR), fallR)).toBeCloseTo(expected, 3);
  });

  it('is certain without an edge', () => {
    expect(ruin(trades(50, 1), [10, 20])).toEqual([
      { fallR: 10, p: 1 },
      { fallR: 20, p: 1 },
    ]);
    expect(chanceOf(trades(20, 1), 5)).toBe(1);
  });

  it('is small and known of a large edge, and of an edge that is next to nothing', () => {
    expect(chanceOf(trades(99, 3), 10)).toBeLessThan(1e-9);
    expect(chanceOf(trades(50, 1.0001), 10)).toBeGreaterThan(0.99);
  });

  it('is unknown of too few trades and without a loss', () => {
    expect(ruin(trades(45, 2).slice(40, 69), [10])).toBeNull();
    expect(ruin(trades(100, 2), [10])).toBeNull();
    expect(ruin([], [10])).toBeNull();
  });
});
