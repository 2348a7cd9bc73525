import type { IngestFeed } from '#server/feed/ingestFeed.ts';
import type { Candle } from '#shared/market/candle.ts';

interface PusherOptions {
  readonly feed: Pick<IngestFeed, 'push'>;
  readonly symbols: readonly string[];
  readonly now: () => number;
  /** Candles that the first push has. */
  readonly past: number;
}

const step = 5 * 60_000;

/** A chart program that pushes closed M5 candles of its symbols, and again what was not taken. */
export class CandlePusher {
  readonly #options: PusherOptions;
  readonly #pushedUntil = new Map<string, number>();
  readonly #busy = new Set<string>();
  isUp = true;

  constructor(options: PusherOptions) {
    this.#options = options;
    const until = Math.floor(options.now() / step) * step - options.past * step;
    for (const symbol of options.symbols) this.#pushedUntil.set(symbol, until);
  }

  /** To be called now and then. */
  push(): void {
    if (!this.isUp) return;
    for (const symbol of this.#options.symbols) this.#pushOf(symbol);
  }

  #pushOf(symbol: string): void {
    const until = Math.floor(this.#options.now() / step) * step;
    const from = this.#pushedUntil.get(symbol) ?? until;
    if (from === until || this.#busy.has(symbol)) return;
    const candles = Array.from({ length: (until - from) / step }, (_, index) =>
      pushedCandle(symbol, from + index * step),
    );
    this.#busy.add(symbol);
    this.#options.feed
      .push(candles)
      .then(() => this.#pushedUntil.set(symbol, until))
      .catch(() => undefined)
      .finally(() => this.#busy.delete(symbol));
  }
}

/** A price that moves with time. */
export function pushedCandle(symbol: string, openTime: number): Candle {
  const turn = openTime / step;
  const open = 1.1 + (turn % 7) / 1_000;
  const close = 1.1 + ((turn + 1) % 7) / 1_000;
  const [high, low] = [Math.max(open, close) + 0.001, Math.min(open, close) - 0.001];
  return { symbol, timeframe: '5m', openTime, open, high, low, close, volume: 1 + (turn % 5) };
}
