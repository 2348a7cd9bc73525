import { describe, expect, it } from 'vitest';
import { Exact } from '#shared/market/exact.ts';
import { isCooling } from '#shared/risk/cooldown.ts';
import { halfOf, trailedStop } from '#shared/risk/takeProfit.ts';
import { targetPrice } from '#shared/trading/plannedEntry.ts';

describe('the target', () => {
  it('lies so far from the fill, rounded away from it: 103.2 and 2 ATR of 1.7406 give 106.6812', () => {
    const long = { direction: 'long', price: 103.2, distance: 2 * 1.7406 } as const;
    expect(targetPrice({ ...long, tick: '0.0001' })).toBe(106.6812);
    expect(targetPrice({ ...long, tick: '0.01' })).toBe(106.69);
    expect(targetPrice({ ...long, direction: 'short', tick: '0.01' })).toBe(99.71);
  });
});

describe('half of a position', () => {
  const half = (contracts: string, sizeStep = '1', minSize = sizeStep) =>
    halfOf(new Exact(contracts), { sizeStep, minSize }).toFixed();

  it('is rounded down, but at least one contract', () => {
    expect([half('53'), half('3'), half('2')]).toEqual(['26', '1', '1']);
  });

  it('of a single contract is all of it', () => {
    expect(half('1')).toBe('1');
  });

  it('counts in steps of the instrument', () => {
    expect(half('0.017', '0.001')).toBe('0.008');
  });

  it('leaves nothing that is too small to be closed', () => {
    expect(half('0.05', '0.01', '0.03')).toBe('0.05');
    expect(half('0.06', '0.01', '0.03')).toBe('0.03');
    expect(half('0.07', '0.01', '0.03')).toBe('0.03');
  });
});

describe('the trailing stop', () => {
  it('follows the best close: 108 and 1.5 ATR of 1.7406 give 105.3891', () => {
    const long = { direction: 'long', stop: 101.4, bestClose: 108, distance: 2.6109 } as const;
    expect(trailedStop({ ...long, tick: '0.0001' })).toBe(105.3891);
    expect(trailedStop({ ...long, tick: '0.01' })).toBe(105.38);
  });

  it('never goes back', () => {
    const distance = 2;
    const tick = '0.01';
    expect(trailedStop({ direction: 'long', stop: 104, bestClose: 105, distance, tick })).toBe(104);
    expect(trailedStop({ direction: 'short', stop: 96, bestClose: 95, distance, tick })).toBe(96);
    expect(trailedStop({ direction: 'short', stop: 96, bestClose: 93.5, distance, tick })).toBe(95.5);
  });
});

describe('the cooldown', () => {
  it('after an exit in bar 36 lets the first order be made at the close of bar 39', () => {
    const after = { lastExitBar: 36, cooldownBars: 3 };
    expect([36, 37, 38, 39].map((bar) => isCooling(after, bar))).toEqual([true, true, true, false]);
  });

  it('of nothing is none', () => {
    expect(isCooling({ lastExitBar: null, cooldownBars: 3 }, 0)).toBe(false);
    expect(isCooling({ lastExitBar: 5, cooldownBars: 0 }, 5)).toBe(false);
  });
});
