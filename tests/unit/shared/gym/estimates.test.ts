import { describe, expect, it } from 'vitest';
import { meanOf, medianOf, quantileOf, shareOf } from '#shared/gym/estimates.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the median', () => {
  // Ranks of the 95 % interval from the table of the binomial distribution.
  it.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [20, 6, 15],
    [30, 10, 21],
    [46, 16, 31],
    [50, 18, 33],
    [100, 40, 61],
  ])('of the numbers up to %i lies between %i and %i', (n, low, high) => {
    expect(medianOf(upTo(n).reverse())).toEqual({ n, value: (n + 1) / 2, low, high });
  });

  it('has no interval from fewer than six values, and is unknown without any', () => {
    expect(medianOf([3, 1, 2])).toEqual({ n: 3, value: 2, low: null, high: null });
    expect(medianOf([])).toBeNull();
  });

  it('of thousands has an interval near the one of the bell curve', () => {
    const median = medianOf(upTo(10_000));
    expect(median?.low).toBeCloseTo(5_000 - 0.98 * 100, -1);
    expect(median?.high).toBeCloseTo(5_001 + 0.98 * 100, -1);
  });
});

it('a quantile lies on the line between its neighbours', () => {
  expect(quantileOf([40, 10, 20, 30], 0.1)).toBeCloseTo(13, 9);
  expect(quantileOf([7], 0.1)).toBe(7);
  expect(quantileOf([], 0.1)).toBeNull();
});

describe('a share', () => {
  it('carries the Wilson interval', () => {
    const share = shareOf(upTo(90), (number) => number <= 40);
    expect(share).toMatchObject({ n: 90, count: 40 });
    expect(share.low).toBeCloseTo(0.346, 3);
    expect(share.high).toBeCloseTo(0.547, 3);
  });

  it('is unknown without cases', () => {
    expect(shareOf([], () => true)).toEqual({ n: 0, count: 0, share: null, low: null, high: null });
  });
});

describe('the mean', () => {
  it('lies in its interval, which is about two standard errors to each side', () => {
    const results = upTo(100).map((number) => (number % 2 === 0 ? 2 : -1));
    const mean = meanOf(results);
    expect(mean?.value).toBe(0.5);
    // Deviation 1.5, standard error 0.15.
    expect(mean?.low).toBeGreaterThan(0.5 - 0.35);
    expect(mean?.low).toBeLessThan(0.5 - 0.24);
    expect(mean?.high).toBeGreaterThan(0.5 + 0.24);
    expect(mean?.high).toBeLessThan(0.5 + 0.35);
    expect(meanOf(results)).toEqual(mean);
  });

  it('of one value has no interval, of none is unknown', () => {
    expect(meanOf([2])).toEqual({ n: 1, value: 2, low: null, high: null });
    expect(meanOf([])).toBeNull();
  });
});
