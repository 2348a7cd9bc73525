import { z } from 'zod';
import { neverAbove, neverBelow, sideSchema } from './blockBook.ts';
import type { LiquidityPool, Side } from './events.ts';
import { type FoldBar, noteSweep, oldestEventsFirst } from './foldBar.ts';

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

/** Living pools above highs and below lows, oldest first. A bar within the nearest levels visits none. */
export interface PoolBook {
  readonly highs: LiquidityPool[];
  readonly lows: LiquidityPool[];
  nearestAbove: number;
  nearestBelow: number;
  /** All of them, oldest first, made when asked for; null after a change. */
  list: readonly LiquidityPool[] | null;
}

export function restorePools(saved: readonly LiquidityPool[]): PoolBook {
  const book: PoolBook = {
    highs: saved.filter(({ side }) => side > 0),
    lows: saved.filter(({ side }) => side < 0),
    nearestAbove: neverAbove,
    nearestBelow: neverBelow,
    list: null,
  };
  findNearest(book, 1);
  findNearest(book, -1);
  return book;
}

export function livingPools(book: PoolBook): readonly LiquidityPool[] {
  book.list ??= [...book.highs, ...book.lows].sort((a, b) => a.id - b.id);
  return book.list;
}

/** The pools known before this bar, then the pivots it confirms. */
export function foldLiquidity(book: PoolBook, bar: FoldBar): void {
  const isAbove = bar.high > book.nearestAbove;
  const isBelow = bar.low < book.nearestBelow;
  if (isAbove && isBelow) {
    const first = bar.events.length;
    endReached(book, 1, bar);
    endReached(book, -1, bar);
    oldestEventsFirst(bar, first);
  } else if (isAbove) endReached(book, 1, bar);
  else if (isBelow) endReached(book, -1, bar);
  if (bar.pivotHighAt >= 0) takePivot(book, { side: 1, at: bar.pivotHighAt, price: bar.pivotHigh }, bar);
  if (bar.pivotLowAt >= 0) takePivot(book, { side: -1, at: bar.pivotLowAt, price: bar.pivotLow }, bar);
}

/** A wick beyond a level sweeps its pool, a close beyond takes it; either way its orders are gone. */
function endReached(book: PoolBook, side: Side, bar: FoldBar): void {
  const pools = side > 0 ? book.highs : book.lows;
  let kept = 0;
  for (const pool of pools) {
    const { id, level, count } = pool;
    if (side > 0 ? bar.high > level : bar.low < level) {
      const isTaken = side > 0 ? bar.close > level : bar.close < level;
      const kind = isTaken ? 'liq_taken' : 'liq_sweep';
      bar.events.push({ bar: bar.index, time: bar.time, kind, id, side, level, count });
      if (!isTaken) noteSweep(bar, side);
    } else {
      pools[kept] = pool;
      kept += 1;
    }
  }
  pools.length = kept;
  findNearest(book, side);
}

interface Pivot {
  readonly side: Side;
  readonly at: number;
  readonly price: number;
}

function takePivot(book: PoolBook, pivot: Pivot, bar: FoldBar): void {
  const pools = pivot.side > 0 ? book.highs : book.lows;
  const place = nearestWithin(pools, pivot.price, bar.config.equalTolerance * bar.atr);
  const pool = pools[place];
  if (pool === undefined) createPool(pools, pivot, bar);
  else pools[place] = takeIn(pool, pivot, bar);
  findNearest(book, pivot.side);
}

/** The place of the nearest pool, the newest on a tie; -1 when none is near enough. */
function nearestWithin(pools: readonly LiquidityPool[], price: number, tolerance: number): number {
  let found = -1;
  let nearest = tolerance;
  for (let place = 0; place < pools.length; place++) {
    const distance = Math.abs((pools[place]?.level ?? Number.NaN) - price);
    if (distance <= nearest) {
      found = place;
      nearest = distance;
    }
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

function createPool(pools: LiquidityPool[], { side, at, price: level }: Pivot, bar: FoldBar): void {
  const id = bar.nextId;
  bar.nextId += 1;
  bar.events.push({ bar: bar.index, time: bar.time, kind: 'liq_pool', id, side, level, at });
  const { index: born, closeTime: bornTime } = bar;
  pools.push({ id, side, level, count: 1, at, lastAt: at, born, bornTime });
  if (pools.length <= bar.config.maxPools) return;
  const oldest = pools.shift();
  if (oldest !== undefined)
    bar.events.push({ bar: bar.index, time: bar.time, kind: 'liq_evicted', id: oldest.id });
}

function findNearest(book: PoolBook, side: Side): void {
  book.list = null;
  if (side > 0) {
    let nearest = neverAbove;
    for (const { level } of book.highs) if (level < nearest) nearest = level;
    book.nearestAbove = nearest;
  } else {
    let nearest = neverBelow;
    for (const { level } of book.lows) if (level > nearest) nearest = level;
    book.nearestBelow = nearest;
  }
}
