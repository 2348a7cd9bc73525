import { bucketOf } from '#shared/market/buckets.ts';
import type { UnixMs } from '#shared/market/candle.ts';
import { isTrading, type Session } from '#shared/market/session.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { Span } from '#shared/ports.ts';

/** What to ask for next: candles that open in [from, before). */
export interface Page {
  readonly from: UnixMs;
  readonly before: UnixMs;
  /** Those of them that are not stored, newest first; others may lie between. */
  readonly missing: readonly UnixMs[];
}

export interface HistoryWalkOptions {
  readonly timeframe: Timeframe;
  readonly session: Session;
  /** Opening times wanted, [from, before). */
  readonly from: UnixMs;
  readonly before: UnixMs;
  readonly pageRows: number;
  /** Unbroken stretches that are stored, oldest first. */
  readonly stored: readonly Span[];
  /** Where the candles of the venue begin, when that is known. */
  readonly listedFrom: UnixMs | null;
}

/** The way back through a series: what is missing in it, page by page, newest first. */
export class HistoryWalk {
  readonly #options: HistoryWalkOptions;
  /** Opening times that are to be asked for, oldest first: the walk takes them from the end. */
  readonly #missing: UnixMs[];
  /** Asked for in vain, newest first. */
  readonly #absent: UnixMs[] = [];
  readonly #wanted: number;
  /** Candle that is known, stored before or found. */
  #oldest: UnixMs | null;
  #listedFrom: UnixMs | null;

  constructor(options: HistoryWalkOptions) {
    this.#options = options;
    this.#listedFrom = options.listedFrom;
    this.#oldest = options.stored[0]?.first ?? null;
    this.#missing = missingTimes(options);
    this.#wanted = this.#missing.length;
  }

  /** null: there is nothing left to ask for. */
  next(): Page | null {
    const newest = this.#missing.at(-1);
    if (newest === undefined) return null;
    const { timeframe, session, pageRows } = this.#options;
    const before = bucketOf(newest, timeframe, session).end;
    const missing: UnixMs[] = [];
    let at = newest;
    for (let rows = 0; rows < pageRows; rows += 1) {
      const candidate = this.#missing.at(-1 - missing.length);
      if (candidate === undefined) break;
      if (candidate === at) missing.push(at);
      at = bucketOf(at - 1, timeframe, session).start;
    }
    return { from: missing.at(-1) ?? newest, before, missing };
  }

  /** The page was asked for and what came is stored. */
  done(page: Page, found: ReadonlySet<UnixMs>): void {
    this.#missing.length -= page.missing.length;
    this.#absent.push(...page.missing.filter((openTime) => !found.has(openTime)));
    for (const openTime of found) this.#oldest = Math.min(openTime, this.#oldest ?? openTime);
    this.#lookForListing(page);
  }

  /** Opening time of the venue's first candle; null: it was not reached. */
  get listedFrom(): UnixMs | null {
    return this.#listedFrom;
  }

  /** What the venue does not have, oldest first. */
  get gaps(): readonly Span[] {
    const { timeframe, session } = this.#options;
    const gaps: Span[] = [];
    for (const openTime of this.#absent.toReversed()) {
      if (openTime < (this.#listedFrom ?? 0)) continue;
      const last = gaps.at(-1);
      const isNext = last !== undefined && nextTrading(last.last, timeframe, session) === openTime;
      if (isNext) gaps[gaps.length - 1] = { first: last.first, last: openTime };
      else gaps.push({ first: openTime, last: openTime });
    }
    return gaps;
  }

  get wantedCount(): number {
    return this.#wanted;
  }

  get doneCount(): number {
    return this.#wanted - this.#missing.length;
  }

  /** 0 to 1. */
  get share(): number {
    return this.#wanted === 0 ? 1 : this.doneCount / this.#wanted;
  }

  /** Older than all that is known, and nothing for longer than an outage lasts: the venue's candles begin there. */
  #lookForListing(page: Page): void {
    const oldest = this.#oldest;
    if (oldest === null || oldest <= page.from) return;
    const emptyMs = Math.max(longestOutageMs, longestOutageSteps * timeframeMs(this.#options.timeframe));
    if (this.#missing.length > 0 && oldest - page.from < emptyMs) return;
    this.#listedFrom = oldest;
    this.#missing.length = 0;
  }
}

const longestOutageMs = 3 * 86_400_000;
const longestOutageSteps = 20;

/** Opening times of what is wanted, traded and not stored, oldest first. */
function missingTimes(options: HistoryWalkOptions): UnixMs[] {
  const { timeframe, session, from, before, stored, listedFrom } = options;
  const times: UnixMs[] = [];
  let span = 0;
  const first = bucketOf(Math.max(from, listedFrom ?? from), timeframe, session);
  let bucket = first.start < from ? bucketOf(first.end, timeframe, session) : first;
  while (bucket.end <= before) {
    while ((stored[span]?.last ?? bucket.start) < bucket.start) span += 1;
    const isStored = (stored[span]?.first ?? Number.POSITIVE_INFINITY) <= bucket.start;
    if (!isStored && isTrading(bucket.start, timeframe, session)) times.push(bucket.start);
    bucket = bucketOf(bucket.end, timeframe, session);
  }
  return times;
}

function nextTrading(openTime: UnixMs, timeframe: Timeframe, session: Session): UnixMs {
  let bucket = bucketOf(openTime, timeframe, session);
  do bucket = bucketOf(bucket.end, timeframe, session);
  while (!isTrading(bucket.start, timeframe, session));
  return bucket.start;
}
