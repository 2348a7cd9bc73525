import type { StreamTick } from './tickOrder.ts';

/** The most by which a price may differ from the middle of the last accepted ones, as a factor. */
const farthest = 1.2;
/** Prices whose middle is the measure. */
const rememberedPrices = 5;
/** So many in a row that agree with each other are no errors: the market has moved. */
const agreeing = 5;

/**
 * Keeps impossible prices out of candles. A price is measured by the median of the last accepted ones; one that is off by
 * more than a fifth waits. Five of them in a row that lie within a fifth of each other are where the market is now: all
 * five are let through in their order, and become the measure. A price near the old ones in between proves the waiting
 * ones wrong. A candle that the venue confirmed is a measure, too (`trust`).
 */
export class PriceGate {
  readonly #accept: (tick: StreamTick) => void;
  readonly #last: number[] = [];
  #suspects: StreamTick[] = [];
  #rejected = 0;

  constructor(accept: (tick: StreamTick) => void) {
    this.#accept = accept;
  }

  take(tick: StreamTick): void {
    if (this.#isPlausible(tick.price)) {
      this.#rejectSuspects();
      this.#let(tick);
      return;
    }
    const [first] = this.#suspects;
    if (first !== undefined && !isNear(tick.price, first.price)) this.#rejectSuspects();
    this.#suspects.push(tick);
    if (this.#suspects.length >= agreeing) this.#believeSuspects();
  }

  /** The price is known from elsewhere: it measures what comes next. */
  trust(price: number): void {
    this.#last.length = 0;
    this.#last.push(price);
    const [first] = this.#suspects;
    if (first !== undefined && isNear(first.price, price)) this.#believeSuspects();
  }

  /** Ticks that turned out to be wrong, and those that still wait. */
  get rejected(): number {
    return this.#rejected + this.#suspects.length;
  }

  #isPlausible(price: number): boolean {
    // What is near all of them is near their middle: nearly every price, without sorting any.
    if (this.#last.every((known) => isNear(price, known))) return true;
    return isNear(price, median(this.#last));
  }

  #let(tick: StreamTick): void {
    this.#last.push(tick.price);
    if (this.#last.length > rememberedPrices) this.#last.shift();
    this.#accept(tick);
  }

  #believeSuspects(): void {
    const believed = this.#suspects;
    this.#suspects = [];
    this.#last.length = 0;
    for (const tick of believed) this.#let(tick);
  }

  #rejectSuspects(): void {
    if (this.#suspects.length === 0) return;
    this.#rejected += this.#suspects.length;
    this.#suspects = [];
  }
}

const isNear = (price: number, measure: number): boolean =>
  price <= measure * farthest && price * farthest >= measure;

/** The lower middle one of an even number. */
function median(prices: readonly number[]): number {
  const sorted = [...prices].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
