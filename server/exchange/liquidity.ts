import { evenAt, mixed } from './noise.ts';
import type { Side } from './order.ts';

/** Levels that the market itself shows on each side. */
const shownLevels = 60;
/** Contracts of a level where next to nothing is traded. */
const leastTypicalSize = 12;
/** A level keeps its size for so long unless somebody takes of it. */
const refreshUs = 5_000_000;

/** Sizes in contracts, prices in ticks. */
export interface Level {
  readonly price: number;
  readonly size: number;
}

/**
 * The market's own resting orders: seeded sizes at steps away from the last print, less what was taken of them since that
 * print. Every print moves the touch to where it happened: a buyer paid the ask, a seller got the bid.
 */
export class Liquidity {
  readonly #seed: number;
  readonly #typicalSize: number;
  readonly #taken = new Map<number, number>();
  #bid: number;
  #ask: number;
  #spread: number;
  #step: number;
  #refresh = 0;

  constructor(options: { readonly seed: number; readonly last: number; readonly typicalPrint: number }) {
    this.#seed = options.seed;
    this.#typicalSize = Math.max(leastTypicalSize, options.typicalPrint * 2);
    this.#spread = spreadAt(options.last);
    this.#step = stepAt(options.last);
    this.#bid = options.last - this.#spread;
    this.#ask = options.last;
  }

  /** Of the market itself, in ticks. */
  get bid(): number {
    return this.#bid;
  }

  get ask(): number {
    return this.#ask;
  }

  printed(price: number, isBuy: boolean): void {
    this.#spread = spreadAt(price);
    this.#step = stepAt(price);
    this.#ask = isBuy ? price : price + this.#spread;
    this.#bid = this.#ask - this.#spread;
    if (this.#taken.size > 0) this.#taken.clear();
  }

  moved(ticks: number): void {
    this.#bid += ticks;
    this.#ask += ticks;
    this.#taken.clear();
  }

  /** Sizes are drawn anew; false when it is not time for that yet. */
  refreshed(nowUs: number): boolean {
    const refresh = Math.floor(nowUs / refreshUs);
    if (refresh === this.#refresh) return false;
    this.#refresh = refresh;
    this.#taken.clear();
    return true;
  }

  take(price: number, size: number): void {
    this.#taken.set(price, (this.#taken.get(price) ?? 0) + size);
  }

  /** What is left at the level; none off the market's own steps or beyond its levels. */
  sizeAt(side: Side, price: number): number {
    const away = side === 'buy' ? this.#bid - price : price - this.#ask;
    const level = away / this.#step;
    return away >= 0 && Number.isInteger(level) && level < shownLevels ? this.#left(price, level) : 0;
  }

  /** Best first, what is taken away left out. */
  *levels(side: Side): Generator<Level> {
    const best = side === 'buy' ? this.#bid : this.#ask;
    const away = side === 'buy' ? -this.#step : this.#step;
    for (let level = 0; level < shownLevels; level += 1) {
      const price = best + level * away;
      if (price <= 0) return;
      const size = this.#left(price, level);
      if (size > 0) yield { price, size };
    }
  }

  #left(price: number, level: number): number {
    const chance = evenAt(mixed(this.#seed, this.#refresh), price);
    const whole = Math.max(1, Math.round(this.#typicalSize * (0.3 + 1.4 * chance) * (1 + level * 0.12)));
    return Math.max(0, whole - (this.#taken.get(price) ?? 0));
  }
}

/** A fiftieth of a basis point a side, at least one tick between. */
const spreadAt = (price: number): number => Math.max(1, Math.round(price * 0.00002));
const stepAt = (price: number): number => Math.max(1, Math.round(price * 0.00003));
