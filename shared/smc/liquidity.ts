import { z } from 'zod';
import { neverAbove, neverBelow, sideSchema } from './blockBook.ts';
import type { LiquidityPool, Side } from './events.ts';
import type { FoldBar } from './foldBar.ts';

const liquidityPoolSchema = z.strictObject({
  id: z.int().min(1),
  side: sideSchema,
  level: z.number(),
  count: z.int().min(1),
  at: z.int(),
  lastAt: z.int(),
  born: z.int(),
  bornTime: z.number(),
});
export const poolsSchema = z.array(liquidityPoolSchema);

/** Living pools, oldest first. A bar within the nearest levels visits none. */
export interface PoolBook {
  readonly living: LiquidityPool[];
  nearestAbove: number;
  nearestBelow: number;
  /** A copy that never changes, made when asked for; null after a change. */
  list: readonly LiquidityPool[] | null;
}

export function restorePools(saved: readonly LiquidityPool[]): PoolBook {
  const book: PoolBook = {
    living: [...saved],
    nearestAbove: neverAbove,
    nearestBelow: neverBelow,
    list: null,
  };
  findNearest(book);
  return book;
}

export function livingPools(book: PoolBook): readonly LiquidityPool[] {
  book.list ??= [...book.living];
  return book.list;
}

/** The pools known before this bar, then the pivots it confirms. */
export function foldLiquidity(book: PoolBook, bar: FoldBar): void {
  const isReached = bar.high > book.nearestAbove || bar.low < book.nearestBelow;
  if (isReached) endReached(book, bar);
  if (bar.pivotHighAt >= 0) takePivot(book, { side: 1, at: bar.pivotHighAt, price: bar.pivotHigh }, bar);
  if (bar.pivotLowAt >= 0) takePivot(book, { side: -1, at: bar.pivotLowAt, price: bar.pivotLow }, bar);
  if (isReached || bar.pivotHighAt >= 0 || bar.pivotLowAt >= 0) findNearest(book);
}

/** A wick beyond a level sweeps its pool, a close beyond takes it; either way its orders are gone. */
function endReached(book: PoolBook, bar: FoldBar): void {
  const { living } = book;
  let kept = 0;
  for (const pool of living) {
    const { id, side, level, count } = pool;
    if (side > 0 ? bar.high > level : bar.low < level) {
      const isTaken = side > 0 ? bar.close > level : bar.close < level;
      const kind = isTaken ? 'liq_taken' : 'liq_sweep';
      bar.events.push({ bar: bar.index, time: bar.time, kind, id, side, level, count });
    } else {
      living[kept] = pool;
      kept += 1;
    }
  }
  living.length = kept;
}

interface Pivot {
  readonly side: Side;
  readonly at: number;
  readonly price: number;
}

function takePivot(book: PoolBook, pivot: Pivot, bar: FoldBar): void {
  book.list = null;
  const place = nearestWithin(book, pivot, bar.config.equalTolerance * bar.atr);
  const pool = book.living[place];
  if (pool === undefined) createPool(book, pivot, bar);
  else book.living[place] = takeIn(pool, pivot, bar);
}

/** The place of the nearest pool of the side, the newest on a tie; -1 when none is near enough. */
function nearestWithin({ living }: PoolBook, { side, price }: Pivot, tolerance: number): number {
  let found = -1;
  let nearest = tolerance;
  for (const [place, pool] of living.entries()) {
    const distance = Math.abs(pool.level - price);
    if (pool.side !== side || distance > nearest) continue;
    found = place;
    nearest = distance;
  }
  return found;
}

function takeIn(pool: LiquidityPool, { side, at, price }: Pivot, bar: FoldBar): LiquidityPool {
  const { id } = pool;
  const level = side > 0 ? Math.max(pool.level, price) : Math.min(pool.level, price);
  const count = pool.count + 1;
  bar.events.push({ bar: bar.index, time: bar.time, kind: 'liq_equal', id, side, level, count, at });
  return { ...pool, level, count, lastAt: at };
}

function createPool(book: PoolBook, { side, at, price: level }: Pivot, bar: FoldBar): void {
  const id = bar.nextId;
  bar.nextId += 1;
  bar.events.push({ bar: bar.index, time: bar.time, kind: 'liq_pool', id, side, level, at });
  const { index: born, closeTime: bornTime } = bar;
  book.living.push({ id, side, level, count: 1, at, lastAt: at, born, bornTime });
  evictOldest(book, side, bar);
}

function evictOldest({ living }: PoolBook, side: Side, bar: FoldBar): void {
  let count = 0;
  for (const pool of living) if (pool.side === side) count += 1;
  if (count <= bar.config.maxPools) return;
  const place = living.findIndex((pool) => pool.side === side);
  for (const { id } of living.splice(place, 1))
    bar.events.push({ bar: bar.index, time: bar.time, kind: 'liq_evicted', id });
}

function findNearest(book: PoolBook): void {
  let nearestAbove = neverAbove;
  let nearestBelow = neverBelow;
  for (const { side, level } of book.living) {
    if (side > 0 && level < nearestAbove) nearestAbove = level;
    else if (side < 0 && level > nearestBelow) nearestBelow = level;
  }
  book.nearestAbove = nearestAbove;
  book.nearestBelow = nearestBelow;
  book.list = null;
}
