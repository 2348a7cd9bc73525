import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock } from '#shared/ports.ts';

interface PacedOptions {
  readonly clock: Clock;
  /** Changes within so long are told as one. */
  readonly leastMs: number;
  /** After so long it is told again even though nothing has changed; null: never. */
  readonly mostMs: number | null;
  /** False when nobody listens: then nothing is told until the next change. */
  readonly tell: (symbol: string) => boolean;
}

interface State {
  toldAt: UnixMs;
  isDue: boolean;
  cancel: Cancel;
}

/** Tells of changes neither too often nor too seldom, each symbol for itself. */
export class Paced {
  readonly #options: PacedOptions;
  readonly #states = new Map<string, State>();

  constructor(options: PacedOptions) {
    this.#options = options;
  }

  changed(symbol: string): void {
    const state = this.#stateOf(symbol);
    if (state.isDue) return;
    state.isDue = true;
    const { clock, leastMs } = this.#options;
    this.#wait(symbol, state, Math.max(0, state.toldAt + leastMs - clock.now()));
  }

  stop(): void {
    for (const { cancel } of this.#states.values()) cancel();
    this.#states.clear();
  }

  #stateOf(symbol: string): State {
    const found = this.#states.get(symbol);
    if (found !== undefined) return found;
    const fresh = { toldAt: 0, isDue: false, cancel: () => {} };
    this.#states.set(symbol, fresh);
    return fresh;
  }

  #wait(symbol: string, state: State, ms: number): void {
    state.cancel();
    state.cancel = this.#options.clock.after(ms, () => this.#tell(symbol));
  }

  #tell(symbol: string): void {
    const state = this.#stateOf(symbol);
    state.cancel();
    state.isDue = false;
    state.toldAt = this.#options.clock.now();
    const isHeard = this.#options.tell(symbol);
    if (isHeard && this.#options.mostMs !== null) this.#wait(symbol, state, this.#options.mostMs);
  }
}
