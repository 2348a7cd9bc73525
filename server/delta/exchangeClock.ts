import { TradingError } from '#shared/errors.ts';
import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock, Timer } from '#shared/ports.ts';

export interface ExchangeClockOptions {
  readonly timer: Timer;
  /** What the venue says the time is. */
  readonly ask: () => Promise<UnixMs>;
  /** The machine's own clock: a first guess, and how a sleep of the machine is noticed. */
  readonly wallNow: () => UnixMs;
  /** How fast the venue's clock runs against the wall: 1 unless told; a sandbox may run faster. */
  readonly rate?: number;
  /** Called when `doubt()` becomes another sentence. */
  readonly doubtChanged?: () => void;
}

interface Appointment {
  readonly due: UnixMs;
  readonly run: () => void;
}

/** What was measured last. */
interface Measured {
  readonly atMs: number;
  /** Venue's time less what has passed on its clock since the monotonic one began. */
  readonly offsetMs: number;
  readonly unsureMs: number;
  /** The machine's time less the monotonic one: another one now means a sleep, or a clock that was set. */
  readonly wallLeadMs: number;
}

const samples = 5;
/** Of the tries, those that take longer tell too little. */
const mostTries = 10;
const longestTripMs = 1_000;
const measureEveryMs = 5 * 60_000;
const watchEveryMs = 5_000;
const retryMs = 5_000;
const longestUnsureMs = 2_000;
/** Quartz of a cheap machine, and then some. */
const driftPerMs = 200e-6;

/**
 * The venue's time, never going back: where it was ahead, it stands still until it is right. Until `start` has resolved
 * it shows the machine's.
 */
export class ExchangeClock implements Clock {
  readonly rate: number;
  readonly #options: ExchangeClockOptions;
  readonly #appointments: Appointment[] = [];
  readonly #guessMs: number;
  #measured: Measured | null = null;
  #measuring: Promise<void> | null = null;
  #shown: UnixMs = 0;
  #doubtSeen: string | null = null;
  #alarm: Cancel | null = null;
  #watch: Cancel | null = null;
  #isStopped = false;

  constructor(options: ExchangeClockOptions) {
    this.#options = options;
    this.rate = options.rate ?? 1;
    this.#guessMs = options.wallNow() - this.#passedMs(options.timer.monotonicMs());
  }

  now(): UnixMs {
    this.#shown = Math.max(this.#shown, Math.floor(this.#estimate()));
    return this.#shown;
  }

  /** The best that is known of the venue's time: unlike `now()` it goes back where it was ahead. */
  venueNow(): UnixMs {
    return Math.floor(this.#estimate());
  }

  after(ms: number, run: () => void): Cancel {
    const appointment = { due: this.now() + Math.max(0, Math.ceil(ms)), run };
    const later = this.#appointments.findIndex((other) => other.due > appointment.due);
    this.#appointments.splice(later === -1 ? this.#appointments.length : later, 0, appointment);
    this.#setAlarm();
    return () => {
      const index = this.#appointments.indexOf(appointment);
      if (index !== -1) this.#appointments.splice(index, 1);
    };
  }

  /** Resolves once the offset is known, however long that takes, or at `stop`; then it is measured every few minutes. */
  async start(): Promise<void> {
    this.#watchOn();
    while (this.#measured === null && !this.#isStopped) {
      await this.measure().catch(() => this.#pause());
    }
  }

  /** Measures at once: after a sleep, say. Rejects when the venue cannot be asked. */
  measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = null;
    });
    return this.#measuring;
  }

  /** For good: it goes on showing the time, but nothing that waits for a later one will run. */
  stop(): void {
    this.#isStopped = true;
    this.#appointments.length = 0;
    this.#alarm?.();
    this.#watch?.();
  }

  /** Venue's time less the machine's in ms; null: never measured. */
  get offsetMs(): number | null {
    return this.#measured && this.#measured.offsetMs - this.#measured.wallLeadMs;
  }

  /** How far `now()` may be wrong, in ms; null: never measured. */
  get unsureMs(): number | null {
    if (this.#measured === null) return null;
    const ageMs = this.#options.timer.monotonicMs() - this.#measured.atMs;
    return this.#measured.unsureMs + this.#passedMs(ageMs * driftPerMs + this.#leapMs()) + this.#aheadMs();
  }

  /** Why the time cannot be trusted (more than 2 s unsure), in one sentence; null: it can. */
  doubt(): string | null {
    const unsureMs = this.unsureMs;
    if (unsureMs === null) return "The venue's time is not known yet.";
    const longestMs = this.#passedMs(longestUnsureMs);
    if (unsureMs <= longestMs) return null;
    if (this.#aheadMs() > longestMs)
      return "This machine's clock was ahead of the venue's: its time stands still until the venue is as far.";
    if (this.#leapMs() > 0)
      return "This machine slept or its clock was set: the venue's time is asked for anew.";
    return "The venue's time is known to no better than 2 seconds.";
  }

  #estimate(): number {
    return (this.#measured?.offsetMs ?? this.#guessMs) + this.#passedMs(this.#options.timer.monotonicMs());
  }

  /** How much time was shown too early, and stands still for. */
  #aheadMs(): number {
    return Math.max(0, this.#shown - this.#estimate());
  }

  /** On the venue's clock while so much passes on the wall. */
  #passedMs(wallMs: number): number {
    return wallMs * this.rate;
  }

  /** How much of time was lost to a sleep of the machine, or its clock was set. */
  #leapMs(): number {
    if (this.#measured === null) return 0;
    const leadMs = this.#options.wallNow() - this.#options.timer.monotonicMs();
    const leapMs = Math.abs(leadMs - this.#measured.wallLeadMs);
    return leapMs > longestTripMs ? leapMs : 0;
  }

  async #measure(): Promise<void> {
    const { timer, wallNow } = this.#options;
    const offsets: { readonly offsetMs: number; readonly halfTripMs: number }[] = [];
    let failure: unknown = null;
    for (let tried = 0; tried < mostTries && offsets.length < samples && !this.#isStopped; tried += 1) {
      const sentMs = timer.monotonicMs();
      try {
        const venueMs = await this.#options.ask();
        const tripMs = timer.monotonicMs() - sentMs;
        if (tripMs >= longestTripMs) continue;
        offsets.push({
          offsetMs: venueMs - this.#passedMs(sentMs + tripMs / 2),
          halfTripMs: this.#passedMs(tripMs / 2),
        });
      } catch (error) {
        failure = error;
        if (offsets.length === 0) break;
      }
    }
    const middle = offsets.toSorted((a, b) => a.offsetMs - b.offsetMs)[(samples - 1) / 2];
    if (offsets.length < samples || middle === undefined) throw unknownTime(failure);
    this.#measured = {
      atMs: timer.monotonicMs(),
      offsetMs: middle.offsetMs,
      unsureMs: Math.max(...offsets.map(({ halfTripMs }) => halfTripMs)),
      wallLeadMs: wallNow() - timer.monotonicMs(),
    };
    this.#setAlarm();
    this.#tellDoubt();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.timer.after(retryMs, resolve);
    });
  }

  /** Looks for sleeps, and measures when it is time. */
  #watchOn(): void {
    this.#watch = this.#options.timer.after(watchEveryMs, () => {
      if (this.#isStopped) return;
      this.#tellDoubt();
      const ageMs = this.#options.timer.monotonicMs() - (this.#measured?.atMs ?? 0);
      // What fails is tried again at the next look; until then the doubt says how it stands.
      if (this.#measured !== null && (ageMs >= measureEveryMs || this.#leapMs() > 0)) {
        this.measure().catch(() => this.#tellDoubt());
      }
      this.#watchOn();
    });
  }

  #tellDoubt(): void {
    const doubt = this.doubt();
    if (doubt === this.#doubtSeen) return;
    this.#doubtSeen = doubt;
    this.#options.doubtChanged?.();
  }

  #setAlarm(): void {
    this.#alarm?.();
    this.#alarm = null;
    const [next] = this.#appointments;
    if (next === undefined || this.#isStopped) return;
    this.#alarm = this.#options.timer.after(Math.max(0, next.due - this.#estimate()) / this.rate, () =>
      this.#runDue(),
    );
  }

  #runDue(): void {
    this.#alarm = null;
    for (let next = this.#appointments[0]; next && next.due <= this.now(); next = this.#appointments[0]) {
      this.#appointments.shift();
      next.run();
    }
    if (this.#alarm === null) this.#setAlarm();
  }
}

function unknownTime(cause: unknown): TradingError {
  // Whoever could not be reached has said so already.
  if (cause instanceof TradingError) return cause;
  const text =
    cause instanceof Error ? cause.message : `no ${samples} answers came within ${longestTripMs} ms.`;
  return new TradingError('transient', 'clock.unknown', `The venue's time could not be read: ${text}`, {
    cause,
  });
}
