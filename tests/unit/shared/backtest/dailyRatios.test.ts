import { describe, expect, it } from 'vitest';
import { type DayAccount, dailyRatios, dailyReturns } from '#shared/backtest/dailyRatios.ts';
import { sharpeOf, sortinoOf } from '#shared/backtest/rMetrics.ts';

const day = 86_400_000;
/** A Monday. */
const monday = Date.UTC(2026, 0, 5);
/** Ten days of known ratios. */
const tenDays = [0.4, -0.3, 0, 0.9, -0.6, 0.5, 0, 0.7, -0.2, 0.1];

/** An account whose equity changes so many percent a day; every value at noon and at the day's end. */
function account(
  returns: readonly number[],
  session: DayAccount['session'] = '24x7',
  from = monday,
): DayAccount {
  let equity = 10_000;
  const points = returns.flatMap((percent, index) => {
    const before = equity;
    equity *= 1 + percent / 100;
    const start = from + index * day;
    return [
      { at: start + day / 2, equity: before },
      { at: start + day, equity },
    ];
  });
  return {
    start: 10_000,
    session,
    curve: {
      closeTime: Float64Array.from(points, ({ at }) => at),
      equity: Float64Array.from(points, (point) => point.equity),
    },
  };
}

describe('daily returns', () => {
  it('have the ratios of the reference', () => {
    expect((sharpeOf(tenDays) ?? 0) * Math.sqrt(252)).toBeCloseTo(5.07, 2);
    expect((sharpeOf(tenDays) ?? 0) * Math.sqrt(365)).toBeCloseTo(6.1, 2);
    expect((sortinoOf(tenDays) ?? 0) * Math.sqrt(252)).toBeCloseTo(10.76, 2);
  });

  it('are the changes of each day, in percent of its start', () => {
    const returns = dailyReturns(account(tenDays)) ?? [];
    expect(returns).toHaveLength(10);
    for (const [index, value] of returns.entries()) expect(value).toBeCloseTo(tenDays[index] ?? 0, 9);
  });

  it('count days without a candle as days without a change', () => {
    const { curve, ...rest } = account([1, 2, 3]);
    const holed = {
      closeTime: curve.closeTime.filter((_, index) => index < 2 || index > 3),
      equity: curve.equity.filter((_, index) => index < 2 || index > 3),
    };
    const returns = dailyReturns({ ...rest, curve: holed }) ?? [];
    expect(returns.map((value) => Math.round(100 * value))).toEqual([100, 0, 506]);
  });

  it('put the weekend of a market that closes to Monday', () => {
    const friday = monday + 4 * day;
    const week = account([1, 0, 0.5, 1, 0], 'forex', friday);
    expect((dailyReturns(week) ?? []).map((value) => Math.round(1_000 * value))).toEqual([1_000, 1_505, 0]);
    expect(dailyReturns({ ...week, session: '24x7' })).toHaveLength(5);
  });

  it('end where nothing is left to earn on', () => {
    expect(dailyReturns(account([-100, 1]))).toBeNull();
    expect(dailyRatios(account([-100, ...tenDays, ...tenDays, ...tenDays]))).toMatchObject({ sharpe: null });
    expect(dailyReturns(account([]))).toEqual([]);
  });
});

describe('daily ratios', () => {
  const thirty = [...tenDays, ...tenDays, ...tenDays];

  it('are told of a day and of a year, by the days of the market', () => {
    const coins = dailyRatios(account(thirty));
    expect(coins).toMatchObject({ days: 30, daysPerYear: 365 });
    expect(coins.meanPct).toBeCloseTo(0.15, 9);
    expect(coins.sharpe).toBeCloseTo(sharpeOf(thirty) ?? 0, 9);
    expect(coins.sortino).toBeCloseTo(sortinoOf(thirty) ?? 0, 9);
    expect(coins.sharpePerYear).toBeCloseTo((coins.sharpe ?? 0) * Math.sqrt(365), 9);
    expect(dailyRatios(account([...thirty, ...tenDays, ...tenDays], 'forex'))).toMatchObject({
      daysPerYear: 252,
    });
  });

  it('are unknown of fewer than thirty days, and of days that are all the same', () => {
    expect(dailyRatios(account(thirty.slice(1)))).toEqual({
      ...{ days: 29, daysPerYear: 365, meanPct: null, deviationPct: null, sharpe: null, sortino: null },
      ...{ sharpePerYear: null, sortinoPerYear: null },
    });
    const still = dailyRatios(account(thirty.map(() => 0)));
    expect(still).toMatchObject({ days: 30, meanPct: 0, sharpe: null, sortino: null, sharpePerYear: null });
  });

  it('have no Sortino without a losing day', () => {
    const rising = dailyRatios(account(thirty.map((value) => Math.abs(value))));
    expect(rising.sortino).toBeNull();
    expect(rising.sharpe).toBeGreaterThan(0);
  });
});
