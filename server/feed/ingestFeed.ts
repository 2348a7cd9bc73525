import { TradingError } from '#shared/errors.ts';
import { type Candle, closeTime, type UnixMs } from '#shared/market/candle.ts';
import { candleFault, sequenceFault, timeText } from '#shared/market/candleChecks.ts';
import { CandleLadder } from '#shared/market/candleLadder.ts';
import { isAtRest, missingSteps } from '#shared/market/session.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { StreamTick } from '#shared/market/tickOrder.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { Cancel, Clock, FeedListener, HistoryStore, VenueFeed } from '#shared/ports.ts';
import type { VenueHealth } from '#shared/sync/status.ts';
import { IngestSeries, type PushCounts } from './ingestSeries.ts';

interface IngestFeedOptions {
  /** Instruments of venue "ingest". */
  readonly specs: readonly SymbolSpec[];
  readonly clock: Clock;
  readonly store: HistoryStore;
  readonly foldedUpTo: (series: { readonly symbol: string; readonly timeframe: Timeframe }) => UnixMs | null;
  /** What nobody waits for went wrong: storing a candle made of ticks. */
  readonly failed: (error: unknown) => void;
}

/** A candle of the future is refused, unless the sender's clock is ahead by no more than this. */
const aheadMs = 5_000;
/** How long after its end a candle may take to be pushed before its symbol is stale. */
const lateMs = 120_000;
/** After so long without a candle of it nobody pushes an instrument any more: it is not missed. */
const givenUpMs = 7 * 86_400_000;
const lookEveryMs = 1_000;
/** Minutes of trading without a tick after which whoever sends them is taken to be away. */
const quietMinutes = 2;
const minuteMs = 60_000;

interface TickSeries {
  readonly ladder: CandleLadder;
  readonly series: IngestSeries;
  /** When ticks came last. */
  heardAt: UnixMs;
}

/** Closed candles, or ticks, that a chart program of the owner's pushes in: for FX and gold. */
export class IngestFeed implements VenueFeed {
  readonly venue = 'ingest';
  readonly #options: IngestFeedOptions;
  readonly #series: ReadonlyMap<string, IngestSeries>;
  readonly #ticks = new Map<string, TickSeries>();
  #on: FeedListener | null = null;
  #heardAt: UnixMs | null = null;
  #isStopped = false;
  /** What was told of the health last. */
  #told: string;
  /** One push after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #cancelLook: Cancel = () => {};

  constructor(options: IngestFeedOptions) {
    this.#options = options;
    const made = options.specs.map((spec) => [spec.symbol, new IngestSeries({ ...options, spec })] as const);
    this.#series = new Map(made);
    this.#told = this.#words();
  }

  async start(on: FeedListener): Promise<void> {
    for (const series of this.#series.values()) {
      if (this.#isStopped) return;
      await series.open(on);
      if (series.newest) this.#heardAt = Math.max(this.#heardAt ?? 0, closeTime(series.newest));
    }
    if (this.#isStopped) return;
    this.#on = on;
    this.#look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelLook();
    this.#on = null;
    await this.#work;
  }

  /** Resolves once they are stored; rejects, with every fault named, before anything is. */
  push(candles: readonly Candle[]): Promise<PushCounts> {
    return this.#inTurn(() => this.#push(candles));
  }

  /** Makes candles of them; how many were taken. Ticks that come twice or late are harmless. */
  pushTicks(symbol: string, ticks: readonly StreamTick[]): Promise<number> {
    return this.#inTurn(() => {
      const on = this.#listener();
      const now = this.#options.clock.now();
      const known = this.#ticksOf(this.#seriesOf(symbol));
      // Nobody knows what was traded meanwhile.
      if (isAway(known, now)) known.ladder.restart(now);
      known.heardAt = now;
      for (const tick of ticks) known.ladder.take(tick, now);
      this.#heard();
      const forming = known.ladder.forming(known.series.base);
      if (forming && forming.openTime > (known.series.newest?.openTime ?? 0)) on.forming(forming);
      return Promise.resolve(ticks.length);
    });
  }

  health(): VenueHealth {
    const stale = [...this.#series.values()].filter((series) => this.#isStale(series));
    const missed = stale.find((series) => this.#isUsed(series));
    const newest = [...this.#series.values()].flatMap(({ newest }) => (newest ? closeTime(newest) : []));
    return {
      venue: this.venue,
      name: 'Pushed candles',
      state: this.#stateNow(),
      lastCandleAt: newest.length === 0 ? null : Math.max(...newest),
      lastHeardAt: this.#heardAt,
      progress: null,
      message: missed ? this.#staleText(missed) : null,
      staleSymbols: stale.map(({ spec }) => spec.symbol),
    };
  }

  doubt(symbol: string): string | null {
    const series = this.#series.get(symbol);
    if (this.#on === null) return 'Candles can be pushed once Breaker has started.';
    if (!series?.newest) return `No candle of ${symbol} was ever pushed.`;
    return this.#isStale(series) ? this.#staleText(series) : null;
  }

  async #push(candles: readonly Candle[]): Promise<PushCounts> {
    const on = this.#listener();
    const now = this.#options.clock.now();
    const bySymbol = groupBySymbol(candles);
    const faults: string[] = [];
    for (const [symbol, ofSymbol] of bySymbol) {
      const series = this.#seriesOf(symbol);
      const unsound = this.#faults(series, ofSymbol, now);
      faults.push(...unsound);
      if (unsound.length === 0) faults.push(...(await series.faultsOf(ofSymbol)));
    }
    if (faults.length > 0) throw new TradingError('rejected', 'ingest.faulty', faults.join('\n'));
    let counts = { added: 0, known: 0, late: 0 };
    for (const [symbol, ofSymbol] of bySymbol) {
      const { added, known, late } = await this.#seriesOf(symbol).take(withoutRepeats(ofSymbol), { on, now });
      counts = { added: counts.added + added, known: counts.known + known, late: counts.late + late };
    }
    this.#heard();
    return counts;
  }

  #faults({ spec, base }: IngestSeries, candles: readonly Candle[], now: UnixMs): readonly string[] {
    return candles.flatMap((candle, index) => {
      const previous = candles[index - 1];
      const when = `${candle.symbol} ${candle.timeframe} ${timeText(candle.openTime)}`;
      if (candle.timeframe !== base)
        return [`${when}: ${candle.symbol} is pushed as ${base} candles; longer ones are made of them`];
      const fault = candleFault(candle, spec.session) ?? (previous && sequenceFault(previous, candle));
      if (fault) return [`${when}: ${fault}`];
      if (isAtRest(candle.openTime, candle.timeframe, spec.session))
        return [`${when}: ${candle.symbol} does not trade then`];
      if (closeTime(candle) > now + aheadMs)
        return [`${when} is not over: it is ${timeText(Math.floor(now / 1_000) * 1_000)} UTC`];
      return [];
    });
  }

  #seriesOf(symbol: string): IngestSeries {
    const series = this.#series.get(symbol);
    if (series) return series;
    const known = [...this.#series.keys()].join(', ') || 'none';
    const text = `Symbol "${symbol}" is not pushed; config/symbols.json has these with venue "ingest": ${known}.`;
    throw new TradingError('rejected', 'ingest.symbol', text);
  }

  #ticksOf(series: IngestSeries): TickSeries {
    const { symbol, session } = series.spec;
    const known = this.#ticks.get(symbol);
    if (known) return known;
    const ladder = new CandleLadder({
      symbol,
      timeframes: [series.base],
      session,
      closed: (candle) => {
        this.#inTurn(() => this.#push([candle])).catch((error: unknown) => {
          // Refused, or too late: it is told of no more.
          if (!(error instanceof TradingError)) this.#options.failed(error);
        });
      },
    });
    const begun = { ladder, series, heardAt: this.#options.clock.now() };
    ladder.restart(begun.heardAt);
    this.#ticks.set(symbol, begun);
    return begun;
  }

  #listener(): FeedListener {
    if (this.#on) return this.#on;
    throw new TradingError('transient', 'ingest.starting', 'Breaker is starting or stopping. Push it again.');
  }

  #inTurn<Value>(run: () => Promise<Value>): Promise<Value> {
    const done = this.#work.then(run);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #heard(): void {
    this.#heardAt = this.#options.clock.now();
    this.#tell();
  }

  /** Closes candles of ticks by the clock, and notices who has fallen silent. */
  #look(): void {
    const now = this.#options.clock.now();
    // Minutes without a tick are flat candles, but only as long as somebody is there to tell of one.
    for (const ticks of this.#ticks.values()) if (!isAway(ticks, now)) ticks.ladder.passTime(now);
    this.#tell();
    this.#cancelLook = this.#options.clock.after(lookEveryMs, () => this.#look());
  }

  #words(): string {
    const { state, message, staleSymbols } = this.health();
    return JSON.stringify([state, message, staleSymbols]);
  }

  #tell(): void {
    const words = this.#words();
    if (words === this.#told) return;
    this.#told = words;
    this.#on?.healthChanged();
  }

  #stateNow(): VenueHealth['state'] {
    const used = [...this.#series.values()].filter((series) => this.#isUsed(series));
    if (used.length === 0) return 'starting';
    return used.some((series) => this.#isStale(series)) ? 'stale' : 'live';
  }

  #isUsed({ newest }: IngestSeries): boolean {
    return newest !== null && this.#options.clock.now() - closeTime(newest) <= givenUpMs;
  }

  #isStale(series: IngestSeries): boolean {
    return series.missingBy(this.#options.clock.now() - lateMs) > 0;
  }

  #staleText({ spec, base, newest }: IngestSeries): string {
    const since = newest ? timeText(closeTime(newest)) : 'the beginning';
    const minutes = timeframeMs(base) / 60_000;
    return `${spec.symbol}: nothing was pushed since ${since} UTC; a candle is due every ${minutes} min.`;
  }
}

const startOfMinute = (time: UnixMs): UnixMs => Math.floor(time / minuteMs) * minuteMs;

function isAway({ heardAt, series }: TickSeries, now: UnixMs): boolean {
  const hole = { after: startOfMinute(heardAt), before: startOfMinute(now) };
  return missingSteps({ ...hole, timeframe: '1m', session: series.spec.session }) > quietMinutes;
}

function groupBySymbol(candles: readonly Candle[]): ReadonlyMap<string, readonly Candle[]> {
  const groups = new Map<string, Candle[]>();
  for (const candle of candles) {
    const group = groups.get(candle.symbol);
    if (group) group.push(candle);
    else groups.set(candle.symbol, [candle]);
  }
  return groups;
}

/** The same candle may stand twice in one push. */
const withoutRepeats = (candles: readonly Candle[]): readonly Candle[] =>
  candles.filter((candle, index) => candles[index - 1]?.openTime !== candle.openTime);
