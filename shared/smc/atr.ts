import { z } from 'zod';
import type { FoldBar } from './foldBar.ts';

export const atrStateSchema = z.strictObject({
  /** True ranges folded so far, counted up to the length. */
  count: z.int().min(0),
  sum: z.number(),
  value: z.number(),
  previousClose: z.number(),
});
export type AtrState = z.infer<typeof atrStateSchema>;

export const newAtr = (): AtrState => ({ count: 0, sum: 0, value: 0, previousClose: 0 });

/** Wilder's average true range; the plain mean until `atrLength` bars are known, so it is defined from bar 0. */
export function foldAtr(atr: AtrState, bar: FoldBar): void {
  const length = bar.config.atrLength;
  const range = bar.index === 0 ? bar.high - bar.low : trueRange(bar, atr.previousClose);
  if (atr.count < length) {
    atr.count += 1;
    atr.sum += range;
    atr.value = atr.sum / atr.count;
  } else {
    atr.value = (atr.value * (length - 1) + range) / length;
  }
  atr.previousClose = bar.close;
  bar.atr = atr.value;
}

function trueRange(bar: FoldBar, previousClose: number): number {
  return Math.max(bar.high - bar.low, Math.abs(bar.high - previousClose), Math.abs(bar.low - previousClose));
}
