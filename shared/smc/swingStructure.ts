import { z } from 'zod';
import type { BlockBook } from './blockBook.ts';
import type { SmcConfig } from './config.ts';
import type { DealingRange } from './dealingRange.ts';
import type { Side } from './events.ts';
import {
  copyBar,
  type FoldBar,
  keepExtreme,
  noSourceBar,
  type SourceBar,
  sourceBarSchema,
  takeBar,
} from './foldBar.ts';
import { recordBreak } from './orderBlocks.ts';

/** The last confirmed pivot of one side, and the opposite extreme since it, where its break would draw a block. */
const swingLevelSchema = z.strictObject({
  at: z.int().min(-1),
  price: z.number(),
  isBroken: z.boolean(),
  /** Farthest price of its own side since, itself included: the end of the dealing range. */
  reach: z.number(),
  origin: sourceBarSchema,
});
type SwingLevel = z.infer<typeof swingLevelSchema>;

export const swingStateSchema = z.strictObject({
  trend: z.union([z.literal(0), z.literal(1), z.literal(-1)]),
  high: swingLevelSchema,
  low: swingLevelSchema,
  /** Ring of the bars from a candidate pivot to its confirmation. */
  recent: z.array(sourceBarSchema),
});
export type SwingState = z.infer<typeof swingStateSchema>;

const noLevel = (): SwingLevel => ({
  at: -1,
  price: 0,
  isBroken: false,
  reach: 0,
  origin: noSourceBar(),
});
const copyLevel = (level: SwingLevel): SwingLevel => ({ ...level, origin: { ...level.origin } });

export const newSwing = (config: SmcConfig): SwingState => ({
  trend: 0,
  high: noLevel(),
  low: noLevel(),
  recent: Array.from({ length: config.pivotRight + 1 }, noSourceBar),
});

export const copySwing = (swing: SwingState): SwingState => ({
  trend: swing.trend,
  high: copyLevel(swing.high),
  low: copyLevel(swing.low),
  recent: swing.recent.map((bar) => ({ ...bar })),
});

/** A close beyond the last confirmed pivot, once per pivot. The two sides cannot break on one bar. */
export function foldSwing(swing: SwingState, bar: FoldBar, blocks: BlockBook): void {
  const slot = swing.recent[bar.index % swing.recent.length];
  if (slot !== undefined) takeBar(slot, bar);
  if (bar.pivotHighAt >= 0) replace(swing, 1, bar);
  else if (swing.high.at >= 0) keepExtreme(swing.high.origin, -1, bar);
  if (bar.pivotLowAt >= 0) replace(swing, -1, bar);
  else if (swing.low.at >= 0) keepExtreme(swing.low.origin, 1, bar);
  const { high, low } = swing;
  if (bar.high > high.reach) high.reach = bar.high;
  if (bar.low < low.reach) low.reach = bar.low;
  if (high.at >= 0 && !high.isBroken && bar.close > high.price) breakSwing(swing, 1, bar, blocks);
  else if (low.at >= 0 && !low.isBroken && bar.close < low.price) breakSwing(swing, -1, bar, blocks);
}

/** From the last pivot low to the last pivot high, each as far as price has gone since. */
export function swingDealing({ trend, high, low }: SwingState): DealingRange | null {
  if (trend === 0 || high.at < 0 || low.at < 0 || high.reach <= low.reach) return null;
  return { side: trend, low: low.reach, high: high.reach };
}

function replace(swing: SwingState, side: Side, bar: FoldBar): void {
  const level = side > 0 ? swing.high : swing.low;
  level.at = side > 0 ? bar.pivotHighAt : bar.pivotLowAt;
  level.price = side > 0 ? bar.pivotHigh : bar.pivotLow;
  level.isBroken = false;
  // Confirmed as the extreme of all bars since: nothing has gone beyond it yet.
  level.reach = level.price;
  level.origin.at = -1;
  for (let at = level.at; at <= bar.index; at++) {
    const past = swing.recent[at % swing.recent.length];
    if (past !== undefined && isFarther(past, level.origin, side)) copyBar(level.origin, past);
  }
}

const isFarther = (bar: SourceBar, origin: SourceBar, side: Side): boolean => {
  if (origin.at < 0) return true;
  return side > 0 ? bar.low < origin.low : bar.high > origin.high;
};

function breakSwing(swing: SwingState, side: Side, bar: FoldBar, blocks: BlockBook): void {
  const pivot = side > 0 ? swing.high : swing.low;
  const { index, time } = bar;
  const { price: level, at } = pivot;
  pivot.isBroken = true;
  const why = swing.trend === 0 ? 'first' : swing.trend === side ? 'bos' : 'choch';
  if (why === 'first') bar.events.push({ bar: index, time, kind: 'choch', side, level, first: true });
  else if (why === 'choch')
    bar.events.push({ bar: index, time, kind: 'choch', side, level, at, first: false });
  else bar.events.push({ bar: index, time, kind: 'bos', side, level, at, first: false });
  swing.trend = side;
  recordBreak(blocks, { side, source: pivot.origin, why, level }, bar);
}
