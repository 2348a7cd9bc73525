import { describe, expect, it } from 'vitest';
import { Exact } from '#shared/market/exact.ts';
import { feeRateOf, slipped, tradingCostsSchema } from '#shared/risk/costs.ts';
import { type EntrySizeRequest, entrySize, lossPerContract } from '#shared/risk/entrySize.ts';
import { testSpec } from '../../../support/marketViews.ts';

const free = tradingCostsSchema.parse({ takerRate: '0', makerRate: '0' });
const fresh: EntrySizeRequest = {
  capital: new Exact(1000),
  share: '0.40',
  leverage: 20,
  riskPct: null,
  kind: 'market',
  direction: 'long',
  price: 150.5,
  stop: 148,
  spec: testSpec,
  costs: free,
};
const size = (changes: Partial<EntrySizeRequest>) => entrySize({ ...fresh, ...changes }).toFixed();

describe('the size by share', () => {
  it('of 1,000 at 150.50 is 53 contracts on a fresh block and 19 on a breaker', () => {
    expect(size({})).toBe('53');
    expect(size({ share: '0.30', leverage: 10 })).toBe('19');
  });

  it('counts the value of a contract and its step', () => {
    expect(size({ spec: { ...testSpec, contractValue: '0.1' } })).toBe('531');
    expect(size({ spec: { ...testSpec, sizeStep: '0.01', minSize: '0.01' } })).toBe('53.15');
  });

  it('is none below the smallest size, and none without capital', () => {
    expect(size({ capital: new Exact(18) })).toBe('0');
    expect(size({ spec: { ...testSpec, minSize: '60' } })).toBe('0');
    expect(size({ capital: new Exact(-5) })).toBe('0');
  });
});

describe('the size by risk', () => {
  it('loses no more than the risk at the stop, rounded down', () => {
    expect(size({ riskPct: 1 })).toBe('4');
    expect(size({ riskPct: 1, stop: 148.01 })).toBe('4');
    expect(size({ riskPct: 1, stop: 147.99 })).toBe('3');
  });

  it('is capped by the share', () => {
    expect(size({ riskPct: 50 })).toBe('53');
  });

  it('counts the fees of both sides, slippage and spread', () => {
    const costs = tradingCostsSchema.parse({ slippage: '0.001', spread: '0.1', feeTax: '0.18' });
    const market = lossPerContract({ ...fresh, costs });
    // Bought at 150.5 x 1.001, sold at 148 x 0.999.
    const fees = new Exact('150.6505').plus('147.852').times('0.00059');
    expect(market.toFixed()).toBe(new Exact('150.6505').minus('147.852').plus(fees).plus('0.1').toFixed());
    const limit = lossPerContract({ ...fresh, kind: 'limit', costs });
    const cheaper = new Exact('150.5').times('0.000236').plus(new Exact('147.852').times('0.00059'));
    expect(limit.toFixed()).toBe(new Exact('150.5').minus('147.852').plus(cheaper).plus('0.1').toFixed());
  });
});

describe('costs', () => {
  it('put the tax on top of the fee', () => {
    const costs = tradingCostsSchema.parse({ feeTax: '0.18' });
    expect(feeRateOf(costs, 'taker').toFixed()).toBe('0.00059');
    expect(feeRateOf(costs, 'maker').toFixed()).toBe('0.000236');
  });

  it('slip against the trader and stay on tick', () => {
    const slip = { price: 103.2, slippage: '0.0002', tick: '0.01' };
    expect(slipped({ ...slip, side: 'buy' })).toBe(103.23);
    expect(slipped({ ...slip, side: 'sell' })).toBe(103.17);
    expect(slipped({ ...slip, slippage: '0', side: 'sell' })).toBe(103.2);
  });

  it('are refused when they are no fractions', () => {
    for (const takerRate of ['-0.1', '1', 'much'])
      expect(tradingCostsSchema.safeParse({ takerRate }).success).toBe(false);
    expect(tradingCostsSchema.safeParse({ spread: '-1' }).success).toBe(false);
  });
});
