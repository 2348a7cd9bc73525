import { describe, expect, it } from 'vitest';
import { bestOfLuck, deflatedSharpe, probabilityAbove } from '#shared/backtest/deflatedSharpe.ts';
import { normalQuantile, normalShare } from '#shared/backtest/normal.ts';

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.959963984540054, 0.025],
    [3, 0.99865010196837],
    [-6, 9.8658764503769e-10],
  ])('lies below %f with the share of the tables', (x, share) => {
    expect(normalShare(x)).toBeCloseTo(share, 12);
    expect(normalQuantile(share)).toBeCloseTo(x, 6);
  });

  it('is all or nothing far away', () => {
    expect([normalShare(-40), normalShare(40)]).toEqual([0, 1]);
  });
});

describe('the deflated Sharpe ratio', () => {
  // The worked example of the paper: 100 trials whose yearly ratios have a variance of 1/2, the best of them 2.5 over
  // 1,250 days, skew -3, kurtosis 10; 250 days a year.
  const variance = 1 / (2 * 250);
  const best = { sharpe: 2.5 / Math.sqrt(250), count: 1_250, skew: -3, kurtosis: 10 };

  it('expects of luck what the paper expects', () => {
    expect(bestOfLuck(variance, 100)).toBeCloseTo(0.1132, 4);
  });

  it('trusts the best of a hundred as little as the paper does', () => {
    expect(probabilityAbove(bestOfLuck(variance, 100), best)).toBeCloseTo(0.9004, 3);
  });

  it('trusts it more when fewer were tried', () => {
    expect(probabilityAbove(bestOfLuck(variance, 46), best)).toBeCloseTo(0.9505, 3);
  });

  it('corrects nothing when one was tried', () => {
    expect(bestOfLuck(variance, 1)).toBe(0);
  });

  it('is worked by hand for four trades', () => {
    // R 1, 1, 1, -1: mean 0.5, deviation 1, skew -0.75 / 0.75^1.5, kurtosis 1.3125 / 0.75^2, spread sqrt(1.91068...).
    const found = deflatedSharpe([1, 1, 1, -1], { sharpes: [0.5, 0.3], trials: 2 });
    expect(found?.sharpe).toBeCloseTo(0.5, 12);
    // Quantiles of 1/2 and of 1 - 1/(2e) = 0.81606: 0 and 0.90043; times 0.57722 and the deviation 0.141421.
    expect(found?.luckSharpe).toBeCloseTo(0.0735, 4);
    const spread = Math.sqrt(1 + 0.5 * (0.75 / 0.75 ** 1.5) + ((1.3125 / 0.5625 - 1) / 4) * 0.25);
    expect(found?.probability).toBeCloseTo(normalShare(((0.5 - 0.0735) * Math.sqrt(3)) / spread), 4);
  });

  it('is unknown of trades that have no spread', () => {
    expect(deflatedSharpe([], { sharpes: [], trials: 3 })).toBeNull();
    expect(deflatedSharpe([1, 1], { sharpes: [], trials: 3 })).toBeNull();
  });
});
