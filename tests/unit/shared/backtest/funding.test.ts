import { describe, expect, it } from 'vitest';
import { type FundingPayment, flatFunding } from '#shared/backtest/funding.ts';
import { tested } from '../../../support/backtests.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { blocks40Fixture, runOf } from '../../../support/tradingFixture.ts';

const hour = 3_600_000;
const day = Date.UTC(2025, 0, 1);

describe('a flat rate', () => {
  it('is paid at midnight, at 8 and at 16 o’clock UTC', () => {
    const payments = flatFunding('0.0001', { from: day, to: day + 24 * hour });
    expect(payments.map(({ at }) => at)).toEqual([day, day + 8 * hour, day + 16 * hour]);
    expect(flatFunding('0.0001', { from: day + 1, to: day + 8 * hour })).toEqual([]);
  });
});

describe('funding of the worked trades', () => {
  const plain = blocks40Fixture.cases.find((one) => one.name === 'plain' && one.mode === 'B');
  if (plain === undefined) throw new RangeError('no case');
  const openOf = (bar: number) => blocks40[bar]?.openTime ?? Number.NaN;
  const play = (...funding: FundingPayment[]) => tested({ ...runOf(plain), funding }, blocks40);
  const [, , third] = play().trades;
  const at = openOf((third?.entryBar ?? 0) + 2);

  it('is paid by longs, received by shorts, at the open of its candle, on what is held', () => {
    const value = 56 * (blocks40.find((candle) => candle.openTime === at)?.open ?? 0);
    const paid = play({ at, rate: '0.0001' }).trades[2];
    expect(third).toMatchObject({ direction: 'long', contracts: '56', funding: '0' });
    expect(Number(paid?.funding)).toBeCloseTo(0.0001 * value, 9);
    expect(Number(paid?.net)).toBeCloseTo(Number(third?.net) - 0.0001 * value, 9);
    expect(Number(play({ at, rate: '-0.0001' }).trades[2]?.funding)).toBeCloseTo(-0.0001 * value, 9);
    const [, short] = play().trades;
    const during = openOf((short?.entryBar ?? 0) + 1);
    expect(Number(play({ at: during, rate: '0.0001' }).trades[1]?.funding)).toBeLessThan(0);
  });

  it('is of no matter to who is flat, or enters at that very moment or after it', () => {
    const entry = openOf(third?.entryBar ?? 0);
    expect(play({ at: entry, rate: '0.01' }).trades).toEqual(play().trades);
    expect(play({ at: openOf(0), rate: '0.01' }).summary).toEqual(play().summary);
  });

  it('is in the sums and in the capital', () => {
    const { summary, trades } = play({ at, rate: '0.001' });
    expect(summary.funding).toBe(trades[2]?.funding);
    const without = play().summary;
    expect(Number(without.final) - Number(summary.final)).toBeGreaterThan(0);
    const { gross, fees, spread, funding, net } = summary;
    expect(Number(gross) - Number(fees) - Number(spread) - Number(funding)).toBeCloseTo(Number(net), 9);
  });
});
