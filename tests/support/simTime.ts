import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock, Timer } from '#shared/ports.ts';

interface Appointment {
  readonly due: UnixMs;
  readonly run: () => void;
}

/** So many things at one instant are a loop that asks for 0 ms again and again. */
const mostAtOnce = 1_000_000;

/**
 * One simulated time for everybody in a test: clock and timer over a single queue. It moves only inside `advance` and
 * `until`; before each appointment and after the last, promises settle. What waits for real input or output is not
 * waited for, so the same test always runs in the same order.
 */
export class SimTime implements Clock, Timer {
  readonly rate = 1;
  readonly #start: UnixMs;
  readonly #appointments: Appointment[] = [];
  #at: UnixMs;

  constructor(start: UnixMs) {
    this.#start = start;
    this.#at = start;
  }

  now(): UnixMs {
    return this.#at;
  }

  monotonicMs(): number {
    return this.#at - this.#start;
  }

  after(ms: number, run: () => void): Cancel {
    const appointment = { due: this.#at + Math.max(0, Math.ceil(ms)), run };
    this.#appointments.splice(this.#placeOf(appointment.due), 0, appointment);
    return () => {
      const index = this.#appointments.indexOf(appointment);
      if (index !== -1) this.#appointments.splice(index, 1);
    };
  }

  /** Lets so much time pass; what is due at its very end runs too. */
  async advance(ms: number): Promise<void> {
    await this.#runUntil(this.#at + ms, () => false);
  }

  /** Lets time pass until the claim is true, looked at after every appointment; fails when it is not within `limitMs`. */
  async until(isDone: () => boolean, limitMs: number): Promise<void> {
    await this.#runUntil(this.#at + limitMs, isDone);
    if (!isDone()) throw new Error(`what was waited for did not happen within ${limitMs} ms`);
  }

  /** The same time on a clock that is wrong: `offsetMs` ahead of it. */
  skewed(offsetMs: number): Clock {
    return { rate: 1, now: () => this.#at + offsetMs, after: (ms, run) => this.after(ms, run) };
  }

  async #runUntil(goal: UnixMs, isDone: () => boolean): Promise<void> {
    let atOnce = 0;
    await settled();
    for (let next = this.#appointments[0]; !isDone(); next = this.#appointments[0]) {
      if (next === undefined || next.due > goal) {
        this.#at = goal;
        break;
      }
      atOnce = next.due > this.#at ? 0 : atOnce + 1;
      if (atOnce > mostAtOnce) throw new Error(`time stands still at ${new Date(this.#at).toISOString()}`);
      this.#appointments.shift();
      this.#at = next.due;
      next.run();
      await settled();
    }
  }

  /** Behind everything that is due at the same time or earlier. */
  #placeOf(due: UnixMs): number {
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = this.#appointments[middle];
      if (found !== undefined && found.due <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Every promise that can go on without time passing has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
