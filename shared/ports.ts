import type { Candle, UnixMs } from './market/candle.ts';
import type { Status } from './sync/status.ts';

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
}
