import type { Random } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';

const shortestMs = 1_000;
const longestMs = 60_000;
/** Prices for so long, and the connection is a good one: an edge that accepts and drops is not. */
const goodAfterMs = 60_000;
/** Well below the venue's 150 in five minutes. */
const mostConnects = 20;
const withinMs = 5 * 60_000;
const throttledMs = 10 * 60_000;

/** How long to wait before the next connection. */
export class Reconnects {
  readonly #timer: Timer;
  readonly #random: Random;
  /** When the last connections were opened, oldest first. */
  readonly #opened: number[] = [];
  #failures = 0;

  constructor(options: { readonly timer: Timer; readonly random: Random }) {
    this.#timer = options.timer;
    this.#random = options.random;
  }

  /** One is being opened. */
  connecting(): void {
    this.#opened.push(this.#timer.monotonicMs());
    if (this.#opened.length > mostConnects) this.#opened.shift();
  }

  /** Prices have come on the present one for so long. */
  dataFor(ms: number): void {
    if (ms >= goodAfterMs) this.#failures = 0;
  }

  /** Anywhere from a second up to a bound that doubles with every loss. */
  waitAfterLoss({ isThrottled }: { readonly isThrottled: boolean }): number {
    this.#failures += 1;
    const boundMs = Math.min(longestMs, shortestMs * 2 ** Math.min(this.#failures, 10));
    const jitteredMs = this.#random.between(shortestMs, boundMs);
    return Math.ceil(Math.max(isThrottled ? throttledMs : jitteredMs, this.#untilAllowedMs()));
  }

  #untilAllowedMs(): number {
    const [oldest] = this.#opened;
    if (oldest === undefined || this.#opened.length < mostConnects) return 0;
    return oldest + withinMs - this.#timer.monotonicMs();
  }
}
