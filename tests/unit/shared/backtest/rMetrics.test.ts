import { describe, expect, it } from 'vitest';
import { median, rMetrics } from '#shared/backtest/rMetrics.ts';
import { sampleR } from '../../../support/reportTrades.ts';

describe('the sample of ten trades', () => {
  const metrics = rMetrics(sampleR);

  it('counts a breakeven trade on neither side of the win rate', () => {
    expect(metrics).toMatchObject({ trades: 10, wins: 4, losses: 5, breakevens: 1 });
    expect(metrics.winRate).toBeCloseTo(4 / 9, 12);
    expect(metrics.winShare).toBe(0.4);
    expect(metrics.winRateRange?.low).toBeCloseTo(0.189, 3);
    expect(metrics.winRateRange?.high).toBeCloseTo(0.733, 3);
  });

  it('has the mean, median and sum of R', () => {
    expect(metrics).toMatchObject({ totalR: 4, meanR: 0.4, medianR: -0.25 });
  });

  it('has the payoff, profit factor and the win rate that breaks even', () => {
    expect(metrics.payoff).toBeCloseTo(2.125 / 0.9, 12);
    expect(metrics.profitFactor).toBeCloseTo(8.5 / 4.5, 12);
    expect(metrics.breakevenWinRate).toBeCloseTo(0.298, 3);
    expect(metrics.isLossless).toBe(false);
  });

  it('has the deviation of a sample, SQN, Sharpe and Sortino per trade', () => {
    expect(metrics.deviationR).toBeCloseTo(1.56, 3);
    expect(metrics.sqn).toBeCloseTo(0.81, 2);
    expect(metrics.sharpe).toBeCloseTo(0.256, 3);
    // Squares of the losses: 4 x 1 + 0.25 over ten trades, 0.6519; over the losers alone it would be 0.92.
    expect(metrics.sortino).toBeCloseTo(0.4 / Math.sqrt(4.25 / 10), 12);
    expect(metrics.sortino).toBeCloseTo(0.61, 2);
  });
});

describe('what cannot be known is null', () => {
  it('without trades', () => {
    expect(rMetrics([])).toEqual({
      ...{ trades: 0, wins: 0, losses: 0, breakevens: 0, winRate: null, winRateRange: null, winShare: null },
      ...{ totalR: 0, meanR: null, medianR: null, payoff: null, profitFactor: null, isLossless: false },
      ...{ breakevenWinRate: null, deviationR: null, sqn: null, sharpe: null, sortino: null },
    });
  });

  it('without losses: the profit factor is infinite and said so', () => {
    expect(rMetrics([1, 2])).toMatchObject({
      profitFactor: null,
      isLossless: true,
      payoff: null,
      sortino: null,
    });
  });

  it('of one trade, and of trades that are all alike', () => {
    expect(rMetrics([1])).toMatchObject({ deviationR: null, sqn: null, sharpe: null });
    expect(rMetrics([0.1, 0.1, 0.1])).toMatchObject({ sqn: null, sharpe: null });
    expect(rMetrics([0.1, 0.1, 0.1]).deviationR).toBeCloseTo(0, 12);
  });
});

it('takes the breakeven band as closed: 0.05 R is even', () => {
  expect(rMetrics([0.05, -0.05, 0.0501, -0.0501])).toMatchObject({ wins: 1, losses: 1, breakevens: 2 });
});

it('lets no more than 100 trades count for SQN', () => {
  const many = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 2 : -1));
  const { sqn, sharpe } = rMetrics(many);
  expect(sqn).toBeCloseTo(10 * (sharpe ?? Number.NaN), 12);
});

it('takes the middle of an odd count and between the two of an even one', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNull();
});
