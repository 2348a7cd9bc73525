import { Aggregator } from '#shared/market/aggregate.ts';
import { bucketOf } from '#shared/market/buckets.ts';
import { type Candle, closeTime, type UnixMs } from '#shared/market/candle.ts';
import { sequenceOf, timeText } from '#shared/market/candleChecks.ts';
import { missingSteps } from '#shared/market/session.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { FeedListener, HistoryStore } from '#shared/ports.ts';
import { tooFar } from './candleJudge.ts';
import { handOverStored } from './storedHistory.ts';

interface IngestSeriesOptions {
  readonly spec: SymbolSpec;
  readonly store: HistoryStore;
  readonly foldedUpTo: (series: { readonly symbol: string; readonly timeframe: Timeframe }) => UnixMs | null;
}

/** What became of pushed candles. */
export interface PushCounts {
  /** New, and handed on. */
  readonly added: number;
  /** Were there already, the same. */
  readonly known: number;
  /** Older than the newest: stored, and counted by the engine from the next start on. */
  readonly late: number;
}

/** Weekends with a holiday beside them. */
const longestRestMs = 4 * 86_400_000;
const longAgo = { from: 0, before: Number.MAX_SAFE_INTEGER };

/** Candles of one instrument that somebody pushes: those of its shortest timeframe, from which we make the longer. */
export class IngestSeries {
  readonly spec: SymbolSpec;
  readonly base: Timeframe;
  readonly #options: IngestSeriesOptions;
  readonly #longer: readonly Timeframe[];
  #aggregators: readonly Aggregator[] = [];
  #newest: Candle | null = null;

  constructor(options: IngestSeriesOptions) {
    this.#options = options;
    this.spec = options.spec;
    const [base, ...longer] = [...options.spec.timeframes].sort((a, b) => timeframeMs(a) - timeframeMs(b));
    if (base === undefined) throw new Error('invariant: an instrument has a timeframe');
    this.base = base;
    this.#longer = longer;
  }

  get newest(): Candle | null {
    return this.#newest;
  }

  /** Hands over what is stored and was not folded yet, and makes the longer candles that are missing. */
  async open(on: FeedListener): Promise<void> {
    this.#aggregators = [];
    for (const timeframe of this.#longer) await this.#handOverStored(on, timeframe);
    const aggregators: Aggregator[] = [];
    for (const timeframe of this.#longer) aggregators.push(await this.#aggregatorOf(on, timeframe));
    this.#newest = await this.#handOverStored(on, this.base);
    this.#aggregators = aggregators;
  }

  /** Each with a fault is named; nothing is kept unless all of them can be. */
  async faultsOf(candles: readonly Candle[]): Promise<readonly string[]> {
    const stored = await this.#storedAt(candles);
    let before = await this.#closeBefore(candles[0]);
    return candles.flatMap((candle) => {
      const known = stored.get(candle.openTime);
      const when = `${candle.symbol} ${candle.timeframe} ${timeText(candle.openTime)}`;
      const far = known === undefined && before !== null ? tooFar(candle, before) : null;
      if (far !== null) return [`${when}: ${far}`];
      before = candle.close;
      if (known === undefined || sequenceOf(known, candle) === 'duplicate') return [];
      return [
        `${when} is here already with other prices (close ${known.close}, now ${candle.close}): a closed candle does not change`,
      ];
    });
  }

  /** null: nothing is stored within days before it. */
  async #closeBefore(first: Candle | undefined): Promise<number | null> {
    if (first === undefined) return null;
    if (this.#newest !== null && this.#newest.openTime < first.openTime) return this.#newest.close;
    const range = {
      from: first.openTime - longestRestMs,
      before: first.openTime,
      limit: Number.MAX_SAFE_INTEGER,
    };
    const stored = await this.#options.store.read(this.#name(this.base), range);
    return stored.at(-1)?.close ?? null;
  }

  /** Sound candles in order, without faults. Resolves once they are stored. */
  async take(candles: readonly Candle[], { on, now }: Hand): Promise<PushCounts> {
    const stored = await this.#storedAt(candles);
    const unknown = candles.filter((candle) => !stored.has(candle.openTime));
    const newestTime = this.#newest?.openTime ?? -1;
    const late = unknown.filter((candle) => candle.openTime < newestTime);
    const added = unknown.filter((candle) => candle.openTime > newestTime);
    // What was handed over before has to be folded by then, so that the store knows how late these are.
    if (late.length > 0) await on.settled();
    await this.#options.store.save(unknown);
    await this.#mendLonger(late);
    this.#newest = added.at(-1) ?? this.#newest;
    for (const candle of added) {
      await handOver(candle, { on, now });
      for (const aggregator of this.#aggregators) {
        const made = aggregator.fold(candle);
        await this.#options.store.save(made);
        for (const longer of made) await handOver(longer, { on, now });
      }
    }
    return { added: added.length, known: candles.length - unknown.length, late: late.length };
  }

  /** Candles of trading time that should be there by then and are not. */
  missingBy(time: UnixMs): number {
    if (this.#newest === null) return 0;
    const { start } = bucketOf(time, this.base, this.spec.session);
    const hole = { after: this.#newest.openTime, before: start };
    return missingSteps({ ...hole, timeframe: this.base, session: this.spec.session });
  }

  async #storedAt(candles: readonly Candle[]): Promise<ReadonlyMap<UnixMs, Candle>> {
    const [first, last] = [candles[0], candles.at(-1)];
    if (!first || !last) return new Map();
    const range = { from: first.openTime, before: last.openTime + 1, limit: Number.MAX_SAFE_INTEGER };
    const stored = await this.#options.store.read(this.#name(this.base), range);
    return new Map(stored.map((candle) => [candle.openTime, candle]));
  }

  /** Longer candles whose parts came late are made anew of all that was there and these. */
  async #mendLonger(late: readonly Candle[]): Promise<void> {
    if (this.#newest === null) return;
    const { spec, store } = this.#options;
    for (const timeframe of this.#longer) {
      const buckets = late.map(({ openTime }) => bucketOf(openTime, timeframe, spec.session));
      for (const { start, end } of new Map(buckets.map((bucket) => [bucket.start, bucket])).values()) {
        const aggregator = await this.#newAggregatorAt(timeframe, start);
        const limit = (end - start) / timeframeMs(this.base) + 1;
        const range = { from: start, before: this.#newest.openTime + 1, limit };
        const parts = await store.read(this.#name(this.base), range);
        // The next candle after it tells that it is over.
        const last = parts.findIndex(({ openTime }) => openTime >= end);
        const made = parts.slice(0, last === -1 ? limit : last + 1).flatMap((part) => aggregator.fold(part));
        await store.save(made.filter((candle) => candle.openTime === start));
        if (closeTime(this.#newest) < end) this.#goOnWith(aggregator);
      }
    }
  }

  /** One that has begun before this candle, if candles did. */
  async #newAggregatorAt(timeframe: Timeframe, start: UnixMs): Promise<Aggregator> {
    const [first] = await this.#options.store.read(this.#name(this.base), { ...longAgo, limit: 1 });
    const aggregator = this.#newAggregator(timeframe);
    aggregator.restore({ hasBegun: first !== undefined && first.openTime < start, running: null });
    return aggregator;
  }

  #goOnWith(aggregator: Aggregator): void {
    this.#aggregators = this.#aggregators.map((old) => (old.to === aggregator.to ? aggregator : old));
  }

  /** One that has seen every stored candle; what it makes of those that the longer series lacks is handed over. */
  async #aggregatorOf(on: FeedListener, timeframe: Timeframe): Promise<Aggregator> {
    const aggregator = this.#newAggregator(timeframe);
    const spans = await this.#options.store.spans(this.#name(timeframe), longAgo);
    const last = spans.at(-1)?.last ?? null;
    const from = last === null ? 0 : bucketOf(last, timeframe, this.spec.session).end;
    await handOverStored(this.#options.store, this.#name(this.base), {
      ...longAgo,
      from,
      take: async (candles) => {
        const made = candles.flatMap((candle) => aggregator.fold(candle));
        await this.#options.store.save(made);
        if (made.length > 0) await on.history(made);
        return true;
      },
    });
    return aggregator;
  }

  #newAggregator(to: Timeframe): Aggregator {
    return new Aggregator({ from: this.base, to, session: this.spec.session });
  }

  #handOverStored(on: FeedListener, timeframe: Timeframe): Promise<Candle | null> {
    const series = this.#name(timeframe);
    return handOverStored(this.#options.store, series, {
      // The last folded one is read again, so that the newest is known where nothing new is there.
      from: this.#options.foldedUpTo(series) ?? 0,
      before: longAgo.before,
      take: async (candles) => {
        await on.history(candles);
        return true;
      },
    });
  }

  #name(timeframe: Timeframe) {
    return { symbol: this.spec.symbol, timeframe };
  }
}

interface Hand {
  readonly on: FeedListener;
  readonly now: UnixMs;
}

/** One that ended longer ago than it lasted raises nothing any more. */
async function handOver(candle: Candle, { on, now }: Hand): Promise<void> {
  if (now - closeTime(candle) < timeframeMs(candle.timeframe)) await on.closed(candle);
  else await on.history([candle]);
}
