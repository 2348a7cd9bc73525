import { describe, expect, it } from 'vitest';
import { growthOf, layOutEquity } from '../../../../client/ui/equityGeometry.ts';
import { isBeyondAxis, rAxisPercent, targetR } from '../../../../client/ui/rAxis.ts';
import { layOutRuler } from '../../../../client/ui/rulerLayout.ts';

describe('the axis all trades share', () => {
  it('runs from −1.4R to +3.9R', () => {
    expect(rAxisPercent(-1.4)).toBe(0);
    expect(rAxisPercent(3.9)).toBe(100);
    expect(rAxisPercent(1) - rAxisPercent(0)).toBeCloseTo(rAxisPercent(3) - rAxisPercent(2));
  });

  it('keeps what lies beyond at its end', () => {
    expect(rAxisPercent(12)).toBe(100);
    expect(rAxisPercent(-3)).toBe(0);
    expect([isBeyondAxis(12), isBeyondAxis(2)]).toEqual([true, false]);
  });

  it('measures the target in first stops, for both sides', () => {
    expect(targetR({ entry: '100', stop: '98', target: '105' })).toBe(2.5);
    expect(targetR({ entry: '100', stop: '102', target: '95' })).toBe(2.5);
    expect(targetR({ entry: '100', stop: '100', target: '105' })).toBeNull();
  });
});

describe('the ruler of one trade', () => {
  it('names stop, entry and target of an ordinary trade', () => {
    expect(layOutRuler(2.34, 2.41).words).toEqual({ entry: true, target: 'end' });
  });

  it('drops the words that a far result leaves no room for', () => {
    expect(layOutRuler(2.34, 9.57).words).toEqual({ entry: false, target: 'start' });
    expect(layOutRuler(0.5, -9).words).toEqual({ entry: false, target: null });
  });

  it.each([-6, -1, 0, 0.6, 2.34, 9.57])('holds a result of %dR inside', (result) => {
    const { percent } = layOutRuler(2.34, result);
    for (const r of [-1, 0, 2.34, result]) {
      expect(percent(r)).toSatisfy((x: number) => x > 0 && x < 100);
    }
  });
});

describe('the equity line', () => {
  const height = 120;

  it('lies in the middle while nothing has happened', () => {
    const layout = layOutEquity([10_000], 10_000, height);
    expect(layout).toMatchObject({ startY: 60, endY: 60, hasArrow: false });
    expect(layout.path).toBe('M0 60H67L72 60');
  });

  it('rises with the equity and shows the gap as an arrow', () => {
    const layout = layOutEquity([10_000, 10_100], 10_200, height);
    expect(layout.endY).toBeLessThan(layout.startY);
    expect(layout.hasArrow).toBe(true);
  });

  it('only names a gap too small for an arrow', () => {
    expect(layOutEquity([10_000, 9_000, 10_010], 10_020, height).hasArrow).toBe(false);
  });

  it('stays inside its box', () => {
    const { path } = layOutEquity([10_000, 9_000, 12_000, 8_000], 7_500, height);
    const heights = [...path.matchAll(/V(-?[\d.]+)/g)].map((match) => Number(match[1]));
    expect(heights).toHaveLength(3);
    for (const y of heights) expect(y).toSatisfy((value: number) => value >= 0 && value <= height);
  });

  it('grows as a fraction of the initial balance', () => {
    expect(growthOf({ initialBalance: '10000' }, '10450')).toBeCloseTo(0.045);
    expect(growthOf({ initialBalance: '10000' }, '9500')).toBeCloseTo(-0.05);
  });
});
