import type { UnixMs } from '#shared/market/candle.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { Session } from '#shared/market/session.ts';
import type { HistoryStore, SeriesName, Span, Timer } from '#shared/ports.ts';
import type { CandleSource } from './candleSource.ts';

export interface WantedSeries extends SeriesName {
  readonly session: Session;
  /** Opening times wanted, [from, before). `before` is the end of the newest closed candle. */
  readonly from: UnixMs;
  readonly before: UnixMs;
}

export interface LoadProgress {
  readonly series: SeriesName;
  /** Candles of the series asked for in this run, and how many are done: stored, or known not to be there. */
  readonly done: number;
  readonly wanted: number;
  /** All series, 0 to 1. */
  readonly total: number;
}

export interface LoadedSeries {
  readonly series: SeriesName;
  /** Candles stored in this run. */
  readonly saved: number;
  /** What the venue does not have although asked twice, oldest first; nothing before `listedFrom`. */
  readonly gaps: readonly Span[];
  /** Opening time of the venue's first candle when the walk found its beginning, else null. */
  readonly listedFrom: UnixMs | null;
  /** Rows that could not be read, in words. */
  readonly faults: readonly string[];
  /** Why the walk ended early; null: everything wanted is stored or a gap. */
  readonly failure: unknown;
}

export interface HistoryLoaderOptions {
  readonly source: CandleSource;
  readonly store: HistoryStore;
  readonly timer: Timer;
  readonly random: Random;
  /** Requests on their way at once; 3 unless told. */
  readonly inFlight?: number;
  /** Transient failures in a row after which a series is given up; for ever unless told. */
  readonly tries?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** A transient failure, told each time: it is tried again. */
  readonly onTrouble?: (series: SeriesName, error: unknown) => void;
}

/** Fetches what the store lacks, newest first, each page stored at once: it can be killed at any moment and go on. */
export declare class HistoryLoader {
  constructor(options: HistoryLoaderOptions);
  /** Resolves when every series is done, given up, or `signal` is aborted; in the order asked. */
  load(wanted: readonly WantedSeries[], signal?: AbortSignal): Promise<readonly LoadedSeries[]>;
}
