import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { maxDrawdown, summarize, wilson } from '#shared/journal/metrics.ts';
import { closeAt, outcomeOf } from '#shared/trading/result.ts';
import type { Trade } from '#shared/trading/trade.ts';
import { minute, noon, openLong, paper } from '../../../support/domain.ts';

/** Ten trades of known R (risk 20 each), the sample of the metrics' definition. */
const sampleR = [2, -1, -1, 3, 0, -1, 1.5, -0.5, 2, -1];
const closedWith = (rMultiple: number, index: number): Trade =>
  openLong({
    id: `paper.${index}`,
    close: {
      exit: '100',
      closedAt: noon + index * minute,
      fees: '0',
      net: String(20 * rMultiple),
      rMultiple,
      outcome: outcomeOf({ net: new Decimal(20 * rMultiple), rMultiple }),
    },
  });
const sample = sampleR.map(closedWith);

describe('the sample of ten trades', () => {
  const summary = summarize(paper, sample);

  it('counts breakeven on neither side of the win rate', () => {
    expect(summary).toMatchObject({ trades: 10, wins: 4, losses: 5, breakevens: 1, open: 0 });
    expect(summary.winRate).toBeCloseTo(0.444444, 6);
    expect(summary.winRateLow).toBeCloseTo(0.189, 3);
    expect(summary.winRateHigh).toBeCloseTo(0.733, 3);
  });

  it('has the expectancy, profit factor and drawdown of the definition', () => {
    expect(summary.totalR).toBe(4);
    expect(summary.averageR).toBe(0.4);
    expect(summary.expectancy).toBe('8');
    expect(summary.profitFactor).toBeCloseTo(8.5 / 4.5, 12);
    expect(summary.maxDrawdown).toBe('40');
    expect(summary.net).toBe('80');
    expect(summary.equity.at(-1)).toEqual({ at: noon + 9 * minute, balance: '10080' });
    expect(summary.equity).toHaveLength(11);
  });
});

it('knows nothing of an empty journal and says so', () => {
  expect(summarize(paper, [])).toMatchObject({
    winRate: null,
    winRateLow: null,
    totalR: null,
    averageR: null,
    expectancy: null,
    profitFactor: null,
    lossless: false,
    equity: [{ at: null, balance: '10000' }],
  });
});

it('calls a profit factor without losses lossless, not a number', () => {
  expect(summarize(paper, sample.slice(0, 1))).toMatchObject({ profitFactor: null, lossless: true });
});

it('keeps a trade without a known R in the money figures only', () => {
  const unknown = closedWith(1, 0);
  const close = unknown.close === null ? null : { ...unknown.close, rMultiple: null };
  expect(summarize(paper, [{ ...unknown, close }])).toMatchObject({
    totalR: null,
    averageR: null,
    net: '20',
    wins: 1,
  });
});

it('orders by the close, whenever the trades were entered', () => {
  expect(summarize(paper, [...sample].reverse())).toEqual(summarize(paper, sample));
});

it('gives the Wilson interval of the definition', () => {
  expect(wilson(40, 90)).toMatchObject({ low: expect.closeTo(0.346, 3), high: expect.closeTo(0.547, 3) });
  expect(wilson(0, 0)).toBeNull();
});

it('stays small however long the journal is, and its curve still begins and ends where it does', () => {
  const trades = Array.from({ length: 10_000 }, (_, index) => closedWith(index % 2 === 0 ? 2 : -1, index));
  const { equity, ...rest } = summarize(paper, trades);
  expect(rest).toMatchObject({ trades: 10_000, wins: 5_000, totalR: 5_000, net: '100000' });
  expect(equity).toHaveLength(250);
  expect(equity[0]).toEqual({ at: null, balance: '10000' });
  expect(equity.at(-1)).toEqual({ at: trades.at(-1)?.close?.closedAt, balance: '110000' });
  const times = equity.slice(1).map(({ at }) => at ?? 0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(JSON.stringify({ equity, ...rest }).length).toBeLessThan(16_000);
});

it('counts the start as the first peak of a drawdown', () => {
  const path = [100_000, 101_200, 103_000, 100_900, 102_000, 99_500, 101_000].map(
    (value) => new Decimal(value),
  );
  expect(maxDrawdown(path).toString()).toBe('3500');
  expect(maxDrawdown([100, 90].map((value) => new Decimal(value))).toString()).toBe('10');
});

describe('a close', () => {
  const at = noon + 30 * minute;
  const close = (price: string, trade = openLong()) => closeAt(trade, { price: new Decimal(price), at });

  it('takes the fees of both sides off and measures R on the frozen risk', () => {
    // 10 x 4 = 40 gross; fees 0.1 % of 1,000 and of 1,040 = 2.04; 37.96 / 20.
    expect(close('104')).toEqual({
      exit: '104',
      closedAt: at,
      fees: '2.04',
      net: '37.96',
      rMultiple: 1.898,
      outcome: 'WIN',
    });
  });

  it('is a little more than -1 R at the stop, because of the fees', () => {
    expect(close('98')).toMatchObject({ net: '-21.98', rMultiple: -1.099, outcome: 'LOSS' });
  });

  it('mirrors for a short', () => {
    const short = openLong({ direction: 'short', stop: '102', target: '96' });
    expect(close('96', short)).toMatchObject({ net: '38.04', outcome: 'WIN' });
  });

  it('is breakeven within 0.05 R on either side', () => {
    const free = openLong({ feeRate: '0' });
    expect(close('100.1', free).outcome).toBe('BREAKEVEN');
    expect(close('99.9', free).outcome).toBe('BREAKEVEN');
    expect(close('100.11', free).outcome).toBe('WIN');
    expect(close('99.89', free).outcome).toBe('LOSS');
  });

  it('keeps every digit of a currency pair', () => {
    const pair = openLong({
      entry: '1.10000',
      stop: '1.09875',
      size: '4',
      contractValue: '100000',
      feeRate: '0',
      risk: '500',
    });
    expect(close('1.10001', pair)).toMatchObject({ net: '4', rMultiple: 0.008 });
  });
});
