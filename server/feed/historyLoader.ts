import { TradingError } from '#shared/errors.ts';
import { type Candle, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { Session } from '#shared/market/session.ts';
import type { Cancel, HistoryStore, SeriesName, Span, Timer } from '#shared/ports.ts';
import type { CandleSource } from './candleSource.ts';
import { HistoryWalk, type Page } from './historyWalk.ts';

export interface WantedSeries extends SeriesName {
  readonly session: Session;
  /** Opening times wanted, [from, before). `before` is the end of the newest closed candle. */
  readonly from: UnixMs;
  readonly before: UnixMs;
}

export interface LoadProgress {
  readonly series: SeriesName;
  /** Candles of the series that were missing at the start, and how many are done: stored, or known not to be there. */
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

interface Job {
  readonly wanted: WantedSeries;
  /** null: the store was not asked yet. */
  walk: HistoryWalk | null;
  saved: number;
  readonly faults: string[];
  failures: number;
  failure: unknown;
  isOver: boolean;
}

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Fetches what the store lacks, newest first, each page stored at once: it can be killed at any moment and go on. */
export class HistoryLoader {
  readonly #options: HistoryLoaderOptions;
  /** Where the venue's candles begin, of series whose beginning was found: nobody asks for older ones again. */
  readonly #listedFrom = new Map<string, UnixMs>();

  constructor(options: HistoryLoaderOptions) {
    this.#options = options;
  }

  /**
   * Resolves when every series is done, given up, or `signal` is aborted; in the order asked. What it has not reached by
   * then is fetched by the next call.
   */
  async load(wanted: readonly WantedSeries[], signal?: AbortSignal): Promise<readonly LoadedSeries[]> {
    const jobs = wanted.map(
      (series): Job => ({
        wanted: series,
        walk: null,
        saved: 0,
        faults: [],
        failures: 0,
        failure: null,
        isOver: false,
      }),
    );
    const queue = [...jobs];
    const lanes = Math.min(this.#options.inFlight ?? 3, jobs.length);
    await Promise.all(Array.from({ length: lanes }, () => this.#work({ queue, jobs, signal })));
    return jobs.map((job) => this.#resultOf(job, signal));
  }

  /** The series take turns, page by page: the newest candles of all of them come first. */
  async #work(run: {
    readonly queue: Job[];
    readonly jobs: readonly Job[];
    readonly signal: AbortSignal | undefined;
  }): Promise<void> {
    for (let job = run.queue.shift(); job !== undefined; job = run.queue.shift()) {
      if (run.signal?.aborted) return;
      try {
        await this.#step(job, run);
        job.failures = 0;
      } catch (error) {
        await this.#failed(job, error, run.signal);
      }
      if (!job.isOver) run.queue.push(job);
    }
  }

  async #step(job: Job, run: { readonly jobs: readonly Job[]; readonly signal: AbortSignal | undefined }) {
    const { wanted } = job;
    job.walk ??= new HistoryWalk({
      ...wanted,
      pageRows: this.#options.source.pageRows,
      stored: await this.#options.store.spans(wanted, wanted),
      listedFrom: this.#listedFrom.get(seriesKey(wanted)) ?? null,
    });
    const page = job.walk.next();
    if (page === null) {
      job.isOver = true;
      this.#tell(job, run.jobs);
      return;
    }
    const found = await this.#fetch(job, page, run.signal);
    if (found === null) return;
    const fresh = [...found.values()];
    if (fresh.length > 0) await this.#options.store.save(fresh);
    job.saved += fresh.length;
    job.walk.done(page, new Set(found.keys()));
    if (job.walk.listedFrom !== null) this.#listedFrom.set(seriesKey(wanted), job.walk.listedFrom);
    this.#tell(job, run.jobs);
  }

  /** By opening time. What a first answer leaves out is asked for once more; null: aborted meanwhile. */
  async #fetch(
    job: Job,
    page: Page,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<UnixMs, Candle> | null> {
    const found = new Map<UnixMs, Candle>();
    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await unlessAborted(this.#options.source.candles(job.wanted, page), signal);
      if (answer === null) return null;
      const { rows, faults } = answer;
      for (const candle of rows) {
        const isAsked = candle.openTime >= page.from && candle.openTime < page.before;
        if (isAsked && seriesKey(candle) === seriesKey(job.wanted)) found.set(candle.openTime, candle);
      }
      if (asked === 1 || page.missing.every((openTime) => found.has(openTime))) {
        job.faults.push(...faults);
        break;
      }
    }
    return found;
  }

  async #failed(job: Job, error: unknown, signal: AbortSignal | undefined): Promise<void> {
    job.failures += 1;
    const isTransient = error instanceof TradingError && error.kind === 'transient';
    if (!isTransient || job.failures >= (this.#options.tries ?? Number.POSITIVE_INFINITY)) {
      job.failure = error;
      job.isOver = true;
      return;
    }
    this.#options.onTrouble?.(job.wanted, error);
    await this.#pause(job.failures, signal);
  }

  async #pause(failures: number, signal: AbortSignal | undefined): Promise<void> {
    const boundMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
    const waitMs = this.#options.random.between(firstPauseMs, boundMs);
    let cancel: Cancel = () => undefined;
    const over = new Promise<void>((resolve) => {
      cancel = this.#options.timer.after(waitMs, resolve);
    });
    await unlessAborted(over, signal);
    cancel();
  }

  #tell(job: Job, jobs: readonly Job[]): void {
    const { wanted, walk } = job;
    if (walk === null) return;
    // A series that nobody looked at yet counts as one that lacks everything.
    const shares = jobs.map((other) => (other.isOver ? 1 : (other.walk?.share ?? 0)));
    const total = shares.reduce((sum, share) => sum + share, 0) / jobs.length;
    const series = { symbol: wanted.symbol, timeframe: wanted.timeframe };
    this.#options.onProgress?.({ series, done: walk.doneCount, wanted: walk.wantedCount, total });
  }

  #resultOf(job: Job, signal: AbortSignal | undefined): LoadedSeries {
    const { symbol, timeframe } = job.wanted;
    return {
      series: { symbol, timeframe },
      saved: job.saved,
      gaps: job.walk?.gaps ?? [],
      listedFrom: job.walk?.listedFrom ?? null,
      faults: job.faults,
      failure: job.failure ?? (job.isOver ? null : signal?.reason),
    };
  }
}

/** null as soon as it is aborted; what becomes of the work then, nobody minds. */
async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | null> {
  if (signal === undefined) return await work;
  if (signal.aborted) {
    work.catch(() => undefined);
    return null;
  }
  let stopListening = () => {};
  const aborted = new Promise<null>((resolve) => {
    const listener = () => resolve(null);
    signal.addEventListener('abort', listener, { once: true });
    stopListening = () => signal.removeEventListener('abort', listener);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopListening();
  }
}
