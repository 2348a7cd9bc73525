import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import { closeTime, type UnixMs } from '#shared/market/candle.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { Clock, FeedListener, HistoryStore, SeriesName, Timer, VenueFeed } from '#shared/ports.ts';
import type { FeedState, VenueHealth } from '#shared/sync/status.ts';
import type { CandleSource } from './candleSource.ts';
import { ccxtCandleSource, readCcxtRow } from './ccxtCandleSource.ts';
import type { CcxtExchange } from './ccxtExchange.ts';
import { newFeedCounters } from './feedCounters.ts';
import { Pause } from './pause.ts';
import { SeriesCloser } from './seriesCloser.ts';
import { VenueHistory } from './venueHistory.ts';

export interface CcxtFeedOptions {
  /** As in config/symbols.json: "ccxt:kraken". */
  readonly venue: string;
  readonly listed: readonly { readonly spec: SymbolSpec; readonly venueSymbol: string }[];
  /** Made when the feed starts. */
  readonly open: () => Promise<CcxtExchange>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly timer: Timer;
  readonly random: Random;
  readonly store: HistoryStore;
  readonly log: Logger;
  readonly historyDays: number;
  /** The engine's newest candle of a series, by open time; null: it has none. */
  readonly foldedUpTo: (series: SeriesName) => UnixMs | null;
  /** A candle could not be handed over or stored: the process has to end and recover. */
  readonly failed: (error: unknown) => void;
}

/** Each symbol's open candle is asked for so often. */
const pollMs = 10_000;
/** Prices that are older than this cannot be trusted. */
const staleMs = 60_000;
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

interface Followed {
  readonly spec: SymbolSpec;
  readonly venueSymbol: string;
  /** Longest first. */
  readonly timeframes: readonly Timeframe[];
  heardAt: UnixMs | null;
}

/** Candles of any exchange that the `ccxt` package knows, by polling: its REST closes them as Delta's does. */
export class CcxtFeed implements VenueFeed {
  readonly venue: string;
  readonly #options: CcxtFeedOptions;
  readonly #pause: Pause;
  readonly #abort = new AbortController();
  readonly #followed: readonly Followed[];
  /** Why an instrument is not followed, by symbol. */
  readonly #left = new Map<string, string>();
  #exchange: CcxtExchange | null = null;
  readonly #counters = newFeedCounters();
  #closers: readonly SeriesCloser[] = [];
  #phase: 'reaching' | 'loading' | 'running' | 'stopped' = 'reaching';
  #trouble: string | null = null;
  #loading: { readonly series: SeriesName; readonly total: number } | null = null;
  #lastCandleAt: UnixMs | null = null;
  #told: string;

  constructor(options: CcxtFeedOptions) {
    this.#options = options;
    this.venue = options.venue;
    this.#pause = new Pause();
    this.#followed = options.listed.map(({ spec, venueSymbol }) => ({
      spec,
      venueSymbol,
      timeframes: spec.timeframes.toSorted((a, b) => timeframeMs(b) - timeframeMs(a)),
      heardAt: null,
    }));
    this.#told = this.#words();
  }

  async start(on: FeedListener): Promise<void> {
    this.#noteFolded();
    this.#tell(on);
    const exchange = await this.#reach(on);
    if (exchange === null) return;
    this.#exchange = exchange;
    const source = ccxtCandleSource({
      exchange,
      clock: this.#options.clock,
      venueSymbol: (symbol) =>
        this.#followed.find(({ spec }) => spec.symbol === symbol)?.venueSymbol ?? symbol,
    });
    await this.#load(on, source);
    if (this.#isStopped) return;
    this.#phase = 'running';
    this.#tell(on);
    void this.#poll(on);
  }

  stop(): Promise<void> {
    this.#phase = 'stopped';
    this.#abort.abort();
    this.#pause.end();
    for (const closer of this.#closers) closer.stop();
    return Promise.resolve();
  }

  health(): VenueHealth {
    const heard = this.#followed.flatMap(({ heardAt }) => heardAt ?? []);
    return {
      venue: this.venue,
      name: this.#name,
      state: this.#state,
      lastCandleAt: this.#lastCandleAt,
      lastHeardAt: heard.length === 0 ? null : Math.max(...heard),
      progress: this.#phase === 'loading' ? (this.#loading?.total ?? 0) : null,
      message: this.#message,
      staleSymbols: this.#followed.flatMap(({ spec }) =>
        this.doubt(spec.symbol) === null ? [] : spec.symbol,
      ),
    };
  }

  doubt(symbol: string): string | null {
    const left = this.#left.get(symbol);
    if (left !== undefined) return left;
    const followed = this.#followed.find(({ spec }) => spec.symbol === symbol);
    if (!followed) return `${symbol} is not followed at ${this.#name}.`;
    if (this.#phase === 'stopped') return `${this.#name} is not asked any more.`;
    if (this.#trouble !== null) return this.#trouble;
    if (this.#phase !== 'running') return `The history of ${symbol} is being loaded.`;
    if (followed.heardAt === null) return `No price of ${symbol} has come yet.`;
    const ageMs = this.#options.clock.now() - followed.heardAt;
    return ageMs > staleMs ? `${symbol} was not heard of at ${this.#name} for a minute.` : null;
  }

  get #isStopped(): boolean {
    return this.#phase === 'stopped';
  }

  get #name(): string {
    return this.#exchange?.name ?? this.venue.slice(this.venue.indexOf(':') + 1);
  }

  get #state(): FeedState {
    if (this.#phase === 'reaching') return this.#trouble === null ? 'starting' : 'stale';
    if (this.#phase === 'loading') return 'backfilling';
    return this.#followed.some(({ spec }) => this.doubt(spec.symbol) !== null) ? 'stale' : 'live';
  }

  get #message(): string | null {
    if (this.#phase === 'loading' && this.#loading !== null && this.#trouble === null)
      return `Loading ${this.#loading.series.symbol} ${this.#loading.series.timeframe}.`;
    if (this.#trouble !== null) return this.#trouble;
    const doubts = this.#followed.flatMap(({ spec }) => this.doubt(spec.symbol) ?? []);
    return this.#phase === 'running' ? (doubts[0] ?? null) : null;
  }

  /** What the app shows as long as the venue does not answer. */
  #noteFolded(): void {
    for (const { spec, timeframes } of this.#followed) {
      for (const timeframe of timeframes) {
        const folded = this.#options.foldedUpTo({ symbol: spec.symbol, timeframe });
        if (folded !== null) this.#noteCandle(folded + timeframeMs(timeframe));
      }
    }
  }

  async #reach(on: FeedListener): Promise<CcxtExchange | null> {
    const { log, random, open } = this.#options;
    for (let tried = 1; !this.#isStopped; tried += 1) {
      try {
        const exchange = await open();
        const symbols = new Set(await exchange.symbols());
        if (this.#isStopped) return null;
        for (const followed of this.#followed) this.#check(exchange, symbols, followed);
        this.#setTrouble(on, null);
        return exchange;
      } catch (error) {
        if (this.#isStopped) return null;
        const text = textOf(error);
        if (error instanceof TradingError && error.kind !== 'transient') {
          this.#setTrouble(on, text);
          log.error({ evt: 'ccxt.unusable', venue: this.venue, text });
          return null;
        }
        const retryMs = random.between(firstRetryMs, Math.min(longestRetryMs, firstRetryMs * 2 ** tried));
        log.info({ evt: 'ccxt.unreachable', venue: this.venue, text, retryMs: Math.round(retryMs) });
        this.#setTrouble(on, `${text} Trying again in ${Math.ceil(retryMs / 1_000)} s.`);
        await this.#pause.wait(this.#options.timer, retryMs);
      }
    }
    return null;
  }

  #check(
    exchange: CcxtExchange,
    symbols: ReadonlySet<string>,
    { spec, venueSymbol, timeframes }: Followed,
  ): void {
    const missing = timeframes.filter((timeframe) => !Object.hasOwn(exchange.timeframes, timeframe));
    if (!symbols.has(venueSymbol))
      this.#left.set(spec.symbol, `${exchange.name} does not trade "${venueSymbol}" (config/symbols.json).`);
    else if (missing.length > 0)
      this.#left.set(
        spec.symbol,
        `${exchange.name} has no ${missing.join(' and ')} candles of ${spec.symbol}.`,
      );
  }

  async #load(on: FeedListener, source: CandleSource): Promise<void> {
    const { clock, log, failed } = this.#options;
    this.#phase = 'loading';
    const history = new VenueHistory({
      ...this.#options,
      source,
      on,
      venueNow: () => clock.now(),
      signal: this.#abort.signal,
      // Its own limiter lets one request through at a time anyway.
      inFlight: 1,
      handedOver: (newest) => this.#noteCandle(closeTime(newest)),
      onProgress: ({ series, total }) => {
        this.#loading = { series, total };
        this.#setTrouble(on, null);
        this.#tell(on);
      },
      onTrouble: (series, error) => {
        log.warn({ evt: 'history.trouble', ...series, text: textOf(error) });
        this.#setTrouble(on, `${textOf(error)} Loading goes on as soon as it answers.`);
      },
    });
    const closers = this.#followed
      .filter(({ spec }) => !this.#left.has(spec.symbol))
      .flatMap((followed) => this.#closersOf(followed, on, source));
    const loaded = await history.load(closers.map(({ series }) => series));
    if (this.#isStopped) return;
    this.#closers = closers;
    for (const [index, one] of loaded.entries()) {
      if ('start' in one) closers[index]?.run(one.start).catch(failed);
      else this.#left.set(one.series.symbol, `Its history cannot be loaded: ${textOf(one.failure)}`);
    }
    this.#setTrouble(on, null);
  }

  #closersOf(
    { spec, timeframes }: Followed,
    on: FeedListener,
    source: CandleSource,
  ): readonly SeriesCloser[] {
    return timeframes.map(
      (timeframe) =>
        new SeriesCloser({
          ...this.#options,
          series: { symbol: spec.symbol, timeframe },
          source,
          on,
          counters: this.#counters,
          unsureMs: () => 0,
          beforeLook: () => {},
          confirmed: (candle) => this.#noteCandle(closeTime(candle)),
          changed: () => this.#tell(on),
        }),
    );
  }

  /** The open candle of each symbol, one symbol after the other. */
  async #poll(on: FeedListener): Promise<void> {
    while (!this.#isStopped) {
      for (const followed of this.#followed) {
        if (this.#left.has(followed.spec.symbol)) continue;
        await this.#ask(on, followed);
        if (this.#isStopped) return;
      }
      this.#tell(on);
      await this.#pause.wait(this.#options.timer, pollMs);
    }
  }

  async #ask(on: FeedListener, followed: Followed): Promise<void> {
    const { clock, log } = this.#options;
    const { spec, timeframes, venueSymbol } = followed;
    for (const timeframe of timeframes) {
      const stepMs = timeframeMs(timeframe);
      const since = Math.floor(clock.now() / stepMs) * stepMs;
      try {
        const rows = await this.#exchange?.candles({ symbol: venueSymbol, timeframe, since, limit: 2 });
        if (this.#isStopped) return;
        const newest = rows?.map((row) => readCcxtRow(row, { symbol: spec.symbol, timeframe }).candle).at(-1);
        followed.heardAt = clock.now();
        if (newest && closeTime(newest) > clock.now()) on.forming(newest);
      } catch (error) {
        log.warn({ evt: 'ccxt.unasked', symbol: spec.symbol, timeframe, text: textOf(error) });
        return;
      }
    }
  }

  #noteCandle(at: UnixMs): void {
    this.#lastCandleAt = Math.max(this.#lastCandleAt ?? 0, at);
  }

  #setTrouble(on: FeedListener, text: string | null): void {
    this.#trouble = text;
    this.#tell(on);
  }

  #words(): string {
    const { state, message, staleSymbols } = this.health();
    return JSON.stringify([state, message, staleSymbols]);
  }

  #tell(on: FeedListener): void {
    const words = this.#words();
    if (words === this.#told || this.#isStopped) return;
    this.#told = words;
    on.healthChanged();
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
