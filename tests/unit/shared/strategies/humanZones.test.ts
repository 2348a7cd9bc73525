import { expect, it } from 'vitest';
import type { FairValueGap, OrderBlock, Side } from '#shared/smc/events.ts';
import { byPreference } from '#shared/strategies/humanReading.ts';
import { stands, zonesOfLeg } from '#shared/strategies/humanZones.ts';
import { testSpec } from '../../../support/marketViews.ts';

const blockOf = (id: number, sourceTime: number, change: Partial<OrderBlock> = {}): OrderBlock => ({
  ...{ id, side: 1, top: 102, bottom: 100, source: 4, sourceTime, born: 6, bornTime: 6_000, why: 'bos' },
  ...{ breakLevel: 104, state: 'fresh', touched: false, retested: false, flipped: null, flippedTime: null },
  ...{ penetration: 0, displacement: 1, volume: 1, hasGap: false, sweptAt: null },
  ...change,
});
const gapOf = (
  id: number,
  midTime: number,
  edges: { top: number; bottom: number },
  side: Side = 1,
): FairValueGap => ({
  ...{ id, side, ...edges, mid: 5, midTime, born: 6, bornTime: 6_000 },
  ...{ touched: false, deepest: edges.top, fillRatio: 0 },
});

const leg = { side: 1, start: 1_000, end: 2_000 } as const;
const named = (
  blocks: readonly OrderBlock[],
  gaps: readonly FairValueGap[],
  zones: readonly ('block' | 'gap')[] = ['block', 'gap'],
) => zonesOfLeg({ spec: testSpec, m5: { blocks, gaps } }, leg, { entryPenetration: 0.2, zones });
const ids = (blocks: readonly OrderBlock[], gaps: readonly FairValueGap[] = []) =>
  named(blocks, gaps).map(({ zone }) => zone.id);

it('takes what was drawn from the start of the leg to before its end', () => {
  expect(ids([blockOf(1, 999), blockOf(2, 1_000), blockOf(3, 1_999), blockOf(4, 2_000)])).toEqual([2, 3]);
  const edges = { top: 103, bottom: 102 };
  expect(ids([], [gapOf(5, 999, edges), gapOf(6, 1_000, edges), gapOf(7, 2_000, edges)])).toEqual([6]);
});

it('takes fresh blocks and gaps of the side of the leg alone', () => {
  const broken = blockOf(1, 1_500, { state: 'breaker', flipped: 7, flippedTime: 7_000 });
  expect(ids([broken, blockOf(2, 1_500, { side: -1 })])).toEqual([]);
  expect(ids([], [gapOf(3, 1_500, { top: 103, bottom: 102 }, -1)])).toEqual([]);
});

it('sees a gap in a block where their interiors meet, an edge is not enough', () => {
  const overlaps = (top: number, bottom: number, midTime = 1_500) =>
    named([blockOf(1, 1_500)], [gapOf(2, midTime, { top, bottom })])[0]?.overlapsGap;
  expect([overlaps(103, 101.9), overlaps(103, 102), overlaps(100, 99), overlaps(100.1, 99)]).toEqual([
    ...[true, false, false, true],
  ]);
  expect(overlaps(101, 100.5, 500)).toBe(false);
});

it('enters a fifth of the height inside', () => {
  expect(named([blockOf(1, 1_500)], [])[0]?.zone).toMatchObject({
    entry: 101.6,
    direction: 'long',
    state: 'block',
  });
});

it('knows whether a zone still stands', () => {
  const [zone] = named([blockOf(1, 1_500)], []).map((found) => found.zone);
  const [gap] = named([], [gapOf(2, 1_500, { top: 103, bottom: 102 })]).map((found) => found.zone);
  if (!zone || !gap) throw new RangeError('a block and a gap expected');
  const m5 = { blocks: [blockOf(1, 1_500)], gaps: [gapOf(2, 1_500, { top: 103, bottom: 102 })] };
  expect([stands({ m5 }, zone), stands({ m5 }, gap)]).toEqual([true, true]);
  const later = { blocks: [blockOf(1, 1_500, { state: 'breaker' })], gaps: [] };
  expect([stands({ m5: later }, zone), stands({ m5: later }, gap)]).toEqual([false, false]);
});

it('ranks open zones first, then blocks with a gap, then the nearest, then the newest', () => {
  const rank = (id: number, entry: number, overlapsGap = false, closedBy: 'risk' | null = null) => ({
    ...{ zone: { id, entry }, overlapsGap, closedBy },
  });
  const ranked = [rank(1, 99), rank(2, 98), rank(3, 99), rank(4, 90, true), rank(5, 100, true, 'risk')];
  expect(ranked.sort(byPreference(101)).map(({ zone }) => zone.id)).toEqual([4, 3, 1, 2, 5]);
});

it('takes only the kinds that are traded, and knows of the gap that a block shares all the same', () => {
  const [blocks, gaps] = [[blockOf(1, 1_500)], [gapOf(2, 1_600, { top: 103, bottom: 102 })]];
  const both = named(blocks, gaps);
  expect(both.map(({ zone }) => zone.id)).toEqual([1, 2]);
  expect(named(blocks, gaps, ['gap'])).toEqual(both.slice(1));
  expect(named(blocks, gaps, ['block'])).toEqual(both.slice(0, 1));
});
