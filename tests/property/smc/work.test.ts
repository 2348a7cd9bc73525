import { expect, it } from 'vitest';
import { foldAtr, newAtr } from '#shared/smc/atr.ts';
import { restoreBlocks } from '#shared/smc/blockBook.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import type { FoldBar } from '#shared/smc/foldBar.ts';
import { ageBlocks } from '#shared/smc/orderBlocks.ts';
import { foldRange, newRange } from '#shared/smc/rangeStructure.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { foldSwing, newSwing } from '#shared/smc/swingStructure.ts';
import { foldSwings, newSwings } from '#shared/smc/swings.ts';
import { candleSeries } from '../../support/candleSeries.ts';

const length = 24_000;
const window = 2_000;
const series = candleSeries({ seed: 11, length, holes: 0 });

/** Counts every read of a field or element, however deep. */
function counted<T extends object>(target: T, count: { reads: number }): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      count.reads += 1;
      const value: unknown = Reflect.get(object, key, receiver);
      return typeof value === 'object' && value !== null ? counted(value, count) : value;
    },
  });
}

/** Reads of engine state per candle, window by window. */
function readsPerCandle(config: SmcConfig): number[] {
  const count = { reads: 0 };
  const [atr, swings] = [counted(newAtr(), count), counted(newSwings(config), count)];
  const [range, swing] = [counted(newRange(), count), counted(newSwing(config), count)];
  const blocks = counted(restoreBlocks([]), count);
  const bar: FoldBar = {
    ...{ config, index: -1, openTime: 0, closeTime: 0, time: 0, open: 0, high: 0, low: 0, close: 0, atr: 0 },
    ...{ pivotHighAt: -1, pivotHigh: 0, pivotLowAt: -1, pivotLow: 0, nextId: 1, events: [] },
  };
  const reads: number[] = [];
  for (const candle of series) {
    Object.assign(bar, candle, { index: bar.index + 1, events: [] });
    foldAtr(atr, bar);
    foldSwings(swings, bar);
    if (config.structure === 'range') foldRange(range, bar, blocks);
    else foldSwing(swing, bar, blocks);
    ageBlocks(blocks, bar);
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

it('a bar that reaches no block visits none', () => {
  const count = { reads: 0 };
  const engine = new SmcEngine({ timeframe: '15m' });
  for (const candle of series.slice(0, 3_000)) engine.step(candle);
  const saved = engine.save();
  const blocks = restoreBlocks(saved.blocks);
  expect(blocks.living.length).toBeGreaterThan(5);
  const quiet: FoldBar = {
    ...{ config: defaultSmcConfig, index: saved.bar + 1, openTime: 0, closeTime: 0, time: 0, atr: 1 },
    ...{ pivotHighAt: -1, pivotHigh: 0, pivotLowAt: -1, pivotLow: 0, nextId: saved.nextId, events: [] },
    ...between(blocks.nearestBelow, blocks.nearestAbove),
  };
  const { living, below, above } = blocks;
  ageBlocks(
    { ...blocks, living: counted(living, count), below: counted(below, count), above: counted(above, count) },
    quiet,
  );
  expect(count.reads).toBe(0);
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
  const [first = 0, ...later] = sizes.filter((size) => size > 0);
  expect(Math.max(...later)).toBeLessThan(2 * first);
});
