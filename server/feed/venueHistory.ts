import type { Logger } from 'pino';
import { type Candle, closeTime, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { FeedListener, HistoryStore, SeriesName, Timer } from '#shared/ports.ts';
import type { CandleSource } from './candleSource.ts';
import { HistoryLoader, type LoadProgress, type WantedSeries } from './historyLoader.ts';
import type { SeriesStart } from './seriesCloser.ts';
import { handOverStored, unbrokenUntil } from './storedHistory.ts';

export interface VenueHistoryOptions {
  readonly source: CandleSource;
  readonly store: HistoryStore;
  /** The venue's time; not one that stands still because it was ahead. */
  readonly venueNow: () => UnixMs;
  readonly timer: Timer;
  readonly random: Random;
  readonly log: Logger;
  readonly on: FeedListener;
  /** How much of the past is loaded for a series that is followed for the first time. */
  readonly historyDays: number;
  /** The engine's newest candle of a series, by open time: it and those before are not handed over. null: it has none. */
  readonly foldedUpTo: (series: SeriesName) => UnixMs | null;
  /** Requests on their way at once; the loader's own number unless told. */
  readonly inFlight?: number;
  readonly signal: AbortSignal;
  readonly handedOver: (newest: Candle) => void;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly onTrouble: (series: SeriesName, error: unknown) => void;
}

/** Where a series goes on, or why it cannot. */
export type Loaded =
  | { readonly series: SeriesName; readonly start: SeriesStart }
  | { readonly series: SeriesName; readonly failure: unknown };

const dayMs = 86_400_000;
/** Candles that ended so long ago do not change any more: only those are loaded. */
const restlessMs = 10_000;

/** The candles from before the stream: fetched where the store lacks them, and handed over in order, each once. */
export class VenueHistory {
  readonly #options: VenueHistoryOptions;
  /** Where the candles end that were handed over, by `seriesKey`; without an entry the engine knows. */
  readonly #handedUntil = new Map<string, UnixMs>();

  constructor(options: VenueHistoryOptions) {
    this.#options = options;
  }

  /** What is stored and surely in order, for as long as the venue does not answer. */
  async handOverUnbroken(wanted: readonly SeriesName[]): Promise<void> {
    for (const series of wanted) {
      const range = this.#rangeOf(series);
      const from = this.#goesOnAt(range);
      const before = await unbrokenUntil(this.#options.store, series, { from, before: range.before });
      await this.#handOver(series, { from, before });
    }
  }

  /** Answers each series in the order asked; fewer when it is aborted. */
  async load(asked: readonly SeriesName[]): Promise<readonly Loaded[]> {
    const { signal, log } = this.#options;
    const ranges = asked.map((series) => this.#rangeOf(series));
    const results = await new HistoryLoader(this.#options).load(ranges, signal);
    const loaded: Loaded[] = [];
    for (const [index, { series, gaps, faults, failure }] of results.entries()) {
      const range = ranges[index];
      if (signal.aborted || range === undefined) break;
      for (const fault of faults) log.warn({ evt: 'candle.unreadable', ...series, fault });
      for (const gap of gaps) log.warn({ evt: 'candles.missing', ...series, ...gap });
      if (failure !== null) loaded.push({ series, failure });
      else loaded.push({ series, start: await this.#startOf(range) });
    }
    return loaded;
  }

  async #startOf(range: WantedSeries): Promise<SeriesStart> {
    const { store, foldedUpTo } = this.#options;
    const from = this.#goesOnAt(range);
    const last = await this.#handOver(range, { from, before: range.before });
    if (last !== null) return { next: closeTime(last), last };
    const [before] = await store.read(range, {
      from: from - timeframeMs(range.timeframe),
      before: from,
      limit: 1,
    });
    const hasBegun = before !== undefined || foldedUpTo(range) !== null;
    // A series that the venue knows nothing of begins with the next candle.
    return { next: hasBegun ? from : range.before, last: before ?? null };
  }

  #rangeOf({ symbol, timeframe }: SeriesName): WantedSeries {
    const { venueNow, historyDays, foldedUpTo } = this.#options;
    const stepMs = timeframeMs(timeframe);
    const onGrid = (time: UnixMs) => Math.floor(time / stepMs) * stepMs;
    const first = onGrid(venueNow() - historyDays * dayMs);
    const folded = foldedUpTo({ symbol, timeframe });
    const from = folded === null ? first : Math.min(first, folded + stepMs);
    return { symbol, timeframe, session: '24x7', from, before: onGrid(venueNow() - restlessMs) };
  }

  #goesOnAt(range: WantedSeries): UnixMs {
    const handed = this.#handedUntil.get(seriesKey(range));
    if (handed !== undefined) return handed;
    const folded = this.#options.foldedUpTo(range);
    return folded === null ? range.from : folded + timeframeMs(range.timeframe);
  }

  async #handOver(
    series: SeriesName,
    range: { readonly from: UnixMs; readonly before: UnixMs },
  ): Promise<Candle | null> {
    const { store, on, signal, handedOver } = this.#options;
    return await handOverStored(store, series, {
      ...range,
      take: async (candles) => {
        if (signal.aborted) return false;
        await on.history(candles);
        const newest = candles.at(-1);
        if (newest) {
          this.#handedUntil.set(seriesKey(series), closeTime(newest));
          handedOver(newest);
        }
        return !signal.aborted;
      },
    });
  }
}
