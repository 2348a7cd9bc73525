import { swayAt } from './noise.ts';

/** How far mark and index stay from the last trade at most, as fractions of the price. */
const markSway = 0.0002;
const spotSway = 0.0003;
/** Percent: what a lender of dollars gets per interval, and how far funding may lead away from it. */
const interestPct = 0.01;
const clampPct = 0.05;

/** In ticks, over or under the price; the same all through a slot. */
export const markBasis = (seed: number, slot: number, price: number): number =>
  Math.round(swayAt(seed ^ 0x6d61726b, slot) * markSway * price);

export const spotBasis = (seed: number, slot: number, price: number): number =>
  Math.round(swayAt(seed ^ 0x73706f74, slot) * spotSway * price);

/** How far mark is above the index in a slot, percent. */
const premiumPct = (seed: number, slot: number): number =>
  100 * (swayAt(seed ^ 0x6d61726b, slot) * markSway - swayAt(seed ^ 0x73706f74, slot) * spotSway);

/**
 * Percent per interval, six digits: the average premium of the slots so far, drawn towards the interest.
 * Above 0 longs pay shorts.
 */
export function fundingRatePct(seed: number, first: number, last: number): number {
  let sum = 0;
  for (let slot = first; slot <= last; slot += 1) sum += premiumPct(seed, slot);
  const premium = sum / Math.max(1, last - first + 1);
  const drawn = Math.min(clampPct, Math.max(-clampPct, interestPct - premium));
  return Math.round((premium + drawn) * 1e6) / 1e6;
}
