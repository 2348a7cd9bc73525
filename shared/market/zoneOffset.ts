import { IANAZone } from 'luxon';
import { TradingError } from '../errors.ts';
import type { UnixMs } from './candle.ts';

const minuteMs = 60_000;
/** Clocks change on a quarter of an hour, and never twice within a fortnight. */
const spansMs = [14 * 1_440 * minuteMs, 1_440 * minuteMs, 15 * minuteMs];

/** A stretch of time, [from, until), in which a zone keeps its offset. */
interface Span {
  readonly from: UnixMs;
  readonly until: UnixMs;
  readonly offsetMs: number;
}

/** Time zone rules cost many microseconds each time they are asked: what they said is kept for everybody. */
const tables = new Map<string, Map<string, Span | null>>();

/** How far a zone's clocks are ahead of UTC; quick for a series of instants one after the other. */
export class ZoneClock {
  readonly #zone: IANAZone;
  readonly #table: Map<string, Span | null>;
  #span: Span = { from: 1, until: 0, offsetMs: 0 };

  constructor(zone: string) {
    this.#zone = IANAZone.create(zone);
    if (!this.#zone.isValid)
      throw new TradingError('config', 'zone.unknown', `Time zone "${zone}" is not known here.`);
    this.#table = tables.get(zone) ?? new Map();
    tables.set(zone, this.#table);
  }

  /** In ms. */
  offset(time: UnixMs): number {
    if (time < this.#span.from || time >= this.#span.until) this.#span = this.#spanOf(time);
    return this.#span.offsetMs;
  }

  /** The offset that was last asked for holds up to here at least. */
  get until(): UnixMs {
    return this.#span.until;
  }

  /** The longest span around an instant that begins and ends with the same offset. */
  #spanOf(time: UnixMs): Span {
    for (const lengthMs of spansMs) {
      const from = Math.floor(time / lengthMs) * lengthMs;
      const key = `${from}+${lengthMs}`;
      const known = this.#table.get(key);
      const span = known === undefined ? this.#look(from, lengthMs) : known;
      this.#table.set(key, span);
      if (span !== null) return span;
    }
    return { from: time, until: time + 1, offsetMs: this.#lookUp(time) };
  }

  #look(from: UnixMs, lengthMs: number): Span | null {
    const offsetMs = this.#lookUp(from);
    const until = from + lengthMs;
    return this.#lookUp(until - minuteMs) === offsetMs ? { from, until, offsetMs } : null;
  }

  #lookUp(time: UnixMs): number {
    return this.#zone.offset(time) * minuteMs;
  }
}

const newYork = new ZoneClock('America/New_York');

/** What a clock on a wall in New York shows, as if it were UTC: the forex week is regular in this time. */
export const newYorkWall = (time: UnixMs): UnixMs => time + newYork.offset(time);

/** The instant at which New York's clocks show this; of an hour that comes twice the second one. */
export function fromNewYorkWall(wall: number): UnixMs {
  const guess = wall - newYork.offset(wall);
  return wall - newYork.offset(guess);
}
