import { expect, it } from 'vitest';
import type { CandleTuple, Chart, ChartBlock, ChartUpdate } from '#shared/sync/chart.ts';
import { withOlder, withOpen, withUpdate } from '../../../../client/data/chartWindow.ts';

const block = (id: string, change: Partial<ChartBlock> = {}): ChartBlock => ({
  id,
  bias: 'bullish',
  top: 2,
  bottom: 1,
  formedAt: 0,
  confirmedAt: 1,
  state: 'fresh',
  touched: false,
  penetration: 0,
  flippedAt: null,
  endedAt: null,
  ...change,
});
const chart = (times: readonly number[], change: Partial<Chart> = {}): Chart => ({
  symbol: 'A',
  timeframe: '15m',
  digits: 2,
  tick: 0.01,
  candles: times.map((time) => [time, 1, 1, 1, 1, 1]),
  blocks: [],
  breaks: [],
  hasMore: false,
  ...change,
});
const update = (time: number, change: Partial<ChartUpdate> = {}): ChartUpdate => ({
  symbol: 'A',
  timeframe: '15m',
  after: time - 1,
  candle: [time, 2, 2, 2, 2, 2],
  blocks: [],
  breaks: [],
  ...change,
});
it('ends with the open candle until that one has closed', () => {
  const kept = chart([1, 2]);
  const open = (time: number): CandleTuple => [time, 1, 1, 1, 9, 1];
  expect(times(withOpen(kept, [open(3)]))).toEqual([1, 2, 3]);
  expect(times(withOpen(kept, [open(3), open(4)]))).toEqual([1, 2, 3, 4]);
  expect(times(withOpen(chart([1, 2, 3]), [open(3), open(4)]))).toEqual([1, 2, 3, 4]);
  expect(withOpen(kept, [open(2)])).toBe(kept);
  expect(withOpen(kept, [])).toBe(kept);
  expect(times(withOpen(chart([]), [open(3)]))).toEqual([3]);
});

const times = (kept: Chart | null) => kept?.candles.map(([time]) => time);

it('adds a candle and leaves the blocks it did not touch', () => {
  const kept = withUpdate(
    chart([1, 2], { blocks: [block('a'), block('b')] }),
    update(3, { blocks: [block('b', { touched: true }), block('c')] }),
  );
  expect(times(kept)).toEqual([1, 2, 3]);
  expect(kept?.blocks).toEqual([block('a'), block('b', { touched: true }), block('c')]);
});

it('changes nothing when the same update comes twice', () => {
  const once = withUpdate(chart([1, 2]), update(3, { blocks: [block('a')] }));
  expect(once && withUpdate(once, update(3, { blocks: [block('a')] }))).toEqual(once);
  expect(once && withUpdate(once, update(2))).toEqual(once);
});

it('asks to be read anew when candles were missed', () => {
  expect(withUpdate(chart([1, 2]), update(4))).toBeNull();
});

it('drops what ended before its first candle', () => {
  const blocks = [
    block('old', { state: 'ended', endedAt: 0 }),
    block('recent', { state: 'ended', endedAt: 2 }),
  ];
  const breaks = [0, 2].map((at) => ({
    kind: 'bos' as const,
    bias: 'bullish' as const,
    level: 1,
    from: 0,
    at,
  }));
  const kept = withUpdate(chart([1, 2], { blocks, breaks }), update(3));
  expect(kept?.blocks.map(({ id }) => id)).toEqual(['recent']);
  expect(kept?.breaks.map(({ at }) => at)).toEqual([2]);
});

it('puts older candles in front, once', () => {
  const older = chart([1, 2, 3], { blocks: [block('a', { touched: true }), block('b')], hasMore: true });
  const joined = withOlder(chart([3, 4], { blocks: [block('a')] }), older);
  expect(times(joined)).toEqual([1, 2, 3, 4]);
  expect(joined.blocks).toEqual([block('b'), block('a')]);
  expect(joined.hasMore).toBe(true);
});
