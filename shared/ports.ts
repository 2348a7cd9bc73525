import type { Candle, UnixMs } from './market/candle.ts';
import type { Timeframe } from './market/timeframe.ts';
import type { Status, VenueHealth } from './sync/status.ts';

export type Cancel = () => void;

export interface Clock {
  now(): UnixMs;
  /** `run` sees `now()` at its due time; equal due times run in the order they were asked for. */
  after(ms: number, run: () => void): Cancel;
  /** How fast it runs against the wall: 1 live, the speed of a replay, 0 when it stands still or only jumps. */
  readonly rate: number;
}

/** Real time passing, for waiting and measuring only: what time it is comes from a `Clock`. */
export interface Timer {
  monotonicMs(): number;
  /** With 0 ms it lets everything else that is due have its turn first. */
  after(ms: number, run: () => void): Cancel;
}

export type FeedHealth = Status['feed'];

export interface FeedListener {
  /** Candles from before the market was watched, in order: folded and stored, but they raise no signals. */
  history(candles: readonly Candle[]): Promise<void>;
  /** Resolves when there is room for the next candle: the feed waits for it. */
  closed(candle: Candle): Promise<void>;
  /** Resolves once everything handed over so far is folded and stored. */
  settled(): Promise<void>;
  /** The candle that is still open, for the chart only. */
  forming(candle: Candle): void;
  /** The state or message of `health()` is another one now. */
  healthChanged(): void;
}

export interface Feed {
  /** Resolves once the history is handed over and candles begin to come. */
  start(on: FeedListener): Promise<void>;
  /** Resolves once no more candles will come. */
  stop(): Promise<void>;
  health(): FeedHealth;
  /** Why prices of the symbol cannot be trusted now, in one sentence; null: they can. */
  doubt(symbol: string): string | null;
}

/** One source of candles among several: what it says of itself, for `Feed.health()` of the whole. */
export interface VenueFeed extends Omit<Feed, 'health'> {
  /** As in config/symbols.json: "delta", "ingest", "ccxt:kraken". */
  readonly venue: string;
  health(): VenueHealth;
}

/** Symbol and timeframe. */
export interface SeriesName {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** Opening times of candles, first and last included. */
export interface Span {
  readonly first: UnixMs;
  readonly last: UnixMs;
}

/** The stored candles of the live market, for whoever fetches what is missing. */
export interface HistoryStore {
  /**
   * Unbroken stretches of stored candles within [from, before), oldest first. Where an instrument does not trade
   * (weekends of `forex`) is no break.
   */
  spans(
    series: SeriesName,
    range: { readonly from: UnixMs; readonly before: UnixMs },
  ): Promise<readonly Span[]>;
  /** Adds candles or replaces those that differ; kept for good once it resolves. */
  save(candles: readonly Candle[]): Promise<void>;
  /** Candles that open in [from, before), oldest first, at most `limit`. */
  read(
    series: SeriesName,
    range: { readonly from: UnixMs; readonly before: UnixMs; readonly limit: number },
  ): Promise<readonly Candle[]>;
}
