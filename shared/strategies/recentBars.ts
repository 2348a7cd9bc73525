import { z } from 'zod';
import type { Candle, UnixMs } from '../market/candle.ts';
import { sideSchema } from '../smc/blockBook.ts';
import type { Side, SmcEvent } from '../smc/events.ts';
import { rememberedCandles } from './baseStrategy.ts';

/** Two weeks of M5: a leg that began earlier is looked at from there on. */
const capacity = rememberedCandles;

const notedSchema = z.strictObject({ bar: z.int(), side: sideSchema, price: z.number() });
type Noted = Readonly<z.infer<typeof notedSchema>>;

/** What cannot be read from the candles anew. */
export const recentBarsStateSchema = z.strictObject({
  pivots: z.array(notedSchema).readonly(),
  sweeps: z.array(notedSchema).readonly(),
});
type RecentBarsState = z.infer<typeof recentBarsStateSchema>;

/** What liquidity did in the last bars of one series: the bars themselves, the pivots they confirmed, the pools they swept. */
export class RecentBars {
  readonly #openTimes = new Float64Array(capacity);
  readonly #lows = new Float64Array(capacity);
  readonly #highs = new Float64Array(capacity);
  readonly #closes = new Float64Array(capacity);
  #pivots: Noted[] = [];
  #sweeps: Noted[] = [];
  #bar = -1;

  /** Before the first candle: goes on after `bar`, the newest candles up to which are `candles`. */
  restore(
    { pivots, sweeps }: RecentBarsState,
    { bar, candles }: { readonly bar: number; readonly candles: readonly Candle[] },
  ): void {
    this.#bar = bar - candles.length;
    for (const candle of candles) this.#keep(candle);
    this.#pivots = [...pivots];
    this.#sweeps = [...sweeps];
  }

  save(): RecentBarsState {
    return { pivots: [...this.#pivots], sweeps: [...this.#sweeps] };
  }

  fold(candle: Candle, events: readonly SmcEvent[]): void {
    const slot = this.#keep(candle);
    for (const event of events) {
      if (event.kind === 'pivot') this.#pivots.push({ bar: event.bar, side: event.side, price: event.price });
      else if (event.kind === 'liq_sweep')
        this.#sweeps.push({ bar: event.bar, side: event.side, price: event.level });
    }
    if (slot === 0) this.#forget();
  }

  /** Bar of the first candle that opened at or after a time; the next bar when there is none. */
  barFrom(time: UnixMs): number {
    let low = Math.max(0, this.#bar - capacity + 1);
    let high = this.#bar + 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#openTimes[middle % capacity] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a pool of this side was swept (not taken) in a bar of [from, to). */
  isSwept(side: Side, from: number, to: number): boolean {
    return this.#sweeps.some((sweep) => sweep.side === side && sweep.bar >= from && sweep.bar < to);
  }

  /** Whether a pivot of this side, confirmed after a bar, lies strictly between two prices and was swept since. */
  isPivotSwept(side: Side, after: number, { above, below }: { above: number; below: number }): boolean {
    for (let place = this.#pivots.length - 1; place >= 0; place -= 1) {
      const pivot = this.#pivots[place];
      if (pivot === undefined || pivot.bar <= after) return false;
      const isBetween = pivot.side === side && pivot.price > above && pivot.price < below;
      if (isBetween && this.#isFirstBeyondSweep(pivot)) return true;
    }
    return false;
  }

  /** The first bar beyond a level decides: its close came back, or the level is gone. */
  #isFirstBeyondSweep({ bar, side, price }: Noted): boolean {
    for (let at = Math.max(bar + 1, this.#bar - capacity + 1); at <= this.#bar; at += 1) {
      const slot = at % capacity;
      const wick = (side > 0 ? this.#highs[slot] : this.#lows[slot]) ?? price;
      if (side * (wick - price) > 0) return side * ((this.#closes[slot] ?? price) - price) <= 0;
    }
    return false;
  }

  #keep(candle: Candle): number {
    this.#bar += 1;
    const slot = this.#bar % capacity;
    this.#openTimes[slot] = candle.openTime;
    this.#lows[slot] = candle.low;
    this.#highs[slot] = candle.high;
    this.#closes[slot] = candle.close;
    return slot;
  }

  #forget(): void {
    const oldest = this.#bar - capacity;
    this.#pivots = this.#pivots.filter(({ bar }) => bar > oldest);
    this.#sweeps = this.#sweeps.filter(({ bar }) => bar > oldest);
  }
}
