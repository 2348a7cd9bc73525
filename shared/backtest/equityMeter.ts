import type { Decimal } from 'decimal.js';
import type { Candle } from '../market/candle.ts';
import { Exact } from '../market/exact.ts';
import { type Timeframe, timeframeMs } from '../market/timeframe.ts';
import type { EquityCurve } from './backtestResult.ts';
import type { TradeBook } from './tradeBook.ts';

/** Doubles err by less than this share of the equity. */
const doubt = 1e-9;

/**
 * Marks the equity at every close. Doubles draw the curve and tell when a new peak or a deeper fall may have come;
 * only then it is computed exactly.
 */
export class EquityMeter {
  readonly #book: TradeBook;
  readonly #candleMs: number;
  readonly #times: number[] = [];
  readonly #equity: number[] = [];
  #peak: Decimal;
  #peakNear: number;
  #capital: Decimal;
  #capitalNear: number;
  #openBars = 0;
  #fall = new Exact(0);
  #fallNear = 0;
  #fallShare = new Exact(0);
  #fallShareNear = 0;

  constructor(book: TradeBook, timeframe: Timeframe) {
    this.#book = book;
    this.#candleMs = timeframeMs(timeframe);
    this.#peak = book.capital;
    this.#peakNear = this.#peak.toNumber();
    this.#capital = book.capital;
    this.#capitalNear = this.#peakNear;
  }

  mark(candle: Candle): void {
    const { capital, isHolding } = this.#book;
    const isChanged = capital !== this.#capital;
    if (isChanged) {
      this.#capital = capital;
      this.#capitalNear = capital.toNumber();
    }
    const near = this.#capitalNear + this.#book.openResultNear(candle.close);
    this.#times.push(candle.openTime + this.#candleMs);
    this.#equity.push(near);
    if (isHolding) this.#openBars += 1;
    if ((isHolding || isChanged) && this.#mayMatter(near)) {
      this.#measure(capital.plus(this.#book.openResult(candle.close)));
    }
  }

  get bars(): number {
    return this.#times.length;
  }

  /** Share of the closes at which a position was open. */
  get exposure(): number {
    return this.bars === 0 ? 0 : this.#openBars / this.bars;
  }

  get maxDrawdown(): Decimal {
    return this.#fall;
  }

  /** In percent of the peak it fell from. */
  get maxDrawdownPct(): Decimal {
    return this.#fallShare.times(100);
  }

  curve(): EquityCurve {
    return { closeTime: new Float64Array(this.#times), equity: new Float64Array(this.#equity) };
  }

  #mayMatter(near: number): boolean {
    const margin = doubt * Math.abs(this.#peakNear);
    const fall = this.#peakNear - near + margin;
    return (
      near + margin > this.#peakNear || fall > this.#fallNear || fall > this.#fallShareNear * this.#peakNear
    );
  }

  #measure(equity: Decimal): void {
    if (equity.gt(this.#peak)) {
      this.#peak = equity;
      this.#peakNear = equity.toNumber();
      return;
    }
    const fall = this.#peak.minus(equity);
    if (fall.gt(this.#fall)) {
      this.#fall = fall;
      this.#fallNear = fall.toNumber();
    }
    const share = fall.div(this.#peak);
    if (share.gt(this.#fallShare)) {
      this.#fallShare = share;
      this.#fallShareNear = share.toNumber();
    }
  }
}
