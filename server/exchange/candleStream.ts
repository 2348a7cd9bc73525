import type { Random } from '#shared/market/seededRandom.ts';
import { type CandleRow, type Resolution, resolutions } from './marketView.ts';
import type { Exchange } from './model.ts';
import { candleFrame } from './publicFrames.ts';
import { type Subscriber, type Subscribers, show } from './subscribers.ts';

interface CandleStreamOptions {
  readonly exchange: Exchange;
  readonly subscribers: Subscribers;
  readonly random: Random;
}

/** How often, and how long after its end, a candle is told once more under a time of the next. */
const afterthought = { chance: 0.25, withinUs: 2_000_000 };

/** Forming candles: told again and again, never called closed. */
export class CandleStream {
  readonly #options: CandleStreamOptions;
  readonly #last = new Map<string, CandleRow>();

  constructor(options: CandleStreamOptions) {
    this.#options = options;
  }

  changed(symbol: string, atUs: number): void {
    const listening = this.#options.subscribers.of('candles', symbol);
    for (const resolution of resolutions) {
      const wanting = listening.filter(({ channel }) => channel.resolution === resolution);
      if (wanting.length > 0) this.#tell(wanting, { symbol, resolution, atUs });
    }
  }

  #tell(
    listening: readonly Subscriber[],
    {
      symbol,
      resolution,
      atUs,
    }: { readonly symbol: string; readonly resolution: Resolution; readonly atUs: number },
  ): void {
    const { exchange } = this.#options;
    const row = exchange.forming(symbol, resolution);
    if (row === null) return;
    const key = `${symbol} ${resolution}`;
    const before = this.#last.get(key);
    this.#last.set(key, row);
    const rows = [row];
    if (before !== undefined && before.time < row.time && this.#isRepeated(row, atUs)) {
      const [old] = exchange.candles({ symbol, resolution, start: before.time, end: before.time });
      if (old !== undefined) rows.unshift(old);
    }
    for (const told of rows) {
      for (const subscriber of listening) {
        const frame = candleFrame(subscriber.dialect, { symbol, resolution, row: told, atUs });
        show(subscriber, { symbol }, frame);
      }
    }
  }

  #isRepeated(row: CandleRow, atUs: number): boolean {
    const { random } = this.#options;
    return atUs - row.time * 1_000_000 < afterthought.withinUs && random.chance(afterthought.chance);
  }
}
