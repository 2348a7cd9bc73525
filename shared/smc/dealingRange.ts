import type { Side } from './events.ts';

/** The range that a trend works in: from its protected end to its extreme so far. */
export interface DealingRange {
  /** Of the trend. */
  readonly side: Side;
  readonly low: number;
  readonly high: number;
}

/** Where a price lies in the range, 0 at the low and 1 at the high; beyond them outside of 0..1. */
export const positionIn = ({ low, high }: DealingRange, price: number): number =>
  (price - low) / (high - low);

/** How cheap a long (+1), how dear a short entered there: 0.5 in the middle, 1 at the far end of the range. */
export const depthIn = ({ low, high }: DealingRange, price: number, side: Side): number =>
  (side > 0 ? high - price : price - low) / (high - low);

/** The middle is neither discount nor premium: whoever asks for half has to be beyond it. null asks for nothing. */
export const isDeepEnough = (depth: number, least: number | null): boolean =>
  least === null || (least === 0.5 ? depth > least : depth >= least);

export type RangePart = 'discount' | 'equilibrium' | 'premium';

/** `band` is the half-width of the equilibrium, in parts of the range; 0 leaves it the exact middle. */
export function rangePart(range: DealingRange, price: number, band = 0): RangePart {
  const position = positionIn(range, price);
  if (position < 0.5 - band) return 'discount';
  return position > 0.5 + band ? 'premium' : 'equilibrium';
}

/** The half-width of the equilibrium that is usual among those who use one. */
export const equilibriumBand = 0.025;

/** Retracements of 0.62 to 0.79 of the range: from its high for a long, from its low for a short. */
export function optimalEntry(
  { low, high }: DealingRange,
  side: Side,
): { readonly low: number; readonly high: number } {
  const height = high - low;
  return side > 0
    ? { low: high - 0.79 * height, high: high - 0.62 * height }
    : { low: low + 0.62 * height, high: low + 0.79 * height };
}
