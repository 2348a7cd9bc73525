import type { AccountState } from '#shared/core/accountState.ts';
import type { Cancel, Clock } from '#shared/ports.ts';

/** Wakes up when the next waiting signal's time is over, so that it expires though no candle comes. */
export class ExpiryAlarm {
  readonly #clock: Clock;
  readonly #ring: (at: number) => void;
  #next: { readonly at: number; readonly cancel: Cancel } | null = null;

  constructor(clock: Clock, ring: (at: number) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** To be told whenever other signals may be waiting. */
  watch(accounts: readonly AccountState[]): void {
    const waiting = accounts.flatMap((state) => [...state.waiting.values()]);
    const at = waiting.reduce(
      (earliest, { signal }) => Math.min(earliest, signal.expiresAt),
      Number.POSITIVE_INFINITY,
    );
    if (this.#next?.at === at) return;
    this.cancel();
    if (!Number.isFinite(at)) return;
    const run = () => {
      this.#next = null;
      this.#ring(this.#clock.now());
    };
    this.#next = { at, cancel: this.#clock.after(Math.max(0, at - this.#clock.now()), run) };
  }

  cancel(): void {
    this.#next?.cancel();
    this.#next = null;
  }
}
