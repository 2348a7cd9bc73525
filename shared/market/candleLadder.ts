import { Aggregator } from './aggregate.ts';
import { bucketOf } from './buckets.ts';
import type { Candle, UnixMs } from './candle.ts';
import { CandleBuilder } from './candleBuilder.ts';
import { PriceGate } from './priceGate.ts';
import type { Session } from './session.ts';
import { type StreamTick, TickOrder } from './tickOrder.ts';
import type { Timeframe } from './timeframe.ts';

export interface CandleLadderOptions {
  readonly symbol: string;
  readonly timeframes: readonly Timeframe[];
  readonly session?: Session;
  /** Gets the candles that were made of ticks from their first moment on, each once, per timeframe in order. */
  readonly closed: (candle: Candle) => void;
}

/** What became of the ticks. */
export interface TickCounts {
  readonly taken: number;
  readonly duplicates: number;
  /** Came after their candle had closed. */
  readonly late: number;
  /** No price at all: zero, negative, not a number. */
  readonly unpriced: number;
  /** Far from all others. */
  readonly outliers: number;
  /** From a time that has not come yet. */
  readonly future: number;
}

/** How long a tick waits for others that were overtaken, and a candle for its last ticks. */
const reorderMs = 500;
/** What a venue's stamp may be ahead of its clock as we know it. */
const aheadMs = 60_000;
const minuteMs = 60_000;

/**
 * The candles of one symbol on all its timeframes in one pass: every tick counts once in a minute, and minutes make the
 * longer candles. Ticks may come twice, shuffled within half a second, late or wrong: the candles are those of the clean
 * stream. Minutes without a trade are flat, as venues state them.
 */
export class CandleLadder {
  readonly #options: Required<CandleLadderOptions>;
  readonly #order: TickOrder;
  readonly #gate: PriceGate;
  #minutes: CandleBuilder;
  #longer: readonly Aggregator[];
  /** Since when no tick was missed: a minute that began before is not whole. */
  #wholeFrom: UnixMs = 0;
  #closedUntil: UnixMs = 0;
  #taken = 0;
  #unpriced = 0;
  #future = 0;
  #late = 0;

  constructor(options: CandleLadderOptions) {
    this.#options = { session: '24x7', ...options };
    this.#gate = new PriceGate((tick) => this.#build(tick));
    this.#order = new TickOrder({ windowMs: reorderMs, release: (tick) => this.#gate.take(tick) });
    this.#minutes = this.#newMinutes();
    this.#longer = this.#newLonger();
  }

  take(tick: StreamTick, now: UnixMs): void {
    this.#taken += 1;
    if (!isPriced(tick)) this.#unpriced += 1;
    else if (tick.at > now + aheadMs) this.#future += 1;
    // Not even looked at: hours-old prices are no measure for those of today.
    else if (tick.at < this.#closedUntil) this.#late += 1;
    else this.#order.take(tick);
  }

  passTime(now: UnixMs): void {
    this.#order.passTime(now);
    this.#fold(this.#minutes.passTime(now));
  }

  /** Ticks were missed up to here: only candles that open from now on are whole. */
  restart(at: UnixMs): void {
    this.#late += this.#minutes.dropped;
    this.#wholeFrom = at;
    this.#order.clear();
    this.#minutes = this.#newMinutes();
    this.#longer = this.#newLonger();
  }

  /** A price that the venue confirmed. */
  trust(price: number): void {
    this.#gate.trust(price);
  }

  /** The candle that is still open as far as ticks tell, for the chart only; null before its first. */
  forming(timeframe: Timeframe): Candle | null {
    const minute = this.#minutes.forming;
    if (minute === null || timeframe === '1m') return minute;
    const { start } = bucketOf(minute.openTime, timeframe, this.#options.session);
    const running = this.#longer.find(({ to }) => to === timeframe)?.save().running;
    const shown = { ...minute, timeframe, openTime: start };
    if (!running || running.start !== start) return shown;
    return {
      ...shown,
      open: running.open,
      high: Math.max(running.high, minute.high),
      low: Math.min(running.low, minute.low),
      volume: running.volume + minute.volume,
    };
  }

  get counts(): TickCounts {
    return {
      taken: this.#taken,
      duplicates: this.#order.duplicates,
      late: this.#late + this.#minutes.dropped,
      unpriced: this.#unpriced,
      outliers: this.#gate.rejected,
      future: this.#future,
    };
  }

  #build(tick: StreamTick): void {
    this.#fold(this.#minutes.take(tick));
  }

  #fold(minutes: readonly Candle[]): void {
    for (const minute of minutes) {
      this.#closedUntil = minute.openTime + minuteMs;
      this.#order.forget(this.#closedUntil);
      if (minute.openTime < this.#wholeFrom) continue;
      if (this.#options.timeframes.includes('1m')) this.#options.closed(minute);
      for (const longer of this.#longer)
        for (const candle of longer.fold(minute)) this.#options.closed(candle);
    }
  }

  #newMinutes(): CandleBuilder {
    const { symbol, session } = this.#options;
    return new CandleBuilder({ symbol, timeframe: '1m', session, graceMs: reorderMs, fillsQuiet: true });
  }

  #newLonger(): readonly Aggregator[] {
    const { timeframes, session } = this.#options;
    return timeframes
      .filter((timeframe) => timeframe !== '1m')
      .map((to) => new Aggregator({ from: '1m', to, session }));
  }
}

const isPriced = ({ price, quantity }: StreamTick): boolean =>
  price > 0 && quantity >= 0 && Number.isFinite(price) && Number.isFinite(quantity);
