import { z } from 'zod';
import type { OrderBlock, Side } from './events.ts';

/**
 * Living blocks, oldest first. Each waits for one price at which it next has something to say: a wick down to it for a
 * zone that price enters from above, a wick up to it for the others. A bar that stays clear of the nearest of these
 * visits no block at all.
 */
export interface BlockBook {
  readonly living: OrderBlock[];
  /** The price below that each block waits for, or `neverBelow`; and the same above. */
  readonly below: number[];
  readonly above: number[];
  nearestBelow: number;
  nearestAbove: number;
  /** Newest first, made when asked for; null after a change. */
  list: readonly OrderBlock[] | null;
}

/** Beyond every price, and plain numbers in JSON. */
export const neverBelow = 0;
export const neverAbove = Number.MAX_VALUE;

export const sideSchema = z.union([z.literal(1), z.literal(-1)]);

const orderBlockSchema = z.strictObject({
  id: z.int().min(1),
  side: sideSchema,
  top: z.number(),
  bottom: z.number(),
  source: z.int(),
  sourceTime: z.number(),
  born: z.int(),
  bornTime: z.number(),
  why: z.enum(['first', 'bos', 'choch']),
  breakLevel: z.number(),
  state: z.enum(['fresh', 'breaker']),
  touched: z.boolean(),
  retested: z.boolean(),
  flipped: z.int().nullable(),
  flippedTime: z.number().nullable(),
  penetration: z.number(),
  displacement: z.number(),
  volume: z.number(),
  hasGap: z.boolean(),
  sweptAt: z.int().nullable(),
});

/** A block together with the price it waits for. */
export const savedBlockSchema = z.strictObject({ block: orderBlockSchema, watch: z.number() });
export type SavedBlock = z.infer<typeof savedBlockSchema>;

export function restoreBlocks(saved: readonly SavedBlock[]): BlockBook {
  const book: BlockBook = {
    living: [],
    below: [],
    above: [],
    nearestBelow: neverBelow,
    nearestAbove: neverAbove,
    list: null,
  };
  for (const { block, watch } of saved) put(book, { block, watch }, book.living.length);
  findNearest(book);
  return book;
}

export const saveBlocks = (book: BlockBook): SavedBlock[] =>
  book.living.map((block, place) => ({
    block: { ...block },
    watch: (comesFrom(block) > 0 ? book.below[place] : book.above[place]) ?? 0,
  }));

/** Sets the block at a place together with the price it waits for. */
export function put(book: BlockBook, { block, watch }: SavedBlock, place: number): void {
  const isAbove = comesFrom(block) > 0;
  book.living[place] = block;
  book.below[place] = isAbove ? watch : neverBelow;
  book.above[place] = isAbove ? neverAbove : watch;
  book.list = null;
}

export function newestFirst(book: BlockBook): readonly OrderBlock[] {
  book.list ??= book.living.toReversed();
  return book.list;
}

export function remove(book: BlockBook, place: number): void {
  book.living.splice(place, 1);
  book.below.splice(place, 1);
  book.above.splice(place, 1);
  book.list = null;
}

/** To be called after every change of a bar, once. */
export function findNearest(book: BlockBook): void {
  let nearestBelow = neverBelow;
  let nearestAbove = neverAbove;
  for (const price of book.below) if (price > nearestBelow) nearestBelow = price;
  for (const price of book.above) if (price < nearestAbove) nearestAbove = price;
  book.nearestBelow = nearestBelow;
  book.nearestAbove = nearestAbove;
}

/**
 * Where price enters the zone from: +1 from above, -1 from below. A broken bullish block is resistance: it is entered
 * from below.
 */
export const comesFrom = (block: OrderBlock): Side => {
  if (block.state === 'fresh') return block.side;
  return block.side > 0 ? -1 : 1;
};

/** The edge that price reaches first. */
export const nearEdge = (block: OrderBlock): number => (comesFrom(block) > 0 ? block.top : block.bottom);
