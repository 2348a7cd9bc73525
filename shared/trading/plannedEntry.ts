import type { Candle } from '../market/candle.ts';
import { Exact } from '../market/exact.ts';
import { roundDown, roundUp } from '../market/units.ts';
import type { BlockZone, EntryZone } from './entryZone.ts';
import type { Direction } from './signal.ts';

/** Filters of entries on blocks, in the order in which they are asked. */
export const entryFilters = [
  ...(['bias', 'session', 'age', 'displacement', 'gap', 'sweep', 'depth', 'distance', 'rr'] as const),
] as const;
export type EntryFilter = (typeof entryFilters)[number];

/** An entry as it would be made at a close, or waits since an earlier one; prices on tick. */
export interface PlannedEntry {
  readonly kind: 'market' | 'limit';
  readonly zone: EntryZone;
  /** The limit; of a market order the close. */
  readonly price: number;
  readonly stop: number;
  readonly target: number;
}

/** How far stop and target of an entry on a block are away: the strategy's word, whoever places the order. */
export interface ZoneTerms {
  /** Of the stop from the far edge of the zone, in ATR. */
  readonly stopAtr: number;
  /** Of the target from the entry, in ATR. */
  readonly targetAtr: Readonly<Record<BlockZone['state'], number>>;
}

type Prices = Pick<PlannedEntry, 'price' | 'stop' | 'target'>;

export const rewardToRisk = ({ price, stop, target }: Prices): number =>
  Math.abs(target - price) / Math.abs(price - stop);

/** Doubles nearer to each other than this share of the price may hide which of them is the larger. */
const doubt = 1e-9;

/** Whether the way to the target is at least so many times the way to the stop; equal is enough. */
export function hasRewardToRisk({ price, stop, target }: Prices, least: number): boolean {
  const spare = Math.abs(target - price) - least * Math.abs(price - stop);
  if (Math.abs(spare) > doubt * price) return spare > 0;
  const risk = new Exact(price).minus(stop).abs();
  return new Exact(target).minus(price).abs().gte(risk.times(least));
}

/** What an entry at the close of a candle is planned at: on tick, to the disadvantage of the trade. */
export const priceAtClose = (direction: Direction, { close }: Candle, tick: string): number =>
  direction === 'long' ? roundUp(close, tick) : roundDown(close, tick);

interface StopRequest {
  readonly direction: Direction;
  readonly top: number;
  readonly bottom: number;
}

/** Beyond the far edge of the zone by a distance in price, rounded away from it. */
export const stopBeyond = (
  { direction, top, bottom }: StopRequest,
  { distance, tick }: { readonly distance: number; readonly tick: string },
): number => (direction === 'long' ? roundDown(bottom - distance, tick) : roundUp(top + distance, tick));

interface TargetRequest {
  readonly direction: Direction;
  /** Of the fill. */
  readonly price: number;
  readonly distance: number;
  readonly tick: string;
}

/** Rounded away from the entry. */
export const targetPrice = ({ direction, price, distance, tick }: TargetRequest): number =>
  direction === 'long' ? roundUp(price + distance, tick) : roundDown(price - distance, tick);
