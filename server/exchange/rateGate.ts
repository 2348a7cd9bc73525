import type { Timer } from '#shared/ports.ts';

/** So many things within any stretch of time, counted by name. */
export class RateGate {
  readonly #timer: Timer;
  readonly #most: number;
  readonly #spanMs: number;
  readonly #times = new Map<string, number[]>();

  constructor(timer: Timer, { most, spanMs }: { readonly most: number; readonly spanMs: number }) {
    this.#timer = timer;
    this.#most = most;
    this.#spanMs = spanMs;
  }

  /** null: it may pass; else the milliseconds until it may. */
  pass(name: string, count = 1): number | null {
    const nowMs = this.#timer.monotonicMs();
    const recent = (this.#times.get(name) ?? []).filter((timeMs) => timeMs > nowMs - this.#spanMs);
    this.#times.set(name, recent);
    if (recent.length + count > this.#most) {
      const oldest = recent[recent.length + count - this.#most - 1] ?? nowMs;
      return Math.ceil(oldest + this.#spanMs - nowMs);
    }
    for (let index = 0; index < count; index++) recent.push(nowMs);
    return null;
  }
}
