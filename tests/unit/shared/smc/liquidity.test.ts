import { expect, it } from 'vitest';
import { type FoldBar, newBar } from '#shared/smc/foldBar.ts';
import { foldLiquidity, livingPools, restorePools } from '#shared/smc/liquidity.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';

/** A bar of the pool's world: price, the ATR, and perhaps the pivots it confirms. */
const barOf = (given: Partial<FoldBar>): FoldBar => ({
  ...newBar(exampleConfig),
  ...{ open: 104, high: 104.5, low: 103.5, close: 104, atr: 1.6, index: 20, nextId: 7 },
  ...given,
});

const pool = { id: 3, side: 1, level: 105, count: 1, at: 8, lastAt: 8, born: 10, bornTime: 0 } as const;
const told = (bar: FoldBar) => bar.events.map(({ bar: _, time: __, ...event }) => event);

it('takes a high within a tenth of the ATR in as an equal high, at the higher of both', () => {
  const book = restorePools([pool]);
  const bar = barOf({ pivotHighAt: 18, pivotHigh: 105.05 });
  foldLiquidity(book, bar);
  expect(told(bar)).toEqual([{ kind: 'liq_equal', id: 3, side: 1, level: 105.05, count: 2, at: 18 }]);
  const swept = barOf({ index: 21, high: 105.3, close: 104.9 });
  foldLiquidity(book, swept);
  expect(told(swept)).toEqual([{ kind: 'liq_sweep', id: 3, side: 1, level: 105.05, count: 2 }]);
  expect(livingPools(book)).toEqual([]);
});

it('is taken by a close beyond its level, and left alone by a wick on it', () => {
  const book = restorePools([pool]);
  const near = barOf({ high: 105, close: 105 });
  foldLiquidity(book, near);
  expect(told(near)).toEqual([]);
  const beyond = barOf({ high: 105.3, close: 105.1 });
  foldLiquidity(book, beyond);
  expect(told(beyond)).toEqual([{ kind: 'liq_taken', id: 3, side: 1, level: 105, count: 1 }]);
});

it('begins a new pool for a high that is farther away', () => {
  const book = restorePools([pool]);
  const bar = barOf({ pivotHighAt: 18, pivotHigh: 105.17 });
  foldLiquidity(book, bar);
  expect(told(bar)).toEqual([{ kind: 'liq_pool', id: 7, side: 1, level: 105.17, at: 18 }]);
  expect(livingPools(book).map(({ id }) => id)).toEqual([3, 7]);
});

it('gives a high to the nearest pool, on a tie to the newest', () => {
  const ties = restorePools([pool, { ...pool, id: 4, level: 105.125 }]);
  const bar = barOf({ pivotHighAt: 18, pivotHigh: 105.0625 });
  foldLiquidity(ties, bar);
  expect(told(bar)).toMatchObject([{ id: 4, level: 105.125, count: 2 }]);
  const nearest = restorePools([pool, { ...pool, id: 4, level: 105.125 }]);
  const lower = barOf({ pivotHighAt: 18, pivotHigh: 105.03125 });
  foldLiquidity(nearest, lower);
  expect(told(lower)).toMatchObject([{ id: 3, level: 105.03125, count: 2 }]);
});

it('keeps lows apart from highs: an equal low is the lower of both', () => {
  const low = { ...pool, id: 4, side: -1, level: 103 } as const;
  const book = restorePools([pool, low]);
  const bar = barOf({ pivotLowAt: 18, pivotLow: 102.9 });
  foldLiquidity(book, bar);
  expect(told(bar)).toEqual([{ kind: 'liq_equal', id: 4, side: -1, level: 102.9, count: 2, at: 18 }]);
});

it('tells of the pools of both sides that one bar goes through, oldest first', () => {
  const low = { ...pool, id: 2, side: -1, level: 103 } as const;
  const bar = barOf({ high: 106, low: 102, close: 102.5 });
  foldLiquidity(restorePools([low, pool]), bar);
  expect(told(bar)).toMatchObject([
    { kind: 'liq_taken', id: 2 },
    { kind: 'liq_sweep', id: 3 },
  ]);
});

it('evicts the oldest pool of the side when there are too many', () => {
  const config = { ...exampleConfig, maxPools: 1 };
  const bar = barOf({ config, pivotHighAt: 18, pivotHigh: 106 });
  const book = restorePools([pool]);
  foldLiquidity(book, bar);
  expect(told(bar)).toEqual([
    { kind: 'liq_pool', id: 7, side: 1, level: 106, at: 18 },
    { kind: 'liq_evicted', id: 3 },
  ]);
  expect(livingPools(book).map(({ id }) => id)).toEqual([7]);
});
