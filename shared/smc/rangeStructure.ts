import { z } from 'zod';
import type { BlockBook } from './blockBook.ts';
import type { DealingRange } from './dealingRange.ts';
import type { Side } from './events.ts';
import {
  copyBar,
  type FoldBar,
  keepExtreme,
  noSourceBar,
  noteSweep,
  type SourceBar,
  sourceBarSchema,
  takeBar,
} from './foldBar.ts';
import { recordBreak } from './orderBlocks.ts';

/**
 * State of the range structure. Rules are written once, for a trend of side s: "far" is the side the trend goes to,
 * "near" the side it protects.
 */
export const rangeStateSchema = z.strictObject({
  trend: z.union([z.literal(0), z.literal(1), z.literal(-1)]),
  /** Reference bar for pullbacks. */
  up: z.number(),
  down: z.number(),
  /** Side on which the current bar left the reference bar. */
  crossed: z.int(),
  /** Sign of the previous bar's body. */
  previousBody: z.int(),
  /** Level whose break continues the trend; in the range phase the upper level. */
  bosStands: z.boolean(),
  bos: z.number(),
  bosAt: z.int(),
  /** Protected level whose break ends the trend; in the range phase the lower level. */
  choch: z.number(),
  chochAt: z.int(),
  /** Range phase: the extremes of all bars so far. */
  highest: sourceBarSchema,
  lowest: sourceBarSchema,
  /** Trend phase: the bar of the extreme since the turn, and the deepest pullback since it and since the BOS level. */
  extreme: sourceBarSchema,
  sinceExtreme: sourceBarSchema,
  sinceBos: sourceBarSchema,
});
export type RangeState = z.infer<typeof rangeStateSchema>;

export const newRange = (): RangeState => ({
  trend: 0,
  up: 0,
  down: 0,
  crossed: 0,
  previousBody: 0,
  bosStands: false,
  bos: 0,
  bosAt: 0,
  choch: 0,
  chochAt: 0,
  highest: noSourceBar(),
  lowest: noSourceBar(),
  extreme: noSourceBar(),
  sinceExtreme: noSourceBar(),
  sinceBos: noSourceBar(),
});

export const copyRange = (range: RangeState): RangeState => ({
  ...range,
  highest: { ...range.highest },
  lowest: { ...range.lowest },
  extreme: { ...range.extreme },
  sinceExtreme: { ...range.sinceExtreme },
  sinceBos: { ...range.sinceBos },
});

export function foldRange(range: RangeState, bar: FoldBar, blocks: BlockBook): void {
  moveReference(range, bar);
  if (bar.index === 0) openRange(range, bar);
  else if (range.trend === 0) foldRangePhase(range, bar, blocks);
  else foldTrend(range, bar, blocks);
  range.previousBody = Math.sign(bar.close - bar.open);
}

/** From the protected level to the extreme of the trend. */
export function rangeDealing({ trend, choch, extreme }: RangeState): DealingRange | null {
  if (trend === 0) return null;
  const [low, high] = trend > 0 ? [choch, extreme.high] : [extreme.low, choch];
  return high > low ? { side: trend, low, high } : null;
}

/** Inside bars do not move the reference; an outside bar counts as a cross up. */
function moveReference(range: RangeState, bar: FoldBar): void {
  range.crossed = bar.high > range.up ? 1 : bar.low < range.down ? -1 : 0;
  if (bar.index > 0 && range.crossed === 0) return;
  range.up = bar.high;
  range.down = bar.low;
}

function openRange(range: RangeState, bar: FoldBar): void {
  range.bos = bar.high;
  range.choch = bar.low;
  takeBar(range.highest, bar);
  takeBar(range.lowest, bar);
}

function foldRangePhase(range: RangeState, bar: FoldBar, blocks: BlockBook): void {
  keepExtreme(range.highest, 1, bar);
  keepExtreme(range.lowest, -1, bar);
  const { time, index } = bar;
  if (bar.close > range.bos || bar.close < range.choch) {
    const side = bar.close > range.bos ? 1 : -1;
    const level = side > 0 ? range.bos : range.choch;
    bar.events.push({ bar: index, time, kind: 'choch', side, level, first: true });
    const source = side > 0 ? range.lowest : range.highest;
    recordBreak(blocks, { side, source, why: 'first', level }, bar);
    turn(range, { side, source }, bar);
  } else if (bar.config.sweeps) {
    if (bar.high > range.bos) range.bos = sweep(bar, { side: 1, level: range.bos, of: 'range' });
    if (bar.low < range.choch) range.choch = sweep(bar, { side: -1, level: range.choch, of: 'range' });
  }
}

function foldTrend(range: RangeState, bar: FoldBar, blocks: BlockBook): void {
  const side = range.trend > 0 ? 1 : -1;
  const near = side > 0 ? -1 : 1;
  keepExtreme(range.sinceExtreme, near, bar);
  if (range.bosStands) keepExtreme(range.sinceBos, near, bar);
  if (side > 0 ? bar.high > range.extreme.high : bar.low < range.extreme.low) {
    takeBar(range.extreme, bar);
    range.sinceExtreme.at = -1;
  }
  moveLevels(range, bar, side);
  if (range.bosStands && (side > 0 ? bar.close > range.bos : bar.close < range.bos)) {
    continueTrend(range, bar, blocks);
    return;
  }
  const isBroken = side > 0 ? bar.close < range.choch : bar.close > range.choch;
  if (bar.config.sweeps) sweepLevels(range, bar, !isBroken);
  if (isBroken) endTrend(range, bar, blocks);
}

/** Levels that this bar makes known, the high side reported first. */
function moveLevels(range: RangeState, bar: FoldBar, side: Side): void {
  const isPulledBack = range.crossed === -side && side * (bar.close - bar.open) < 0;
  const isNew = !range.bosStands && isPulledBack && range.previousBody === -side;
  if (isNew) {
    range.bosStands = true;
    range.bos = side > 0 ? range.extreme.high : range.extreme.low;
    range.bosAt = range.extreme.at;
    copyBar(range.sinceBos, range.sinceExtreme);
  }
  const isAdjusted = bar.config.choch === 'adjusted' && range.bosStands && isPivotAhead(range, bar, side);
  if (isAdjusted) {
    range.choch = side > 0 ? bar.pivotLow : bar.pivotHigh;
    range.chochAt = side > 0 ? bar.pivotLowAt : bar.pivotHighAt;
  }
  if (isAdjusted && side < 0) reportChochLevel(range, bar);
  if (isNew) {
    const { index, time } = bar;
    bar.events.push({ bar: index, time, kind: 'bos_level', side, level: range.bos, at: range.bosAt });
  }
  if (isAdjusted && side > 0) reportChochLevel(range, bar);
}

function isPivotAhead(range: RangeState, bar: FoldBar, side: Side): boolean {
  return side > 0
    ? bar.pivotLowAt > range.chochAt && bar.pivotLow > range.choch
    : bar.pivotHighAt > range.chochAt && bar.pivotHigh < range.choch;
}

/** Wicks beyond the levels; a protected level that the close broke is not swept. The high side comes first. */
function sweepLevels(range: RangeState, bar: FoldBar, isProtected: boolean): void {
  if (range.trend > 0) {
    sweepBos(range, bar, bar.high > range.bos);
    if (isProtected) sweepChoch(range, bar, bar.low < range.choch);
  } else {
    if (isProtected) sweepChoch(range, bar, bar.high > range.choch);
    sweepBos(range, bar, bar.low < range.bos);
  }
}

function sweepBos(range: RangeState, bar: FoldBar, isBeyond: boolean): void {
  if (!range.bosStands || !isBeyond) return;
  range.bos = sweep(bar, { side: range.trend > 0 ? 1 : -1, level: range.bos, of: 'bos' });
}

function sweepChoch(range: RangeState, bar: FoldBar, isBeyond: boolean): void {
  if (!isBeyond) return;
  range.choch = sweep(bar, { side: range.trend > 0 ? -1 : 1, level: range.choch, of: 'choch' });
  range.chochAt = bar.index;
}

interface Swept {
  readonly side: Side;
  readonly level: number;
  readonly of: 'range' | 'bos' | 'choch';
}

/** Reports the sweep; answers the wick, where the level is from now on. */
function sweep(bar: FoldBar, { side, level, of }: Swept): number {
  bar.events.push({ bar: bar.index, time: bar.time, kind: 'sweep', side, level, of });
  noteSweep(bar, side);
  return side > 0 ? bar.high : bar.low;
}

function continueTrend(range: RangeState, bar: FoldBar, blocks: BlockBook): void {
  const side = range.trend > 0 ? 1 : -1;
  const { index, time } = bar;
  const level = range.bos;
  bar.events.push({ bar: index, time, kind: 'bos', side, level, at: range.bosAt });
  recordBreak(blocks, { side, source: range.sinceBos, why: 'bos', level }, bar);
  range.bosStands = false;
  protect(range, range.sinceBos, bar);
}

/** The extreme since the turn is the highest high in [extAt, i]: the block is drawn on it and it is protected next. */
function endTrend(range: RangeState, bar: FoldBar, blocks: BlockBook): void {
  const side = range.trend > 0 ? -1 : 1;
  const { index, time } = bar;
  const level = range.choch;
  bar.events.push({ bar: index, time, kind: 'choch', side, level, at: range.chochAt, first: false });
  recordBreak(blocks, { side, source: range.extreme, why: 'choch', level }, bar);
  turn(range, { side, source: range.extreme }, bar);
}

function turn(range: RangeState, to: { side: Side; source: SourceBar }, bar: FoldBar): void {
  range.trend = to.side;
  range.bosStands = false;
  protect(range, to.source, bar);
  takeBar(range.extreme, bar);
  range.sinceExtreme.at = -1;
}

function protect(range: RangeState, source: SourceBar, bar: FoldBar): void {
  range.choch = range.trend > 0 ? source.low : source.high;
  range.chochAt = source.at;
  reportChochLevel(range, bar);
}

/** A level has the side that its break would have: the protected level of an up-trend is bearish. */
function reportChochLevel(range: RangeState, bar: FoldBar): void {
  const side = range.trend > 0 ? -1 : 1;
  const { index, time } = bar;
  bar.events.push({ bar: index, time, kind: 'choch_level', side, level: range.choch, at: range.chochAt });
}
