import { describe, expect, it } from 'vitest';
import { liquidationEstimate } from '#shared/risk/liquidation.ts';
import { isInvalidated, protectiveStop } from '#shared/risk/stopLoss.ts';
import { candles } from '../../../support/candles.ts';

const zone = { top: 103.4, bottom: 102.4 };

describe('the estimated liquidation', () => {
  it('of a long at 150.50 is 143.35125 with 20x and 136.2025 with 10x', () => {
    const long = { direction: 'long', price: 150.5 } as const;
    expect(liquidationEstimate({ ...long, leverage: 20 })).toBeCloseTo(143.35125, 10);
    expect(liquidationEstimate({ ...long, leverage: 10 })).toBeCloseTo(136.2025, 10);
  });

  it('of a short lies above', () => {
    expect(liquidationEstimate({ direction: 'short', price: 100, leverage: 10 })).toBeCloseTo(109.5, 10);
  });
});

describe('the protective stop', () => {
  const long = { direction: 'long', price: 103.2, leverage: 20, zone, tick: '0.01' } as const;
  const short = { ...long, direction: 'short', price: 102.6, leverage: 10 } as const;

  it('rests beyond the zone, rounded away from it', () => {
    expect(protectiveStop({ ...long, distance: 1.799648 })).toBe(100.6);
    expect(protectiveStop({ ...short, distance: 1.5919342881996787 })).toBe(105);
  });

  it('comes before liquidation: a long not below 1 - 0.855 / leverage of its price', () => {
    expect(protectiveStop({ ...long, distance: 50 })).toBe(98.79);
    expect(protectiveStop({ ...short, distance: 50 })).toBe(111.37);
  });

  it('is none when it would lie in the zone', () => {
    expect(protectiveStop({ ...long, price: 108, distance: 1 })).toBeNull();
    expect(protectiveStop({ ...short, price: 94, leverage: 20, distance: 1 })).toBeNull();
  });
});

describe('a zone is invalidated', () => {
  const at = (row: string, direction: 'long' | 'short', mitigation: 'close' | 'wick' | 'avg') =>
    candles(row).map((candle) => isInvalidated({ direction, zone, mitigation }, candle))[0];

  it('for a long by a body below it', () => {
    expect(at('103 103.5 102 102.39', 'long', 'close')).toBe(true);
    expect(at('103 103.5 102 102.4', 'long', 'close')).toBe(false);
    expect(at('102.39 104 102 103', 'long', 'close')).toBe(true);
  });

  it('for a short by a body above it', () => {
    expect(at('103 104 102 103.41', 'short', 'close')).toBe(true);
    expect(at('103 104 102 103.4', 'short', 'close')).toBe(false);
  });

  it('by a wick beyond the edge or the middle, when blocks are broken so', () => {
    expect(at('103 103.5 102.39 103', 'long', 'wick')).toBe(true);
    expect(at('103 103.5 102.4 103', 'long', 'wick')).toBe(false);
    expect(at('103 103.5 102.89 103', 'long', 'avg')).toBe(true);
    expect(at('103 103.5 102.91 103', 'long', 'avg')).toBe(false);
    expect(at('103 103.41 102 103', 'short', 'wick')).toBe(true);
    expect(at('102.5 102.91 102 102.5', 'short', 'avg')).toBe(true);
  });
});
