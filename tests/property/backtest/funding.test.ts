import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BacktestTrade } from '#shared/backtest/backtestResult.ts';
import { type FundingPayment, flatFunding } from '#shared/backtest/funding.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { Exact } from '#shared/market/exact.ts';
import { anyRun, runLength as length } from '../../support/anyBacktest.ts';
import { tested } from '../../support/backtests.ts';
import { candleSeries } from '../../support/candleSeries.ts';

/** What a trade pays, worked out from its fills: what was held before a candle pays for what is due before its close. */
function fundingOf(
  trade: BacktestTrade,
  candles: readonly Candle[],
  { payments, contractValue }: { payments: readonly FundingPayment[]; contractValue: string },
): string {
  let paid = new Exact(0);
  for (const { at, rate } of payments) {
    const bar = candles.findIndex((candle) => at < closeTime(candle));
    const before = trade.fills.filter((fill) => fill.bar < bar);
    const left = before.at(-1)?.left ?? '0';
    const value = new Exact(left).times(contractValue).times(candles[bar]?.open ?? 0);
    const owed = value.times(rate);
    paid = trade.direction === 'long' ? paid.plus(owed) : paid.minus(owed);
  }
  return paid.toFixed();
}

it('is paid at every instant by what was held, and by nothing else', () => {
  const seen = { paying: 0, receiving: 0 };
  const anyRate = fc.constantFrom('0.0001', '-0.00025', '0.003');
  fc.assert(
    fc.property(anyRun, anyRate, ({ seed, ...run }, rate) => {
      const candles = candleSeries({ seed, length });
      const [first, last] = [candles[0]?.openTime ?? 0, candles.at(-1)?.openTime ?? 0];
      const payments = flatFunding(rate, { from: first, to: last });
      const { trades, summary, open } = tested({ ...run, funding: payments }, candles);
      const contractValue = run.spec?.contractValue ?? '1';
      for (const trade of trades) {
        expect(trade.funding).toBe(fundingOf(trade, candles, { payments, contractValue }));
        const { gross, fees, spread, funding, net } = trade;
        expect(net).toBe(new Exact(gross).minus(fees).minus(spread).minus(funding).toFixed());
        if (Number(funding) > 0) seen.paying += 1;
        if (Number(funding) < 0) seen.receiving += 1;
      }
      if (open === null) expect(summary.final).toBe(new Exact(summary.start).plus(summary.net).toFixed());
    }),
    { seed: 20274, numRuns: 1_000 },
  );
  expect(Math.min(seen.paying, seen.receiving)).toBeGreaterThan(200);
});
