import type { Candle, UnixMs } from '../market/candle.ts';
import { roundDown, roundUp } from '../market/units.ts';
import type { Direction } from './signal.ts';

/**
 * A price zone on which orders may be placed. A block in one state is one zone: its flip ends it and starts another.
 * `entry` is the price at which the zone is entered, on tick.
 */
export interface EntryZone {
  /** Of the block or gap within its series. */
  readonly id: number;
  /** Of a block that is traded in both states; where one of them alone is, what the zone is made of. */
  readonly state: 'fresh' | 'breaker' | 'block' | 'gap';
  readonly direction: Direction;
  readonly top: number;
  readonly bottom: number;
  readonly entry: number;
  readonly source: number;
  /** Bar at whose close the zone began (birth, or flip of a breaker), and that close. */
  readonly since: number;
  readonly sinceTime: UnixMs;
}

/** A block that trades while fresh and, broken, from the other side. */
export type BlockZone = EntryZone & { readonly state: 'fresh' | 'breaker' };

export type ZoneName = string;

const suffixes = { fresh: 'f', breaker: 'b', block: '', gap: '' } as const;

/** "5b": block 5 as a breaker, "22": a gap. Unique within a series. */
export const zoneName = ({ id, state }: Pick<EntryZone, 'id' | 'state'>): ZoneName =>
  `${id}${suffixes[state]}`;

export const isSameZone = (a: EntryZone, b: EntryZone): boolean => a.id === b.id && a.state === b.state;

/** Negative when `a` is the better of two zones: fresh before breaker, then the youngest, then the higher id. */
export function byRank(a: EntryZone, b: EntryZone): number {
  if (a.state !== b.state) return a.state === 'fresh' ? -1 : 1;
  return b.sinceTime - a.sinceTime || b.id - a.id;
}

interface Depth {
  readonly direction: Direction;
  readonly top: number;
  readonly bottom: number;
  /** Share of the height, from the edge that price reaches first. */
  readonly penetration: number;
}

/** Where a zone is entered: so far inside, rounded farther inside. */
export function entryPrice({ direction, top, bottom, penetration }: Depth, tick: string): number {
  const into = penetration * (top - bottom);
  return direction === 'long' ? roundDown(top - into, tick) : roundUp(bottom + into, tick);
}

/** The candle came to the entry, closed back at or beyond it, and closed in the direction of the trade. */
export function isEntryCandle({ direction, entry }: EntryZone, { open, high, low, close }: Candle): boolean {
  return direction === 'long'
    ? low <= entry && close >= entry && close > open
    : high >= entry && close <= entry && close < open;
}

/** Price has yet to come to the entry. */
export const isAhead = ({ direction, entry }: EntryZone, close: number): boolean =>
  direction === 'long' ? close > entry : close < entry;
