import { Decimal } from 'decimal.js';
import { expect, it } from 'vitest';
import { positionSize, quoteRate } from '#shared/risk/positionSize.ts';
import { solSpec } from '../../../support/domain.ts';

const size = (change: Partial<Parameters<typeof positionSize>[0]> = {}) =>
  positionSize({
    balance: new Decimal(10_000),
    riskPct: new Decimal(1),
    entry: new Decimal(100),
    stop: new Decimal(98),
    spec: solSpec,
    quoteRate: new Decimal(1),
    ...change,
  }).toString();

it('rounds down to the step, so that the loss at the stop with both fees stays within the risk', () => {
  // Per SOL: 2.00 to the stop, 0.05 % of 100 and of 98 in fees = 2.099; 100 / 2.099 = 47.64.
  expect(size()).toBe('47.6');
});

it('matches the worked contract of a linear perpetual, fees inside the size', () => {
  const spec = { ...solSpec, contractValue: '0.001', sizeStep: '1', minSize: '1' };
  const request = { entry: new Decimal(64_000), stop: new Decimal(63_360), spec };
  expect(size({ ...request, balance: new Decimal(5_000) })).toBe('71');
  expect(size({ ...request, balance: new Decimal(5_000), spec: { ...spec, takerFeePct: '0.059' } })).toBe(
    '69',
  );
  expect(size({ ...request, balance: new Decimal(5_000), spec: { ...spec, takerFeePct: '0' } })).toBe('78');
});

it('sizes a currency pair in lots and gold in ounces', () => {
  const lots = { ...solSpec, takerFeePct: '0', sizeStep: '0.01', minSize: '0.01', contractValue: '100000' };
  const base = { balance: new Decimal(50_000), spec: lots };
  expect(size({ ...base, entry: new Decimal('1.1'), stop: new Decimal('1.09875') })).toBe('4');
  const gold = { ...lots, contractValue: '100' };
  expect(size({ ...base, spec: gold, entry: new Decimal('4004.5'), stop: new Decimal('4000') })).toBe('1.11');
});

it('gives 0 when the smallest size would lose more than the risk', () => {
  expect(size({ balance: new Decimal(10) })).toBe('0');
});

it('mirrors for a short', () => {
  // Per SOL: 2.00 + 0.05 % of 100 and of 102 = 2.101; 100 / 2.101 = 47.59.
  expect(size({ stop: new Decimal(102) })).toBe('47.5');
});

it('knows the rate of dollar quotes and of pairs whose base is the dollar, and no other', () => {
  expect(quoteRate(solSpec, 'USD', new Decimal(150))?.toString()).toBe('1');
  const yen = { ...solSpec, base: 'USD', quote: 'JPY' };
  expect(quoteRate(yen, 'USD', new Decimal(150))?.toString()).toBe('0.006666666667');
  const cross = { ...solSpec, base: 'EUR', quote: 'GBP' };
  expect(quoteRate(cross, 'USD', new Decimal('0.85'))).toBeNull();
});
