import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock, Timer } from '#shared/ports.ts';

/** How many times faster than the wall, or as fast as the candles are taken. */
export type ReplaySpeed = number | 'max';

interface Appointment {
  readonly due: UnixMs;
  readonly run: () => void;
}

/** Real time lost to a busy server or a sleeping laptop is caught up by bursts no longer than this. */
const catchUpMs = 1_000;

/**
 * The clock of a replay. It moves only inside `advanceTo`, at its speed, and stands still in between, so whoever is
 * called sees exactly the time of what happened: no clock time depends on how fast the machine is.
 */
export class VirtualClock implements Clock {
  readonly #speed: ReplaySpeed;
  readonly #timer: Timer;
  readonly #appointments: Appointment[] = [];
  #at: UnixMs;
  /** While advancing: where the clock must not run past. */
  #goal: UnixMs | null = null;
  #anchor: { readonly at: UnixMs; readonly wallMs: number } | null = null;
  #wake: (() => void) | null = null;
  #isOver = false;

  constructor(options: { readonly start: UnixMs; readonly speed: ReplaySpeed; readonly timer: Timer }) {
    this.#at = options.start;
    this.#speed = options.speed;
    this.#timer = options.timer;
  }

  get rate(): number {
    return this.#isOver || this.#speed === 'max' ? 0 : this.#speed;
  }

  now(): UnixMs {
    if (this.#goal === null) return this.#at;
    return Math.max(this.#at, Math.min(Math.floor(this.#unboundedNow()), this.#nextStop(this.#goal)));
  }

  after(ms: number, run: () => void): Cancel {
    const appointment = { due: this.now() + Math.max(0, Math.ceil(ms)), run };
    const later = this.#appointments.findIndex((other) => other.due > appointment.due);
    this.#appointments.splice(later === -1 ? this.#appointments.length : later, 0, appointment);
    this.#wake?.();
    if (this.#isOver) this.#timer.after(0, () => this.#runDue(this.#at));
    return () => {
      const index = this.#appointments.indexOf(appointment);
      if (index !== -1) this.#appointments.splice(index, 1);
    };
  }

  /**
   * Lets time pass until `to`, running what comes due before it. What is due exactly at `to` runs when time moves on
   * from there: a candle that closes at an instant is delivered before anything expires at it.
   */
  async advanceTo(to: UnixMs): Promise<void> {
    this.#anchor ??= { at: this.#at, wallMs: this.#timer.monotonicMs() };
    this.#goal = to;
    while (!this.#isOver && this.#at < to) {
      const stop = this.#nextStop(to);
      if (this.#unboundedNow() < stop) {
        await this.#sleepUntil(stop);
        continue;
      }
      this.#at = Math.max(this.#at, stop);
      this.#goal = null;
      if (this.#at < to) this.#runDue(this.#at);
      this.#goal = to;
    }
    this.#goal = null;
    this.#forgetLostTime();
  }

  /** Nothing more will come: what is due by now runs, and the clock stands still for good. */
  end(): void {
    this.#runDue(this.#at);
    this.#halt();
  }

  /** Stands still at once; nothing that waits for a later time will run. */
  halt(): void {
    this.#at = this.now();
    this.#appointments.length = 0;
    this.#halt();
  }

  #halt(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  #unboundedNow(): number {
    if (this.#speed === 'max') return Number.POSITIVE_INFINITY;
    if (this.#anchor === null) return this.#at;
    return this.#anchor.at + (this.#timer.monotonicMs() - this.#anchor.wallMs) * this.#speed;
  }

  #nextStop(to: UnixMs): UnixMs {
    return Math.min(to, this.#appointments[0]?.due ?? to);
  }

  #runDue(until: UnixMs): void {
    for (let next = this.#appointments[0]; next && next.due <= until; next = this.#appointments[0]) {
      this.#appointments.shift();
      next.run();
    }
  }

  async #sleepUntil(stop: UnixMs): Promise<void> {
    const speed = this.#speed === 'max' ? Number.POSITIVE_INFINITY : this.#speed;
    const waitMs = Math.max(1, Math.ceil((stop - this.#unboundedNow()) / speed));
    await new Promise<void>((resolve) => {
      const cancel = this.#timer.after(waitMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = null;
  }

  #forgetLostTime(): void {
    if (this.#speed === 'max') return;
    const lostMs = (this.#unboundedNow() - this.#at) / this.#speed;
    if (lostMs > catchUpMs) this.#anchor = { at: this.#at, wallMs: this.#timer.monotonicMs() };
  }
}
