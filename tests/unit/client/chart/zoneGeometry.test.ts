import { describe, expect, it } from 'vitest';
import type { ChartBlock } from '#shared/sync/chart.ts';
import { layOutZones, workingSide, zoneLabel } from '../../../../client/chart/zoneGeometry.ts';
import { pane } from './paneView.ts';

const block = (changes: Partial<ChartBlock> = {}): ChartBlock => ({
  id: '1',
  bias: 'bullish',
  top: 110,
  bottom: 100,
  formedAt: 10,
  confirmedAt: 14,
  state: 'fresh',
  touched: false,
  penetration: 0,
  flippedAt: null,
  endedAt: null,
  ...changes,
});

const ids = (blocks: readonly ChartBlock[], price = 105) =>
  layOutZones(blocks, pane, price).map((zone) => zone.id);

describe('order blocks on the pane', () => {
  it('reach from the source candle to the right edge while they live', () => {
    expect(layOutZones([block()], pane, 105)).toEqual([
      { id: '1', side: 'long', look: 'fresh', showsSource: true, left: 50, right: 300, top: 90, bottom: 100 },
    ]);
  });

  it('stop where they ended', () => {
    const [zone] = layOutZones([block({ state: 'ended', endedAt: 30 })], pane, 105);
    expect(zone).toMatchObject({ look: 'ended', right: 152.5 });
  });

  it('begin at the left edge when the source candle lies before it', () => {
    const [zone] = layOutZones([block({ formedAt: -40 })], pane, 105);
    expect(zone).toMatchObject({ left: -1, showsSource: false });
  });

  it('are left out above, below, before and after the pane', () => {
    const outside = [
      block({ id: 'above', top: 260, bottom: 250 }),
      block({ id: 'below', top: -5, bottom: -9 }),
      block({ id: 'before', state: 'ended', endedAt: -3, formedAt: -9 }),
      block({ id: 'after', formedAt: 70 }),
    ];
    expect(ids(outside)).toEqual([]);
  });

  it('count to thirty, those nearest to price', () => {
    const far = Array.from({ length: 40 }, (_, i) => block({ id: `${i}`, top: 41 + i, bottom: 40 + i }));
    const kept = ids(far, 80);
    expect(kept).toHaveLength(30);
    expect(kept[0]).toBe('39');
    expect(kept).not.toContain('9');
  });

  it('come living first, then what ended most recently', () => {
    const mixed = [
      block({ id: 'long ago', state: 'ended', endedAt: 20 }),
      block({ id: 'lately', state: 'ended', endedAt: 40 }),
      block({ id: 'far', top: 20, bottom: 10 }),
    ];
    expect(ids(mixed)).toEqual(['far', 'lately', 'long ago']);
  });

  it('work for the other side once broken', () => {
    expect(workingSide(block())).toBe('long');
    expect(workingSide(block({ bias: 'bearish' }))).toBe('short');
    expect(workingSide(block({ state: 'breaker', flippedAt: 20 }))).toBe('short');
    expect(workingSide(block({ bias: 'bearish', state: 'breaker', flippedAt: 20 }))).toBe('long');
  });
});

describe('the words beside a block', () => {
  const label = (changes: Partial<ChartBlock>) => {
    const [zone] = layOutZones([block(changes)], pane, 105);
    return zone ? zoneLabel(zone, '15m', pane) : null;
  };

  it('name timeframe and state', () => {
    expect(label({})?.text).toBe('15m block · fresh');
    expect(label({ touched: true })?.text).toBe('15m block · touched');
    expect(label({ state: 'breaker', flippedAt: 20 })?.text).toBe('15m breaker');
    expect(label({ state: 'ended', endedAt: 30 })).toBeNull();
  });

  it('stand outside: under a block that carries price, over one that caps it', () => {
    expect(label({})?.places[0]).toEqual({ x: 57, y: 109, align: 'left' });
    expect(label({ bias: 'bearish' })?.places[0]).toEqual({ x: 57, y: 82, align: 'left' });
  });

  it('turn to the other side where the pane ends', () => {
    expect(label({ top: 8, bottom: 2 })?.places[0]).toEqual({ x: 57, y: 184, align: 'left' });
  });

  it('stand before the source candle when there is no room above or below', () => {
    expect(label({})?.places.at(-1)).toEqual({ x: 46, y: 95, align: 'right' });
    expect(label({ formedAt: -9 })?.places.every(({ align }) => align === 'left')).toBe(true);
  });
});
