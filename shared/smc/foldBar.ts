import { z } from 'zod';
import type { SmcConfig } from './config.ts';
import type { Side, SmcEvent, StructureBreak } from './events.ts';

/**
 * What the folds of one engine share while a bar is folded. One object per engine, rewritten each bar: the engine
 * runs over hundreds of thousands of candles and allocates only what it reports.
 */
export interface FoldBar {
  readonly config: SmcConfig;
  index: number;
  /** Epoch ms. */
  openTime: number;
  closeTime: number;
  /** Epoch seconds of the close, as events carry it. */
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  atr: number;
  /** Bars of the pivots confirmed on this bar; -1 when there is none. */
  pivotHighAt: number;
  pivotHigh: number;
  pivotLowAt: number;
  pivotLow: number;
  /** Side of the gap whose third bar this is; 0 when there is none. */
  gapSide: Side | 0;
  /** Middle bar of the newest gap of each side, this one included; -1 when there is none. */
  bullGapMid: number;
  bearGapMid: number;
  /** Newest bars that swept a level or a pool above, and below; -1 when there is none. */
  sweptHighAt: number;
  sweptLowAt: number;
  lastBreak: StructureBreak | null;
  /** The next id of this engine; blocks, gaps and pools share the counter. */
  nextId: number;
  events: SmcEvent[];
}

/** A past bar that an order block may be drawn on. `at` is -1 when there is none. */
export const sourceBarSchema = z.strictObject({
  at: z.int().min(-1),
  openTime: z.number(),
  high: z.number(),
  low: z.number(),
  volume: z.number(),
  atr: z.number(),
});
export type SourceBar = z.infer<typeof sourceBarSchema>;

export const noSourceBar = (): SourceBar => ({
  at: -1,
  openTime: 0,
  high: 0,
  low: 0,
  volume: 0,
  atr: 0,
});

export const newBar = (config: SmcConfig): FoldBar => ({
  config,
  index: -1,
  openTime: 0,
  closeTime: 0,
  time: 0,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  atr: 0,
  pivotHighAt: -1,
  pivotHigh: 0,
  pivotLowAt: -1,
  pivotLow: 0,
  gapSide: 0,
  bullGapMid: -1,
  bearGapMid: -1,
  sweptHighAt: -1,
  sweptLowAt: -1,
  lastBreak: null,
  nextId: 1,
  events: [],
});

/** Takes note of a sweep on this bar, of a level or a pool of this side. */
export function noteSweep(bar: FoldBar, side: Side): void {
  if (side > 0) bar.sweptHighAt = bar.index;
  else bar.sweptLowAt = bar.index;
}

export function takeBar(into: SourceBar, bar: FoldBar): void {
  into.at = bar.index;
  into.openTime = bar.openTime;
  into.high = bar.high;
  into.low = bar.low;
  into.volume = bar.volume;
  into.atr = bar.atr;
}

export function copyBar(into: SourceBar, from: SourceBar): void {
  into.at = from.at;
  into.openTime = from.openTime;
  into.high = from.high;
  into.low = from.low;
  into.volume = from.volume;
  into.atr = from.atr;
}

/** Keeps the bar with the highest high (+1) or the lowest low (-1); the first bar of a tie stays. */
export function keepExtreme(extreme: SourceBar, side: Side, bar: FoldBar): void {
  if (extreme.at < 0) takeBar(extreme, bar);
  else if (side > 0 ? bar.high > extreme.high : bar.low < extreme.low) takeBar(extreme, bar);
}

/** A bar that reaches gaps, or pools, of both sides tells of the oldest first, whatever its side. */
export function oldestEventsFirst({ events }: FoldBar, first: number): void {
  const idOf = (event: SmcEvent) => ('id' in event ? event.id : 0);
  events.push(...events.splice(first).sort((a, b) => idOf(a) - idOf(b)));
}
