import { z } from 'zod';
import type { SmcConfig } from './config.ts';
import type { Side } from './events.ts';
import type { FoldBar } from './foldBar.ts';

/** The extremes of a sliding window, best first: a ring in which every bar enters and leaves once. */
const windowSchema = z.strictObject({
  values: z.array(z.number()),
  bars: z.array(z.int()),
  head: z.int().min(0),
  size: z.int().min(0),
});
type Window = z.infer<typeof windowSchema>;

/** The newest of the alternating swings; side 0 before the first. */
const lastSwingSchema = z.strictObject({
  side: z.union([z.literal(0), z.literal(1), z.literal(-1)]),
  at: z.int(),
  price: z.number(),
});

export const swingsStateSchema = z.strictObject({
  highs: windowSchema,
  lows: windowSchema,
  last: lastSwingSchema,
});
export type SwingsState = z.infer<typeof swingsStateSchema>;

export const pivotWidth = (config: SmcConfig): number => config.pivotLeft + config.pivotRight + 1;

export function newSwings(config: SmcConfig): SwingsState {
  const width = pivotWidth(config);
  return { highs: newWindow(width), lows: newWindow(width), last: { side: 0, at: 0, price: 0 } };
}

/** Whether both windows are whole rings of this width. */
export const hasWidth = ({ highs, lows }: SwingsState, width: number): boolean =>
  isRing(highs, width) && isRing(lows, width);

const isRing = ({ values, bars, head, size }: Window, width: number): boolean =>
  values.length === width && bars.length === width && head < width && size <= width;

export const copySwings = (swings: SwingsState): SwingsState => ({
  highs: copyWindow(swings.highs),
  lows: copyWindow(swings.lows),
  last: { ...swings.last },
});

/**
 * Confirms pivots. The candidate is a pivot exactly when it is the first extreme of the window around it: strictly
 * beyond everything left of it, not behind anything right of it.
 */
export function foldSwings(swings: SwingsState, bar: FoldBar): void {
  const high = slide(swings.highs, bar.index, bar.high);
  const low = slide(swings.lows, bar.index, -bar.low);
  const candidate = bar.index - bar.config.pivotRight;
  const isFull = candidate >= bar.config.pivotLeft;
  bar.pivotHighAt = isFull && high === candidate ? candidate : -1;
  bar.pivotLowAt = isFull && low === candidate ? candidate : -1;
  if (bar.pivotHighAt >= 0) {
    bar.pivotHigh = best(swings.highs);
    report(swings, { side: 1, at: candidate, price: bar.pivotHigh }, bar);
  }
  if (bar.pivotLowAt >= 0) {
    bar.pivotLow = -best(swings.lows);
    report(swings, { side: -1, at: candidate, price: bar.pivotLow }, bar);
  }
}

interface Pivot {
  readonly side: Side;
  readonly at: number;
  readonly price: number;
}

/** Reports a pivot; one of the other side begins a new swing, a more extreme one of the same side replaces the last. */
function report({ last }: SwingsState, { side, at, price }: Pivot, bar: FoldBar): void {
  const { index, time } = bar;
  bar.events.push({ bar: index, time, kind: 'pivot', side, at, price });
  const isSameSide = last.side === side;
  if (isSameSide && (side > 0 ? price <= last.price : price >= last.price)) return;
  if (isSameSide && bar.config.swingLabels)
    bar.events.push({ bar: index, time, kind: 'swing_replaced', side, at, price });
  last.side = side;
  last.at = at;
  last.price = price;
}

const newWindow = (width: number): Window => ({
  values: new Array<number>(width).fill(0),
  bars: new Array<number>(width).fill(0),
  head: 0,
  size: 0,
});

const copyWindow = (window: Window): Window => ({
  values: [...window.values],
  bars: [...window.bars],
  head: window.head,
  size: window.size,
});

const best = (window: Window): number => window.values[window.head] ?? 0;

/** Moves the window one bar on and answers the bar of its greatest value, the first one of a tie. */
function slide(window: Window, bar: number, value: number): number {
  const { values, bars } = window;
  const width = values.length;
  if (window.size > 0 && (bars[window.head] ?? 0) <= bar - width) {
    window.head = window.head + 1 === width ? 0 : window.head + 1;
    window.size -= 1;
  }
  while (window.size > 0 && value > (values[(window.head + window.size - 1) % width] ?? 0)) window.size -= 1;
  const slot = (window.head + window.size) % width;
  values[slot] = value;
  bars[slot] = bar;
  window.size += 1;
  return bars[window.head] ?? bar;
}
