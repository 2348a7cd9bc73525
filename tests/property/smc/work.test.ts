import { expect, it } from 'vitest';
import { foldAtr, newAtr } from '#shared/smc/atr.ts';
import { restoreBlocks } from '#shared/smc/blockBook.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { findGap, foldGaps, newGaps, restoreGaps } from '#shared/smc/fairValueGaps.ts';
import { type FoldBar, newBar } from '#shared/smc/foldBar.ts';
import { foldLiquidity, restorePools } from '#shared/smc/liquidity.ts';
import { ageBlocks } from '#shared/smc/orderBlocks.ts';
import { foldRange, newRange } from '#shared/smc/rangeStructure.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { foldSwing, newSwing } from '#shared/smc/swingStructure.ts';
import { foldSwings, newSwings } from '#shared/smc/swings.ts';
import { candleSeries } from '../../support/candleSeries.ts';

const length = 24_000;
const window = 2_000;
const series = candleSeries({ seed: 11, length, holes: 0 });

const plain = new WeakMap<object, object>();

/** Counts every read of a field or element, however deep. */
function counted<T extends object>(target: T, count: { reads: number }): T {
  const proxy = new Proxy(target, {
    get(object, key, receiver) {
      count.reads += 1;
      const value: unknown = Reflect.get(object, key, receiver);
      return typeof value === 'object' && value !== null ? counted(value, count) : value;
    },
    // What is moved from place to place is counted once when it is read there, not once for each move.
    set(object, key, value: unknown) {
      const bare = typeof value === 'object' && value !== null ? (plain.get(value) ?? value) : value;
      return Reflect.set(object, key, bare);
    },
  });
  plain.set(proxy, target);
  return proxy;
}

/** Reads of engine state per candle, window by window. */
function readsPerCandle(config: SmcConfig): number[] {
  const count = { reads: 0 };
  const [atr, swings] = [counted(newAtr(), count), counted(newSwings(config), count)];
  const [range, swing] = [counted(newRange(), count), counted(newSwing(config), count)];
  const blocks = counted(restoreBlocks([]), count);
  const [gaps, pools] = [counted(newGaps(), count), counted(restorePools([]), count)];
  const bar = newBar(config);
  const reads: number[] = [];
  for (const candle of series) {
    Object.assign(bar, candle, { index: bar.index + 1, events: [] });
    foldAtr(atr, bar);
    foldSwings(swings, bar);
    findGap(gaps, bar);
    if (config.structure === 'range') foldRange(range, bar, blocks);
    else foldSwing(swing, bar, blocks);
    ageBlocks(blocks, bar);
    foldGaps(gaps, bar);
    foldLiquidity(pools, bar);
    if ((bar.index + 1) % window === 0) {
      reads.push(count.reads / window);
      count.reads = 0;
    }
  }
  return reads;
}

it.each(['range', 'swing'] as const)(
  'work per candle does not grow with the candles seen (%s structure)',
  (structure) => {
    const config: SmcConfig = { ...defaultSmcConfig, structure, maxBlocks: 10 };
    // In the first window the blocks have yet to be born.
    const [, settled = 0, ...later] = readsPerCandle(config);
    expect(settled).toBeGreaterThan(10);
    expect(later).toHaveLength(length / window - 2);
    expect(Math.max(...later)).toBeLessThan(1.5 * settled);
  },
);

it('a bar that reaches no block, gap or pool visits none', () => {
  const engine = new SmcEngine({ timeframe: '15m' });
  for (const candle of series.slice(0, 3_000)) engine.step(candle);
  const saved = engine.save();
  const [blocks, gaps, pools] = [
    restoreBlocks(saved.blocks),
    restoreGaps(saved.gaps),
    restorePools(saved.pools),
  ];
  const lists = [blocks.living, gaps.bulls, gaps.bears, pools.highs, pools.lows];
  for (const list of lists) expect(list.length).toBeGreaterThan(2);
  const quiet: FoldBar = { ...newBar(defaultSmcConfig), index: saved.bar + 1, nextId: saved.nextId };
  const reads = (watched: { reads: number }, below: number, above: number, run: () => void) => {
    Object.assign(quiet, between(below, above));
    run();
    return watched.reads;
  };
  const count = { reads: 0 };
  const { living, below, above } = blocks;
  const seen = { living: counted(living, count), below: counted(below, count), above: counted(above, count) };
  const age = () => ageBlocks({ ...blocks, ...seen }, quiet);
  expect(reads(count, blocks.nearestBelow, blocks.nearestAbove, age)).toBe(0);
  const watched = { highs: counted(pools.highs, count), lows: counted(pools.lows, count) };
  const sweep = () => foldLiquidity({ ...pools, ...watched }, quiet);
  expect(reads(count, pools.nearestBelow, pools.nearestAbove, sweep)).toBe(0);
  // Of the gaps the nearest of each side is looked at: the end of its list.
  const nearest = [gaps.bulls.at(-1)?.deepest ?? 0, gaps.bears.at(-1)?.deepest ?? 0] as const;
  const open = { bulls: counted(gaps.bulls, count), bears: counted(gaps.bears, count) };
  const fill = () => foldGaps({ ...gaps, ...open }, quiet);
  expect(reads(count, ...nearest, fill)).toBeLessThanOrEqual(8);
});

function between(below: number, above: number) {
  const middle = (below + Math.min(above, below + 2)) / 2;
  return { open: middle, high: middle, low: middle, close: middle };
}

it('what is kept does not grow with the candles seen', () => {
  const engine = new SmcEngine({ timeframe: '15m', config: { ...defaultSmcConfig, maxBlocks: 10 } });
  const sizes = series.map((candle, i) => {
    engine.step(candle);
    return i % window === window - 1 ? JSON.stringify(engine.save()).length : 0;
  });
  const [first, second] = [sizes.slice(0, length / 2), sizes.slice(length / 2)];
  expect(Math.max(...second)).toBeLessThan(1.5 * Math.max(...first));
});
