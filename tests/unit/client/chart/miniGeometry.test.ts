import { describe, expect, it } from 'vitest';
import type { CandleTuple } from '#shared/sync/chart.ts';
import { layOutMini } from '../../../../client/chart/miniGeometry.ts';

const rising = (count: number): CandleTuple[] =>
  Array.from({ length: count }, (_, i) => [i * 900_000, 100 + i, 102 + i, 99 + i, 101 + i, 1]);

const long = {
  candles: rising(55),
  zone: { top: 110, bottom: 106, formedAt: 10 * 900_000 },
  entry: 154,
  stop: 150,
  target: 166,
  direction: 'long',
} as const;

describe('the mini chart', () => {
  it('ends its newest candle where the box begins', () => {
    const { bars } = layOutMini(long, { width: 172, height: 84 });
    expect(bars).toHaveLength(55);
    expect(bars.at(-1)).toMatchObject({ x: 169, width: 2, isUp: true });
  });

  it('drops the oldest candles rather than squeezing them on a narrow card', () => {
    const { bars } = layOutMini(long, { width: 120, height: 84 });
    expect(bars).toHaveLength(40);
    expect(bars[0]?.x).toBe(0);
  });

  it('starts the zone at its source candle, and at the left edge when that lies before the picture', () => {
    const inside = layOutMini(long, { width: 172, height: 84 }).zone;
    expect(inside.x).toBe(172 - 45 * 3);
    const before = layOutMini(
      { ...long, zone: { ...long.zone, formedAt: -5 } },
      { width: 165, height: 84 },
    ).zone;
    expect(before).toMatchObject({ x: 0, width: 165 });
  });

  it('keeps heights in proportion to prices', () => {
    const layout = layOutMini(long, { width: 172, height: 84 });
    const reward = layout.entryY - layout.targetY;
    const risk = layout.stopY - layout.entryY;
    expect(reward / risk).toBeCloseTo(3, 9);
  });

  it('reads the labels from the top down, for a short the other way round', () => {
    const short = { ...long, entry: 104, stop: 108, target: 96, direction: 'short' } as const;
    const names = (setup: Parameters<typeof layOutMini>[0]) =>
      layOutMini(setup, { width: 172, height: 84 }).levels.map((level) => level.name);
    expect(names(long)).toEqual(['Target', 'Entry', 'Stop']);
    expect(names(short)).toEqual(['Stop', 'Entry', 'Target']);
  });

  it('sets labels at least 20 px apart and inside the picture', () => {
    const tight = { ...long, stop: 153.5, target: 155 };
    const heights = layOutMini(tight, { width: 172, height: 84 }).levels.map((level) => level.labelY);
    const gaps = heights.slice(1).map((y, i) => y - (heights[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
    expect(heights[0]).toBeGreaterThanOrEqual(10);
    expect(heights.at(-1)).toBeLessThanOrEqual(74);
  });

  it('draws levels before any candle has come', () => {
    const layout = layOutMini({ ...long, candles: [] }, { width: 172, height: 84 });
    expect(layout.bars).toEqual([]);
    expect(layout.levels).toHaveLength(3);
  });
});
