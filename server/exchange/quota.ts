import type { Timer } from '#shared/ports.ts';

/** Units that one caller may use in a window. */
const quotaUnits = 10_000;
const windowMs = 5 * 60_000;

interface Window {
  readonly startMs: number;
  used: number;
}

/** Fixed windows of five minutes, one per caller, each beginning with the caller's first request. */
export class Quota {
  readonly #timer: Timer;
  readonly #limit: number;
  readonly #windows = new Map<string, Window>();

  constructor(timer: Timer, limit = quotaUnits) {
    this.#timer = timer;
    this.#limit = limit;
  }

  /** null: there was enough; else the milliseconds until the window ends. What is refused costs nothing. */
  take(caller: string, units: number): number | null {
    const window = this.#windowOf(caller);
    if (window.used + units > this.#limit) return this.#remainingMs(window);
    window.used += units;
    return null;
  }

  state(caller: string): { readonly used: number; readonly remainingMs: number } {
    const window = this.#windowOf(caller);
    return { used: window.used, remainingMs: this.#remainingMs(window) };
  }

  #windowOf(caller: string): Window {
    const found = this.#windows.get(caller);
    if (found !== undefined && this.#remainingMs(found) > 0) return found;
    const fresh = { startMs: this.#timer.monotonicMs(), used: 0 };
    this.#windows.set(caller, fresh);
    return fresh;
  }

  #remainingMs(window: Window): number {
    return Math.max(0, Math.ceil(window.startMs + windowMs - this.#timer.monotonicMs()));
  }
}
