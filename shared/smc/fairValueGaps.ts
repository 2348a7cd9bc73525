import { z } from 'zod';
import { sideSchema } from './blockBook.ts';
import type { FairValueGap, Side } from './events.ts';
import { type FoldBar, oldestEventsFirst } from './foldBar.ts';

const fairValueGapSchema = z.strictObject({
  id: z.int().min(1),
  side: sideSchema,
  top: z.number(),
  bottom: z.number(),
  mid: z.int(),
  midTime: z.number(),
  born: z.int(),
  bornTime: z.number(),
  touched: z.boolean(),
  deepest: z.number(),
  fillRatio: z.number(),
});

const pastBarSchema = z.strictObject({
  openTime: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
});
type PastBar = z.infer<typeof pastBarSchema>;

export const gapStateSchema = z.strictObject({
  /** Gaps that price enters from above, and those it enters from below, oldest first. */
  bulls: z.array(fairValueGapSchema),
  bears: z.array(fairValueGapSchema),
  /** The last bar and the one before it. */
  middle: pastBarSchema,
  first: pastBarSchema,
  /** Middle bars of the newest gap of each side; -1 before there is one. */
  bullMid: z.int().min(-1),
  bearMid: z.int().min(-1),
});
export type GapState = z.infer<typeof gapStateSchema>;

/**
 * Living gaps. Within a side the older gap is never nearer to price than the younger: a new one begins where price
 * is, and those that price is in share its deepest price. So what a bar reaches is the end of the list, and a bar that
 * stays clear of the last one visits none.
 */
export interface GapBook extends GapState {
  /** All of them, oldest first, made when asked for; null after a change. */
  list: readonly FairValueGap[] | null;
}

const noBar = (): PastBar => ({ openTime: 0, open: 0, high: 0, low: 0, close: 0 });

export const newGaps = (): GapBook => ({
  bulls: [],
  bears: [],
  middle: noBar(),
  first: noBar(),
  bullMid: -1,
  bearMid: -1,
  list: null,
});

export const restoreGaps = (saved: GapState): GapBook => ({ ...saved, list: null });

export const saveGaps = ({ bulls, bears, middle, first, bullMid, bearMid }: GapBook): GapState => ({
  bulls: bulls.map((gap) => ({ ...gap })),
  bears: bears.map((gap) => ({ ...gap })),
  middle: { ...middle },
  first: { ...first },
  bullMid,
  bearMid,
});

export function oldestFirst(book: GapBook): readonly FairValueGap[] {
  book.list ??= [...book.bulls, ...book.bears].sort((a, b) => a.id - b.id);
  return book.list;
}

/** Looks at the last three bars before anything else does: a block born on this bar may have left a gap behind. */
export function findGap(book: GapBook, bar: FoldBar): void {
  bar.gapSide = sideOfGap(book, bar);
  if (bar.gapSide > 0) book.bullMid = bar.index - 1;
  else if (bar.gapSide < 0) book.bearMid = bar.index - 1;
  bar.bullGapMid = book.bullMid;
  bar.bearGapMid = book.bearMid;
}

function sideOfGap({ first, middle }: GapBook, bar: FoldBar): Side | 0 {
  if (bar.index < 2) return 0;
  const isUp = bar.low > first.high;
  if (!isUp && bar.high >= first.low) return 0;
  const side = isUp ? 1 : -1;
  const { fvgFilter, fvgMinHeight } = bar.config;
  const height = isUp ? bar.low - first.high : first.low - bar.high;
  if (height < fvgMinHeight * bar.atr) return 0;
  if (fvgFilter === 'direction' && side * (middle.close - middle.open) <= 0) return 0;
  if (fvgFilter === 'close' && (isUp ? middle.close <= first.high : middle.close >= first.low)) return 0;
  return side;
}

/** Ages the gaps known before this bar, then takes in the one it completes. */
export function foldGaps(book: GapBook, bar: FoldBar): void {
  ageGaps(book, bar);
  if (bar.gapSide !== 0) createGap(book, bar.gapSide, bar);
  const { first, middle } = book;
  book.first = middle;
  book.middle = first;
  first.openTime = bar.openTime;
  first.open = bar.open;
  first.high = bar.high;
  first.low = bar.low;
  first.close = bar.close;
}

function ageGaps(book: GapBook, bar: FoldBar): void {
  const { bulls, bears } = book;
  let bull = bulls.length;
  while (bull > 0 && bar.low <= (bulls[bull - 1]?.deepest ?? 0)) bull -= 1;
  let bear = bears.length;
  while (bear > 0 && bar.high >= (bears[bear - 1]?.deepest ?? Number.MAX_VALUE)) bear -= 1;
  const isBull = bull < bulls.length;
  const isBear = bear < bears.length;
  const first = bar.events.length;
  if (isBull) enterFrom(bulls, bull, bar);
  if (isBear) enterFrom(bears, bear, bar);
  if (isBull && isBear) oldestEventsFirst(bar, first);
  if (isBull || isBear) book.list = null;
}

/** The gaps of one side from a place on: price is at them, in them or through. */
function enterFrom(gaps: FairValueGap[], from: number, bar: FoldBar): void {
  let kept = from;
  for (let place = from; place < gaps.length; place++) {
    const gap = gaps[place];
    const left = gap === undefined ? null : enter(gap, bar);
    if (left === null) continue;
    gaps[kept] = left;
    kept += 1;
  }
  gaps.length = kept;
}

/** Price is at the gap or deeper in it than before: the gap as it is now, or null when it is filled. */
function enter(gap: FairValueGap, bar: FoldBar): FairValueGap | null {
  const { side, top, bottom } = gap;
  const price = side > 0 ? bar.low : bar.high;
  if (!gap.touched) say(bar, 'fvg_touch', gap.id);
  if (side > 0 ? price <= bottom : price >= top) {
    say(bar, 'fvg_filled', gap.id);
    if (bar.config.fvgInversion && (side > 0 ? bar.close < bottom : bar.close > top))
      say(bar, 'fvg_inverted', gap.id);
    return null;
  }
  if (gap.touched && price === gap.deepest) return gap;
  const near = side > 0 ? top : bottom;
  // As a size, so that it is never -0: saved as JSON that would come back as 0.
  return { ...gap, touched: true, deepest: price, fillRatio: Math.abs(near - price) / (top - bottom) };
}

function say(bar: FoldBar, kind: 'fvg_touch' | 'fvg_filled' | 'fvg_inverted', id: number): void {
  bar.events.push({ bar: bar.index, time: bar.time, kind, id });
}

function createGap(book: GapBook, side: Side, bar: FoldBar): void {
  const { first, middle } = book;
  const top = side > 0 ? bar.low : first.low;
  const bottom = side > 0 ? first.high : bar.high;
  const id = bar.nextId;
  bar.nextId += 1;
  const mid = bar.index - 1;
  (side > 0 ? book.bulls : book.bears).push({
    id,
    side,
    top,
    bottom,
    mid,
    midTime: middle.openTime,
    born: bar.index,
    bornTime: bar.closeTime,
    touched: false,
    deepest: side > 0 ? top : bottom,
    fillRatio: 0,
  });
  book.list = null;
  bar.events.push({ bar: bar.index, time: bar.time, kind: 'fvg', id, side, top, bottom, mid });
}
