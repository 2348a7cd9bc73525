import type { CandleTuple, ChartUpdate } from '#shared/sync/chart.ts';
import type { Forming, LiveMessage, Mark } from '#shared/sync/live.ts';
import type { Fact } from '#shared/sync/rows.ts';
import type { Status } from '#shared/sync/status.ts';
import type { BreakerDb } from './db.ts';
import { chartKey } from './db.ts';
import { answerOf } from './outcome.ts';
import {
  applyChartUpdates,
  applyFacts,
  applyPull,
  readSyncPoint,
  storeChart,
  storeMarks,
  storeOlderCandles,
  storeStatus,
} from './sync.ts';
import type { ChartRequest, Remote } from './trpc.ts';

export interface WallClock {
  now(): number;
  /** Runs once after `ms`; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  /**
   * `since`: this device's wall clock when the server was lost. `answer`: what it says instead of the data when it
   * can be reached but fails, null when nothing comes back.
   */
  | { readonly state: 'offline'; readonly since: number; readonly answer: string | null };

const retryMs = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
/** Candles a chart starts with; scrolling back reads more. */
const newestCandles = 500;
const noCandles: readonly CandleTuple[] = [];

/**
 * Keeps the phone's copy up to date: pull what was missed, follow the stream, start over when it breaks. Messages that
 * arrive while one batch is being written wait and are written together: only the newest status and marks of them.
 */
export class LiveConnection {
  readonly #db: BreakerDb;
  readonly #remote: Remote;
  readonly #clock: WallClock;
  readonly #listeners = new Set<() => void>();
  /** By chart key, with how many on screen want it. */
  readonly #watchedCharts = new Map<string, { readonly request: ChartRequest; watchers: number }>();
  readonly #chartsInFlight = new Map<string, Promise<boolean>>();
  #connection: Connection = { state: 'connecting' };
  #attempt = 0;
  #failures = 0;
  #stopStream: () => void = () => {};
  #cancelRetry: () => void = () => {};
  #inbox: LiveMessage[] = [];
  /** Candles that were not closed yet, by chart key: they change several times a second and are worth nothing tomorrow. */
  readonly #open = new Map<string, readonly CandleTuple[]>();
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: { readonly db: BreakerDb; readonly remote: Remote; readonly clock: WallClock }) {
    this.#db = parts.db;
    this.#remote = parts.remote;
    this.#clock = parts.clock;
  }

  get connection(): Connection {
    return this.#connection;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * The candle of the series that is still open, behind the one before it, which the venue states a few seconds after its
   * end. The same object until one changes.
   */
  openOf(key: string): readonly CandleTuple[] {
    return this.#open.get(key) ?? noCandles;
  }

  /** Start, or start over now: after the page comes back, the network returns, or on the reader's wish. */
  async resume(): Promise<void> {
    this.#leaveStream();
    const attempt = ++this.#attempt;
    const isCurrent = () => attempt === this.#attempt;
    try {
      // A phone may close the database while the page sleeps.
      await this.#db.open();
      const point = await readSyncPoint(this.#db);
      const pull = await this.#remote.pull(point ?? null);
      if (!isCurrent()) return;
      await applyPull(this.#db, pull);
      const reached = await readSyncPoint(this.#db);
      if (!isCurrent() || !reached) return;
      this.#listen(reached.epoch, reached.cursor, isCurrent);
      this.#rereadWatchedCharts();
    } catch (error) {
      if (isCurrent()) this.#retryLater(answerOf(error));
    }
  }

  stop(): void {
    this.#attempt++;
    this.#leaveStream();
  }

  /** Resolves when everything received so far is written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  /** Reads the newest candles now and keeps the chart live until the returned function is called. */
  watchChart({ symbol, timeframe }: Pick<ChartRequest, 'symbol' | 'timeframe'>): () => void {
    const request = { symbol, timeframe, before: null, limit: newestCandles };
    const key = chartKey(request);
    const watched = this.#watchedCharts.get(key) ?? { request, watchers: 0 };
    this.#watchedCharts.set(key, watched);
    watched.watchers++;
    if (watched.watchers === 1) void this.#readChart(request);
    return () => {
      watched.watchers--;
      if (watched.watchers === 0) this.#watchedCharts.delete(key);
    };
  }

  /** Older candles in front of the kept ones; false when they could not be had. */
  async loadOlder(request: ChartRequest): Promise<boolean> {
    try {
      await storeOlderCandles(this.#db, await this.#remote.chart(request));
      return true;
    } catch {
      return false;
    }
  }

  #listen(epoch: string, cursor: number, isCurrent: () => boolean): void {
    this.#stopStream = this.#remote.listen(cursor, {
      opened: () => {
        if (!isCurrent()) return;
        this.#failures = 0;
        this.#show({ state: 'online' });
      },
      message: (message) => {
        if (isCurrent()) this.#receive(epoch, message);
      },
      lost: () => {
        if (isCurrent()) this.#retryLater();
      },
    });
  }

  #leaveStream(): void {
    this.#cancelRetry();
    this.#stopStream();
    this.#stopStream = () => {};
    this.#cancelRetry = () => {};
    // Not written yet means after the cursor: the next stream brings it again, under its own epoch.
    this.#inbox = [];
  }

  #retryLater(answer: string | null = null): void {
    this.#leaveStream();
    const since = this.#connection.state === 'offline' ? this.#connection.since : this.#clock.now();
    this.#show({ state: 'offline', since, answer });
    const wait = retryMs[Math.min(this.#failures, retryMs.length - 1)] ?? 15_000;
    this.#failures++;
    this.#cancelRetry = this.#clock.after(wait, () => void this.resume());
  }

  #form(forming: Forming): void {
    const key = chartKey(forming);
    const before = this.openOf(key).filter(([openTime]) => openTime < forming.candle[0]);
    this.#open.set(key, [...before.slice(-1), forming.candle]);
    this.#tell();
  }

  #show(connection: Connection): void {
    this.#connection = connection;
    // What was open when the server was lost has closed without us.
    if (connection.state === 'offline') this.#open.clear();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #receive(epoch: string, message: LiveMessage): void {
    if (message.type === 'forming') {
      this.#form(message.forming);
      return;
    }
    this.#inbox.push(message);
    if (this.#inbox.length > 1) return;
    this.#writing = this.#writing.then(() => this.#writeInbox(epoch));
  }

  async #writeInbox(epoch: string): Promise<void> {
    const { facts, charts, marks, status } = sort(this.#inbox);
    this.#inbox = [];
    try {
      if (facts.length > 0) await applyFacts(this.#db, epoch, facts);
      if (status) await storeStatus(this.#db, { status, receivedAt: this.#clock.now() });
      if (marks.length > 0) await storeMarks(this.#db, marks);
      const missed = charts.length > 0 ? await applyChartUpdates(this.#db, charts) : [];
      for (const key of missed) {
        const watched = this.#watchedCharts.get(key);
        if (watched) void this.#readChart(watched.request);
      }
    } catch {
      // The copy could not be written (storage full, database closed by the system): read it anew from its cursor.
      this.#retryLater();
    }
  }

  #rereadWatchedCharts(): void {
    for (const { request } of this.#watchedCharts.values()) void this.#readChart(request);
  }

  #readChart(request: ChartRequest): Promise<boolean> {
    const key = chartKey(request);
    const inFlight = this.#chartsInFlight.get(key);
    if (inFlight) return inFlight;
    const reading = this.#remote
      .chart(request)
      .then((chart) => storeChart(this.#db, chart))
      .then(
        () => true,
        () => false,
      )
      .finally(() => this.#chartsInFlight.delete(key));
    this.#chartsInFlight.set(key, reading);
    return reading;
  }
}

interface Sorted {
  readonly facts: Fact[];
  readonly charts: ChartUpdate[];
  readonly marks: Mark[];
  readonly status: Status | null;
}

function sort(messages: readonly LiveMessage[]): Sorted {
  const facts: Fact[] = [];
  const charts: ChartUpdate[] = [];
  const marks = new Map<string, Mark>();
  let status: Status | null = null;
  for (const message of messages) {
    if (message.type === 'fact') facts.push(message.fact);
    else if (message.type === 'chart') charts.push(message.update);
    else if (message.type === 'mark') marks.set(message.mark.accountId, message.mark);
    else if (message.type === 'status') status = message.status;
  }
  return { facts, charts, marks: [...marks.values()], status };
}
