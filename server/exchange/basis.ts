import { swayAt } from './noise.ts';

/** How far mark and index stray from the last trade at most, as fractions of the price. */
const markSway = 0.0002;
const spotSway = 0.0003;
/** What longs or shorts pay over the index for hours on end, at most, as a fraction; it drifts from anchor to anchor. */
const moodSway = 0.0015;
const anchorMs = 8 * 3_600_000;
/** Percent: what a lender of dollars gets per interval, and how far funding may lead away from it. */
const interestPct = 0.01;
const clampPct = 0.05;

/** Where in time a basis is asked for. */
export interface BasisPlace {
  readonly seed: number;
  /** Counted from 1970. */
  readonly slot: number;
  readonly slotMs: number;
}

const markFraction = ({ seed, slot }: BasisPlace): number => markSway * swayAt(seed ^ 0x6d61726b, slot);

function spotFraction({ seed, slot, slotMs }: BasisPlace): number {
  const anchors = (slot * slotMs) / anchorMs;
  const anchor = Math.floor(anchors);
  const mood = (index: number) => moodSway * swayAt(seed ^ 0x6d6f6f64, index);
  const drifted = mood(anchor) + (mood(anchor + 1) - mood(anchor)) * (anchors - anchor);
  return spotSway * swayAt(seed ^ 0x73706f74, slot) - drifted;
}

/** In ticks, over or under the price; the same all through a slot. */
export const markBasis = (place: BasisPlace, price: number): number =>
  Math.round(markFraction(place) * price);

export const spotBasis = (place: BasisPlace, price: number): number =>
  Math.round(spotFraction(place) * price);

/**
 * Percent per interval, six digits, out of the slots from `first` up to that of the place: how far mark was above the
 * index on average, drawn towards the interest. Above 0 longs pay shorts.
 */
export function fundingRatePct(place: BasisPlace, first: number): number {
  let sum = 0;
  for (let slot = first; slot <= place.slot; slot += 1) {
    sum += 100 * (markFraction({ ...place, slot }) - spotFraction({ ...place, slot }));
  }
  const premium = sum / Math.max(1, place.slot - first + 1);
  const drawn = Math.min(clampPct, Math.max(-clampPct, interestPct - premium));
  return Math.round((premium + drawn) * 1e6) / 1e6;
}
