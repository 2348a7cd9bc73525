import { IANAZone } from 'luxon';
import { TradingError } from '../errors.ts';
import type { UnixMs } from './candle.ts';

const minuteMs = 60_000;
/** No zone changes its clocks twice within a fortnight. */
const fortnightMs = 14 * 1_440 * minuteMs;

/** One fortnight of a zone: its offset before and after the change, which is at the end where there is none. */
interface Fortnight {
  readonly change: UnixMs;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** Time zone rules cost many microseconds each time they are asked: what they said is kept for everybody. */
const tables = new Map<string, Map<number, Fortnight>>();
const mostFortnights = 1_000;

/** How far a zone's clocks are ahead of UTC; quick for a series of instants one after the other. */
export class ZoneClock {
  readonly #zone: IANAZone;
  readonly #table: Map<number, Fortnight>;
  #from = 1;
  #until = 0;
  #offsetMs = 0;

  constructor(zone: string) {
    this.#zone = IANAZone.create(zone);
    if (!this.#zone.isValid)
      throw new TradingError('config', 'zone.unknown', `Time zone "${zone}" is not known here.`);
    this.#table = tables.get(zone) ?? new Map();
    tables.set(zone, this.#table);
  }

  /** In ms. */
  offset(time: UnixMs): number {
    if (time < this.#from || time >= this.#until) this.#move(time);
    return this.#offsetMs;
  }

  /** The offset that was last asked for holds up to here at least. */
  get until(): UnixMs {
    return this.#until;
  }

  #move(time: UnixMs): void {
    const start = Math.floor(time / fortnightMs) * fortnightMs;
    const { change, beforeMs, afterMs } = this.#table.get(start) ?? this.#look(start);
    const isBefore = time < change;
    this.#from = isBefore ? start : change;
    this.#until = isBefore ? change : start + fortnightMs;
    this.#offsetMs = isBefore ? beforeMs : afterMs;
  }

  #look(start: UnixMs): Fortnight {
    const beforeMs = this.#lookUp(start);
    let change = start + fortnightMs;
    const afterMs = this.#lookUp(change - minuteMs);
    let before = start;
    while (beforeMs !== afterMs && change - before > minuteMs) {
      const middle = before + Math.floor((change - before) / 2 / minuteMs) * minuteMs;
      if (this.#lookUp(middle) === beforeMs) before = middle;
      else change = middle;
    }
    const found = { change, beforeMs, afterMs };
    if (this.#table.size >= mostFortnights) this.#table.clear();
    this.#table.set(start, found);
    return found;
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
