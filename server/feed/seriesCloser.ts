import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import { type Candle, closeTime, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { Clock, FeedListener, HistoryStore, SeriesName, Span, Timer } from '#shared/ports.ts';
import { differenceOf, impossible, isSameCandle } from './candleJudge.ts';
import type { CandleSource } from './candleSource.ts';
import type { FeedCounters } from './feedCounters.ts';
import { Pause } from './pause.ts';

export interface SeriesCloserOptions {
  readonly series: SeriesName;
  readonly source: CandleSource;
  /** The venue's time. */
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** How far that time may be wrong, in ms: so much longer a candle waits. */
  readonly unsureMs: () => number;
  readonly timer: Timer;
  readonly store: Pick<HistoryStore, 'save'>;
  readonly on: FeedListener;
  readonly counters: FeedCounters;
  readonly log: Logger;
  /** Ticks that are over by now are made into candles (`built`) before REST is compared with them. */
  readonly beforeLook: () => void;
  /** Price of a candle that was handed over. */
  readonly confirmed: (candle: Candle) => void;
  /** `trouble` or `newestGap` is another one. */
  readonly changed: () => void;
}

/** Where a series stands when it goes live. */
export interface SeriesStart {
  /** Open time of the candle that comes next. */
  readonly next: UnixMs;
  /** The newest candle before it; null: none is known. */
  readonly last: Candle | null;
}

/** REST is asked so long after the end of a candle, and again so long after each look. */
const settleMs = 2_000;
const lookAgainMs = 3_000;
/** A candle that ended so long ago changes no more: one look is enough. */
const restlessMs = 10_000;
/** Looks at a bucket that is not there, or cannot be, before it counts as a gap. */
const gapLooks = 3;
const longestWaitMs = 60_000;
/** Handed-over candles that are compared with what REST says later. */
const remembered = 3;

/**
 * Closes the candles of one series. REST is the truth: a candle is handed over once its end is 2 s ago and REST has in
 * it all that ticks have told; without whole ticks, once REST tells the same twice; and after 10 s in any case. The newest
 * one goes to `closed`, what was missed to `history`, each once and in order. What REST does not have when asked again,
 * or tells in a way that cannot be, is a gap.
 */
export class SeriesCloser {
  readonly series: SeriesName;
  readonly #options: SeriesCloserOptions;
  readonly #stepMs: number;
  readonly #pause = new Pause();
  readonly #built = new Map<UnixMs, Candle>();
  #next: UnixMs = 0;
  /** Handed over last, oldest first. */
  #recent: Candle[] = [];
  /** Looks at `next` that did not settle it, and what the last one of them showed. */
  #looks = 0;
  #seen: Candle | null = null;
  /** When the newest candle is looked at once more; null: it was. */
  #lookBackAt: UnixMs | null = null;
  #failures = 0;
  #trouble: string | null = null;
  #newestGap: Span | null = null;
  #waiters: (() => void)[] = [];
  #isStopped = false;

  constructor(options: SeriesCloserOptions) {
    this.series = options.series;
    this.#options = options;
    this.#stepMs = timeframeMs(options.series.timeframe);
  }

  /** Resolves when it has been stopped; rejects when a candle cannot be handed over or stored. */
  async run(start: SeriesStart): Promise<void> {
    this.#next = start.next;
    this.#recent = start.last === null ? [] : [start.last];
    while (!this.#isStopped) {
      const waitMs = await this.#step();
      if (this.#isStopped) break;
      if (this.overdueMs === 0) this.#letGo();
      if (waitMs > 0) await this.#pause.wait(this.#options.clock, waitMs);
    }
  }

  /** Hands over nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#pause.end();
    this.#letGo();
  }

  /** Resolves once everything that is over by now is handed over: REST is asked without waiting for the next turn. */
  async catchUp(): Promise<void> {
    if (this.overdueMs === 0 || this.#isStopped) return;
    await new Promise<void>((resolve) => {
      this.#waiters.push(resolve);
      // Two looks need time between them.
      if (this.#looks === 0) this.#pause.end();
    });
  }

  /** What ticks made of a bucket from its first moment to its last. */
  built(candle: Candle): void {
    if (candle.openTime < this.#next) return;
    this.#built.set(candle.openTime, candle);
  }

  /** Ticks are known up to this time only: what was made of buckets that ended later is not whole. */
  forgetBuilt(after: UnixMs): void {
    for (const candle of this.#built.values())
      if (closeTime(candle) > after) this.#built.delete(candle.openTime);
  }

  /** Open time of the candle that is handed over next. */
  get next(): UnixMs {
    return this.#next;
  }

  /** For how long the next candle could have been asked for already; 0: it is not over. */
  get overdueMs(): number {
    return Math.max(0, this.#settledTime() - (this.#next + this.#stepMs) + 1);
  }

  /** Why REST cannot be asked, as an error said it; null: it can. */
  get trouble(): string | null {
    return this.#trouble;
  }

  get newestGap(): Span | null {
    return this.#newestGap;
  }

  /** Whatever ended by this time may be asked for. */
  #settledTime(): UnixMs {
    const { clock, unsureMs } = this.#options;
    return clock.now() - settleMs - unsureMs();
  }

  /** One look; answers how long to wait for the next. */
  async #step(): Promise<number> {
    const due = Math.floor(this.#settledTime() / this.#stepMs) * this.#stepMs;
    const isLookingBack = this.#lookBackAt !== null && this.#options.clock.now() >= this.#lookBackAt;
    if (this.#next >= due && !isLookingBack) return this.#untilNext();
    const { source, timer } = this.#options;
    const from = this.#next - remembered * this.#stepMs;
    const before = Math.min(due, from + source.pageRows * this.#stepMs);
    const rows = await this.#ask({ from, before });
    if (this.#isStopped) return 0;
    if (rows === null) {
      await this.#pause.wait(timer, Math.min(longestWaitMs, 1_000 * 2 ** Math.min(6, this.#failures)));
      return 0;
    }
    this.#lookBackAt = null;
    this.#options.beforeLook();
    await this.#revise(rows);
    const waitMs = await this.#handOver(rows, before);
    if (waitMs > 0 || this.#isStopped) return waitMs;
    return before < due ? 0 : this.#untilNext();
  }

  #untilNext(): number {
    const nextMs = this.#next + this.#stepMs - this.#settledTime();
    const backMs = this.#lookBackAt === null ? longestWaitMs : this.#lookBackAt - this.#options.clock.now();
    return Math.max(1, Math.min(nextMs, backMs, longestWaitMs));
  }

  async #ask(range: { readonly from: UnixMs; readonly before: UnixMs }) {
    const { source, counters, log } = this.#options;
    try {
      const { rows, faults } = await source.candles(this.series, range);
      counters.refused += faults.length;
      for (const fault of faults) log.warn({ evt: 'candle.unreadable', ...this.series, fault });
      this.#failures = 0;
      this.#setTrouble(null);
      return new Map(rows.map((candle) => [candle.openTime, candle]));
    } catch (error) {
      if (!(error instanceof TradingError)) throw error;
      counters.failedAsks += 1;
      this.#failures += 1;
      const text = error.message;
      if (this.#trouble !== text) log.warn({ evt: 'candles.unasked', ...this.series, text });
      this.#setTrouble(text);
      return null;
    }
  }

  /** Candles that REST tells otherwise than when they were handed over: stored, told, and never traded again. */
  async #revise(rows: ReadonlyMap<UnixMs, Candle>): Promise<void> {
    const { counters, log, on, store } = this.#options;
    for (const [index, handed] of this.#recent.entries()) {
      const told = rows.get(handed.openTime);
      if (told === undefined || isSameCandle(told, handed)) continue;
      if (impossible(told, { before: handed.close, built: null }) !== null) continue;
      // What was handed over is stored by whoever took it; only after that is there anything to replace.
      await on.settled();
      if (this.#isStopped) return;
      await store.save([told]);
      this.#recent[index] = told;
      counters.revisions += 1;
      log.warn({ evt: 'candle.revised', ...this.series, size: differenceOf(told, handed), told, handed });
    }
  }

  /** Goes through the buckets before `before`; answers how long to wait before the first that is not settled: 0, none. */
  async #handOver(rows: ReadonlyMap<UnixMs, Candle>, before: UnixMs): Promise<number> {
    const missed: Candle[] = [];
    let waitMs = 0;
    while (this.#next < before && waitMs === 0) {
      const row = rows.get(this.#next) ?? null;
      const fault = row && this.#faultOf(row);
      if (row !== null && fault === null) {
        if (this.#isSettled(row)) await this.#take(row, missed);
        else waitMs = this.#lookAgain(row);
      } else {
        if (row !== null) this.#refuse(row, fault ?? '');
        if (this.#isGap(rows, { isRefused: row !== null })) this.#markGap(rows);
        else waitMs = this.#lookAgain(null);
      }
      if (this.#isStopped) return 0;
    }
    await this.#handMissed(missed);
    return waitMs;
  }

  #faultOf(row: Candle): string | null {
    const before = this.#recent.at(-1)?.close ?? null;
    return impossible(row, { before, built: this.#built.get(row.openTime) ?? null });
  }

  #isSettled(row: Candle): boolean {
    if (this.#options.clock.now() - closeTime(row) >= restlessMs) return true;
    const built = this.#built.get(row.openTime);
    // A candle without its last trades may well be told twice: where ticks know better, time has to pass.
    if (built !== undefined) return row.volume === built.volume && row.close === built.close;
    return this.#seen !== null && isSameCandle(row, this.#seen);
  }

  #lookAgain(seen: Candle | null): number {
    this.#looks += 1;
    this.#seen = seen;
    const waitMs = lookAgainMs * 2 ** Math.min(10, Math.max(0, this.#looks - gapLooks));
    // With the candle after it, it will be known whether this one is missing.
    const laterMs = this.#next + 2 * this.#stepMs - this.#settledTime();
    return Math.min(longestWaitMs, waitMs, laterMs > 0 ? laterMs : longestWaitMs);
  }

  /** What is not there yet may come as long as nothing later is there. */
  #isGap(rows: ReadonlyMap<UnixMs, Candle>, { isRefused }: { readonly isRefused: boolean }): boolean {
    if (this.#looks + 1 < gapLooks) return false;
    return isRefused || [...rows.keys()].some((openTime) => openTime > this.#next);
  }

  /** This bucket and those behind it that are not there either. */
  #markGap(rows: ReadonlyMap<UnixMs, Candle>): void {
    const { counters, log, changed } = this.#options;
    const first = this.#next;
    this.#passOn();
    const hasLater = (openTime: UnixMs) => [...rows.keys()].some((other) => other > openTime);
    while (!rows.has(this.#next) && hasLater(this.#next)) this.#passOn();
    const last = this.#next - this.#stepMs;
    // What follows is measured by itself: behind a hole a price may be another one.
    this.#recent = [];
    this.#newestGap = { first, last };
    const missing = (last - first) / this.#stepMs + 1;
    counters.gaps += missing;
    log.error({ evt: 'candles.missing', ...this.series, first: timeText(first), missing });
    changed();
  }

  #refuse(row: Candle, fault: string): void {
    this.#options.counters.refused += 1;
    this.#options.log.warn({ evt: 'candle.refused', ...this.series, at: timeText(row.openTime), fault });
  }

  async #take(row: Candle, missed: Candle[]): Promise<void> {
    const { clock, counters, on, confirmed } = this.#options;
    const built = this.#built.get(row.openTime);
    if (built !== undefined) this.#compare(row, built);
    const newestEnd = Math.floor(clock.now() / this.#stepMs) * this.#stepMs;
    const isFresh = clock.now() - closeTime(row) < restlessMs;
    if (isFresh && this.#looks === 0) this.#lookBackAt = clock.now() + lookAgainMs;
    if (closeTime(row) < newestEnd) missed.push(row);
    else {
      await this.#handMissed(missed);
      if (this.#isStopped) return;
      counters.closed += 1;
      await on.closed(row);
    }
    this.#passOn();
    this.#recent = [...this.#recent, row].slice(-remembered);
    confirmed(row);
  }

  async #handMissed(missed: Candle[]): Promise<void> {
    if (missed.length === 0 || this.#isStopped) return;
    this.#options.counters.caughtUp += missed.length;
    await this.#options.on.history(missed.splice(0));
  }

  #compare(row: Candle, built: Candle): void {
    const { counters, log } = this.#options;
    const size = differenceOf(row, built);
    if (size === 'none') counters.agreed += 1;
    else if (size === 'volume') counters.differedInVolume += 1;
    else if (size === 'slight') counters.differedSlightly += 1;
    else if (size === 'clear') counters.differedClearly += 1;
    else counters.differedGrossly += 1;
    if (size !== 'none') log.info({ evt: 'candle.differs', key: seriesKey(row), size, told: row, built });
  }

  #passOn(): void {
    this.#built.delete(this.#next);
    this.#next += this.#stepMs;
    this.#looks = 0;
    this.#seen = null;
  }

  #setTrouble(text: string | null): void {
    if (this.#trouble === text) return;
    this.#trouble = text;
    this.#options.changed();
  }

  #letGo(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
