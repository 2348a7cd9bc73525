import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock, Timer } from '#shared/ports.ts';

interface Appointment {
  readonly due: UnixMs;
  readonly run: () => void;
}

interface ScaledClockOptions {
  readonly start: UnixMs;
  /** Times real time, above 0. */
  readonly speed: number;
  readonly timer: Timer;
}

/** Market time that runs faster or slower than the wall. What came due while the machine was busy runs in order. */
export class ScaledClock implements Clock {
  readonly rate: number;
  readonly #start: UnixMs;
  readonly #timer: Timer;
  readonly #startedMs: number;
  readonly #appointments: Appointment[] = [];
  /** While an appointment runs: the time it was made for. */
  #frozen: UnixMs | null = null;
  #wait: Cancel | null = null;

  constructor({ start, speed, timer }: ScaledClockOptions) {
    this.rate = speed;
    this.#start = start;
    this.#timer = timer;
    this.#startedMs = timer.monotonicMs();
  }

  now(): UnixMs {
    return this.#frozen ?? Math.floor(this.#running());
  }

  after(ms: number, run: () => void): Cancel {
    const appointment = { due: this.now() + Math.max(0, Math.ceil(ms)), run };
    const later = this.#appointments.findLastIndex((other) => other.due <= appointment.due) + 1;
    this.#appointments.splice(later, 0, appointment);
    if (later === 0 && this.#frozen === null) this.#arm();
    return () => {
      const index = this.#appointments.indexOf(appointment);
      if (index !== -1) this.#appointments.splice(index, 1);
    };
  }

  /** Nothing that waits will run. */
  stop(): void {
    this.#wait?.();
    this.#appointments.length = 0;
  }

  #running(): number {
    return this.#start + (this.#timer.monotonicMs() - this.#startedMs) * this.rate;
  }

  #arm(): void {
    this.#wait?.();
    const next = this.#appointments[0];
    if (next === undefined) return;
    this.#wait = this.#timer.after(Math.max(1, (next.due - this.#running()) / this.rate), () =>
      this.#runDue(),
    );
  }

  #runDue(): void {
    const until = this.#running();
    for (let next = this.#appointments[0]; next && next.due <= until; next = this.#appointments[0]) {
      this.#appointments.shift();
      this.#frozen = next.due;
      next.run();
    }
    this.#frozen = null;
    this.#arm();
  }
}
