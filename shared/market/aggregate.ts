import { z } from 'zod';
import { TradingError } from '../errors.ts';
import { bucketOf } from './buckets.ts';
import { type Candle, closeTime } from './candle.ts';
import type { Session } from './session.ts';
import { type Timeframe, timeframeMs } from './timeframe.ts';

/** A longer candle in the making. */
const runningBucketSchema = z.strictObject({
  start: z.number(),
  end: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
  /** Recording began inside of it: nobody knows what it looked like, and it is never shown. */
  isHeadless: z.boolean(),
});
type RunningBucket = z.infer<typeof runningBucketSchema>;

interface AggregatorOptions {
  readonly from: Timeframe;
  readonly to: Timeframe;
  readonly session?: Session;
}

export const aggregatorStateSchema = z.strictObject({
  hasBegun: z.boolean(),
  running: runningBucketSchema.nullable(),
});
export type AggregatorState = z.infer<typeof aggregatorStateSchema>;

const none: readonly Candle[] = Object.freeze([]);

/**
 * Closed candles into longer closed candles. A bucket is complete when the candle that ends with it has come, or any
 * later one; a running bucket is invisible. Of the very first bucket the beginning has to be there.
 */
export class Aggregator {
  readonly to: Timeframe;
  readonly #session: Session;
  #hasBegun = false;
  #running: RunningBucket | null = null;

  constructor({ from, to, session = '24x7' }: AggregatorOptions) {
    if (timeframeMs(to) <= timeframeMs(from) || timeframeMs(to) % timeframeMs(from) !== 0) {
      throw new TradingError(
        'config',
        'aggregate.timeframe',
        `${to} candles cannot be made of ${from} candles`,
      );
    }
    this.to = to;
    this.#session = session;
  }

  /** Goes on where `saved` left off, or refuses it, naming the field. */
  restore(saved: AggregatorState): void {
    const parsed = aggregatorStateSchema.safeParse(saved);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const message = `saved aggregator: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      throw new TradingError('config', 'aggregatorState.shape', message);
    }
    this.#hasBegun = parsed.data.hasBegun;
    this.#running = parsed.data.running;
  }

  save(): AggregatorState {
    return { hasBegun: this.#hasBegun, running: this.#running && { ...this.#running } };
  }

  /** The longer candles that this one, sound and later than the last, completes: none, one or two. */
  fold(candle: Candle): readonly Candle[] {
    let earlier: Candle | null = null;
    let running = this.#running;
    if (running !== null && candle.openTime < running.end) extend(running, candle);
    else {
      if (running !== null) earlier = this.#complete(running, candle.symbol);
      running = this.#begin(candle);
    }
    this.#running = running;
    if (closeTime(candle) < running.end) return earlier === null ? none : [earlier];
    this.#running = null;
    const now = this.#complete(running, candle.symbol);
    return [earlier, now].filter((made) => made !== null);
  }

  #begin(candle: Candle): RunningBucket {
    const { start, end } = bucketOf(candle.openTime, this.to, this.#session);
    const isHeadless = !this.#hasBegun && candle.openTime > start;
    this.#hasBegun = true;
    const { open, high, low, close, volume } = candle;
    return { start, end, open, high, low, close, volume, isHeadless };
  }

  #complete(running: RunningBucket, symbol: string): Candle | null {
    if (running.isHeadless) return null;
    const { start, open, high, low, close, volume } = running;
    return { symbol, timeframe: this.to, openTime: start, open, high, low, close, volume };
  }
}

function extend(running: RunningBucket, candle: Candle): void {
  if (candle.high > running.high) running.high = candle.high;
  if (candle.low < running.low) running.low = candle.low;
  running.close = candle.close;
  running.volume += candle.volume;
}
