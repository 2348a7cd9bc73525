import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTrade } from '#shared/executors/byHand.ts';
import { type AssessRequest, assess } from '#shared/risk/gate.ts';
import { closeAt } from '#shared/trading/result.ts';
import { longSignal, minute, noon, paper, solSpec } from '../../../support/domain.ts';

const request = (change: Partial<AssessRequest> = {}): AssessRequest => ({
  signal: longSignal(),
  spec: solSpec,
  account: paper,
  openTrades: 0,
  lastPrice: 100,
  isReached: false,
  at: noon,
  ...change,
});
const unmet = (change: Partial<AssessRequest>) =>
  assess(request(change)).checks.flatMap((check) => (check.passed ? [] : [check.text]));

describe('an account without money', () => {
  it.each(['0', '-12.5'])('is told so, at a balance of %s', (balance) => {
    expect(unmet({ account: { ...paper, balance } })).toEqual([
      `Paper has nothing left to risk: its balance is ${balance} USD.`,
    ]);
  });
});

it('sizes a coin worth a hundred-millionth, digit by digit', () => {
  const spec = {
    ...solSpec,
    tick: '0.00000001',
    sizeStep: '1',
    minSize: '1',
    takerFeePct: '0',
    unit: 'coins',
  };
  const signal = longSignal({ entry: 3e-8, stop: 2e-8, targets: [5e-8] });
  const assessment = assess(request({ signal, spec, lastPrice: 3e-8 }));
  expect(assessment).toMatchObject({ size: '10000000000', risk: '100', reward: '200', notional: '300' });
  const trade = openTrade({ signal, assessment, account: paper, spec, isReached: false, at: noon });
  expect(trade).toMatchObject({ entry: '0.00000003', stop: '0.00000002', risk: '100' });
  expect(closeAt(trade, { price: new Decimal('0.00000005'), at: noon })).toMatchObject({
    net: '200',
    rMultiple: 2,
  });
});

it('knows a pair against the yen only when the account money is its base', () => {
  const pair = { ...solSpec, kind: 'forex' as const, quote: 'JPY', tick: '0.001' };
  expect(unmet({ spec: { ...pair, base: 'EUR' } })).toEqual([
    'No rate from JPY to USD is known, so SOLUSDT cannot be sized.',
  ]);
  expect(unmet({ spec: { ...pair, base: 'USD', takerFeePct: '0' } })).toEqual([]);
});

it('never risks more than the account allows, and what it says is what a stop costs', () => {
  const ticks = fc.integer({ min: 1, max: 5_000_000 });
  const hundredths = (most: number) =>
    fc.integer({ min: 1, max: most }).map((count) => new Decimal(count).div(100).toFixed());
  fc.assert(
    fc.property(
      ticks,
      ticks,
      hundredths(10_000),
      hundredths(100_000_000),
      (entryTicks, distance, riskPct, balance) => {
        const entry = (entryTicks + distance) / 100;
        const stop = entryTicks / 100;
        const signal = longSignal({ entry, stop, targets: [entry + 1] });
        const account = { ...paper, balance, riskPerTradePct: riskPct };
        const assessment = assess(request({ signal, account, lastPrice: entry }));
        const allowed = new Decimal(balance).times(riskPct).div(100);
        expect(new Decimal(assessment.risk).lte(allowed)).toBe(true);
        expect(new Decimal(assessment.size).mod(solSpec.sizeStep).isZero()).toBe(true);
        if (assessment.size === '0') return;
        const trade = openTrade({ signal, assessment, account, spec: solSpec, isReached: false, at: noon });
        const lost = closeAt(trade, { price: new Decimal(trade.stop), at: noon + minute });
        expect(new Decimal(lost.net).plus(assessment.risk).abs().lte('0.00000001')).toBe(true);
      },
    ),
    { seed: 20_260_105, numRuns: 300 },
  );
});
