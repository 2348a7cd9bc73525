import { type Candle, seriesKey } from '#shared/market/candle.ts';
import { missingSteps, type Session } from '#shared/market/session.ts';
import type { HistoryStore, SeriesName, Span } from '#shared/ports.ts';

/** A history that forgets when the test is over. */
export class MemoryHistory implements HistoryStore {
  readonly #candles = new Map<string, Map<number, Candle>>();
  readonly #session: Session;
  /** Candles given to `save`, in its order. */
  readonly saved: Candle[] = [];

  constructor(session: Session = '24x7') {
    this.#session = session;
  }

  spans(series: SeriesName, range: { readonly from: number; readonly before: number }) {
    const spans: Span[] = [];
    for (const { openTime } of this.all(series)) {
      if (openTime < range.from || openTime >= range.before) continue;
      const last = spans.at(-1);
      const { timeframe } = series;
      const hole = last && { after: last.last, before: openTime, timeframe, session: this.#session };
      if (last && hole && missingSteps(hole) === 0)
        spans[spans.length - 1] = { first: last.first, last: openTime };
      else spans.push({ first: openTime, last: openTime });
    }
    return Promise.resolve(spans);
  }

  save(candles: readonly Candle[]): Promise<void> {
    for (const candle of candles) {
      const key = seriesKey(candle);
      const series = this.#candles.get(key) ?? new Map<number, Candle>();
      this.#candles.set(key, series.set(candle.openTime, candle));
      this.saved.push(candle);
    }
    return Promise.resolve();
  }

  read(
    series: SeriesName,
    { from, before, limit }: { readonly from: number; readonly before: number; readonly limit: number },
  ) {
    const within = this.all(series).filter(({ openTime }) => openTime >= from && openTime < before);
    return Promise.resolve(within.slice(0, limit));
  }

  /** Oldest first. */
  all(series: SeriesName): readonly Candle[] {
    const candles = [...(this.#candles.get(seriesKey(series))?.values() ?? [])];
    return candles.sort((a, b) => a.openTime - b.openTime);
  }
}
