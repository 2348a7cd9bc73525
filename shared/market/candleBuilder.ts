import { TradingError } from '../errors.ts';
import { type Bucket, bucketOf } from './buckets.ts';
import type { Candle, UnixMs } from './candle.ts';
import { isTrading, type Session } from './session.ts';
import type { Timeframe } from './timeframe.ts';

/** A trade, or a quote: then the quantity is 1, and volume counts ticks. */
export interface Tick {
  readonly at: UnixMs;
  readonly price: number;
  readonly quantity: number;
}

export interface CandleBuilderOptions {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** '24x7' unless told. */
  readonly session?: Session;
  /** How long after its end a candle waits for late ticks when only the clock moves on; 0 unless told. */
  readonly graceMs?: number;
  /** Whether trading time without ticks gives flat candles without volume; not unless told. */
  readonly fillsQuiet?: boolean;
}

interface Forming {
  readonly bucket: Bucket;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Time of the tick that the close comes from. */
  closeAt: UnixMs;
}

/**
 * Ticks into closed candles. A candle closes when a tick of a later one arrives or when the clock has passed its end, and
 * is never opened again. Order is that of arrival; equal times are usual.
 */
export class CandleBuilder {
  readonly #options: Required<CandleBuilderOptions>;
  #forming: Forming | null = null;
  #last: Candle | null = null;
  /** Everything before this is closed. */
  #closedUntil: UnixMs = 0;
  #dropped = 0;

  constructor(options: CandleBuilderOptions) {
    this.#options = { session: '24x7', graceMs: 0, fillsQuiet: false, ...options };
  }

  /** The candles that this tick closes. A tick that comes too late for its candle is dropped and counted. */
  take(tick: Tick): readonly Candle[] {
    const { at, price, quantity } = tick;
    if (!(price > 0 && Number.isFinite(price)) || !(quantity >= 0 && Number.isFinite(quantity))) {
      const message = `tick ${this.#options.symbol}: price ${price}, quantity ${quantity}: expected numbers above 0`;
      throw new TradingError('rejected', 'tick.invalid', message);
    }
    if (at < this.#closedUntil || (this.#forming !== null && at < this.#forming.bucket.start)) {
      this.#dropped += 1;
      return [];
    }
    if (this.#forming !== null && at < this.#forming.bucket.end) {
      extend(this.#forming, tick);
      return [];
    }
    const closed = this.#closeUpTo(at);
    const bucket = bucketOf(at, this.#options.timeframe, this.#options.session);
    this.#forming = {
      bucket,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: quantity,
      closeAt: at,
    };
    return closed;
  }

  /** The candles that are over by now, grace included. */
  passTime(now: UnixMs): readonly Candle[] {
    return this.#closeUpTo(now - this.#options.graceMs);
  }

  /** The candle that is still open, for the chart only. */
  get forming(): Candle | null {
    return this.#forming && this.#candleOf(this.#forming);
  }

  /** Ticks that came after their candle had closed. */
  get dropped(): number {
    return this.#dropped;
  }

  #closeUpTo(time: UnixMs): Candle[] {
    const closed: Candle[] = [];
    if (this.#forming !== null && this.#forming.bucket.end <= time) {
      closed.push(this.#candleOf(this.#forming));
      this.#closedUntil = this.#forming.bucket.end;
      this.#forming = null;
    }
    this.#last = closed.at(-1) ?? this.#last;
    if (this.#forming === null && this.#options.fillsQuiet) closed.push(...this.#quietUpTo(time));
    return closed;
  }

  /** Flat candles for the trading time since the last candle that is over by then. */
  #quietUpTo(time: UnixMs): Candle[] {
    const { timeframe, session } = this.#options;
    const flat: Candle[] = [];
    while (this.#last !== null) {
      const { start, end } = bucketOf(this.#closedUntil, timeframe, session);
      if (end > time) break;
      this.#closedUntil = end;
      if (!isTrading(start, timeframe, session)) continue;
      const { close } = this.#last;
      flat.push({ ...this.#last, openTime: start, open: close, high: close, low: close, volume: 0 });
    }
    return flat;
  }

  #candleOf({ bucket, open, high, low, close, volume }: Forming): Candle {
    const { symbol, timeframe } = this.#options;
    return { symbol, timeframe, openTime: bucket.start, open, high, low, close, volume };
  }
}

function extend(forming: Forming, { at, price, quantity }: Tick): void {
  if (price > forming.high) forming.high = price;
  if (price < forming.low) forming.low = price;
  forming.volume += quantity;
  // A tick that was overtaken by a newer one is no close.
  if (at < forming.closeAt) return;
  forming.close = price;
  forming.closeAt = at;
}
