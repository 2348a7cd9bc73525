import type { Logger } from 'pino';
import { type Candle, closeTime, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { FeedListener, HistoryStore, SeriesName, Timer, VenueFeed } from '#shared/ports.ts';
import type { FeedState, VenueHealth } from '#shared/sync/status.ts';
import { Connection, type ConnectionState } from '../delta/connection.ts';
import type { Dialect, Subscription } from '../delta/dialect.ts';
import type { ExchangeClock } from '../delta/exchangeClock.ts';
import type { DeltaHosts } from '../delta/hosts.ts';
import type { MarketMessage } from '../delta/marketMessage.ts';
import { type ListedInstrument, type ProductFact, readProductFacts } from '../delta/productFacts.ts';
import { PublicRest } from '../delta/publicRest.ts';
import type { RestCaller } from '../delta/restCaller.ts';
import type { Transport } from '../delta/transport.ts';
import { deltaCandleSource } from './deltaCandleSource.ts';
import { type DeltaCounters, newDeltaCounters } from './deltaCounters.ts';
import * as words from './deltaWords.ts';
import { HistoryLoader, type WantedSeries } from './historyLoader.ts';
import { Pause } from './pause.ts';
import { SeriesCloser, type SeriesStart } from './seriesCloser.ts';
import { handOverStored, unbrokenUntil } from './storedHistory.ts';
import { SymbolStream } from './symbolStream.ts';

export interface DeltaFeedOptions {
  readonly listed: readonly ListedInstrument[];
  readonly hosts: DeltaHosts;
  readonly dialect: Dialect;
  readonly transport: Transport;
  readonly rest: RestCaller;
  /** The venue's time; somebody else has started it, or will. */
  readonly clock: Pick<ExchangeClock, 'now' | 'measure' | 'doubt' | 'offsetMs' | 'unsureMs'>;
  readonly timer: Timer;
  readonly random: Random;
  readonly store: HistoryStore;
  readonly log: Logger;
  /** How much of the past is loaded for a symbol that is followed for the first time. */
  readonly historyDays: number;
  /** The engine's newest candle of a series, by open time: it and those before are not handed over. null: it has none. */
  readonly foldedUpTo: (series: SeriesName) => UnixMs | null;
  /** An instrument with the venue's own figures, once they are known. */
  readonly specRead: (spec: SymbolSpec) => void;
  /** A candle could not be handed over or stored: the process has to end and recover. */
  readonly failed: (error: unknown) => void;
}

/** An instrument that the venue has. */
interface Followed {
  readonly symbol: string;
  readonly venueSymbol: string;
  readonly stream: SymbolStream;
  /** Longer timeframes first. */
  readonly closers: readonly SeriesCloser[];
  /** As REST said last: "operational". */
  tradingStatus: string;
  /** `monotonicMs` when REST was asked whether there are trades. */
  probedMs: number;
}

const dayMs = 86_400_000;
/** Candles that ended so long ago do not change any more: only those are loaded as history. */
const restlessMs = 10_000;
const lookEveryMs = 500;
const tickersEveryMs = 60_000;
/** Prices of REST that are newer than the stream by so much: the stream is dead. */
const zombieMs = 10_000;
const probeEveryMs = 30_000;
/** A candle that REST does not confirm for so long makes its symbol doubtful. */
const overdueMs = 30_000;
const longestWaitMs = 60_000;
const operational = 'operational';

/**
 * Delta Exchange as a feed: loads what is missing, listens to the stream, and closes candles as REST confirms them
 * (`SeriesCloser`). After every break what was missed comes first. As long as anything is in doubt it says so.
 */
export class DeltaFeed implements VenueFeed {
  readonly venue = 'delta';
  readonly counters: DeltaCounters = newDeltaCounters();
  readonly #options: DeltaFeedOptions;
  readonly #live: PublicRest;
  readonly #past: PublicRest;
  readonly #pause: Pause;
  readonly #abort = new AbortController();
  readonly #followed = new Map<string, Followed>();
  readonly #byVenueSymbol = new Map<string, Followed>();
  /** Why an instrument is not followed, by symbol. */
  readonly #left = new Map<string, string>();
  #differences: readonly string[] = [];
  #on: FeedListener | null = null;
  #phase: 'reaching' | 'loading' | 'running' | 'stopped' = 'reaching';
  /** Why the venue does not answer, in one sentence; null: it does. */
  #trouble: string | null = null;
  #loading: { readonly series: SeriesName; readonly total: number } | null = null;
  #connection: Connection | null = null;
  #link: ConnectionState = { state: 'idle' };
  #hasBeenOpen = false;
  #isCatchingUp = false;
  #systemStatus = 'live';
  #lastCandleAt: UnixMs | null;
  #lastHeardAt: UnixMs | null = null;
  #toldHealth = '';
  #cancelLook: () => void = () => undefined;
  #cancelTickers: () => void = () => undefined;

  constructor(options: DeltaFeedOptions) {
    this.#options = options;
    const { rest, clock } = options;
    this.#live = new PublicRest({ rest, clock, caller: 'live' });
    this.#past = new PublicRest({ rest, clock, caller: 'history' });
    this.#pause = new Pause(options.timer);
    this.#lastCandleAt = this.#newestFolded();
  }

  async start(on: FeedListener): Promise<void> {
    this.#on = on;
    const facts = await this.#reach(on);
    if (facts === null) return;
    this.#follow(facts, on);
    const starts = await this.#load(on);
    if (this.#isStopped) return;
    this.#phase = 'running';
    for (const [closer, start] of starts) closer.run(start).catch(this.#options.failed);
    this.#listen();
    this.#look();
    this.#tell();
  }

  /** At once: what is on its way is not waited for, and nothing of it is handed over. */
  stop(): Promise<void> {
    this.#phase = 'stopped';
    this.#abort.abort();
    this.#pause.end();
    this.#cancelLook();
    this.#cancelTickers();
    this.#connection?.stop();
    for (const { closers } of this.#followed.values()) for (const closer of closers) closer.stop();
    return Promise.resolve();
  }

  health(): VenueHealth {
    return {
      venue: this.venue,
      name: this.#options.hosts.name,
      state: this.#state(),
      lastCandleAt: this.#lastCandleAt,
      lastHeardAt: this.#lastHeardAt,
      progress: this.#progress(),
      message: this.#message(),
      staleSymbols: this.#symbols.filter((symbol) => this.doubt(symbol) !== null),
    };
  }

  doubt(symbol: string): string | null {
    const { hosts, clock } = this.#options;
    const left = this.#left.get(symbol);
    if (left !== undefined) return left;
    if (this.#phase === 'stopped') return `${hosts.name} is not listened to any more.`;
    const followed = this.#followed.get(symbol);
    if (this.#trouble !== null) return this.#trouble;
    if (this.#phase !== 'running') return `The history of ${symbol} is being loaded.`;
    if (!followed) return `${symbol} is not followed at ${hosts.name}.`;
    if (this.#link.state !== 'open') return this.#linkWords() ?? `${hosts.name} is being connected to.`;
    return clock.doubt() ?? this.#doubtOf(followed);
  }

  /** What became of the ticks of each symbol. */
  ticks(): readonly { readonly symbol: string; readonly counts: SymbolStream['ticks'] }[] {
    return [...this.#followed.values()].map(({ symbol, stream }) => ({ symbol, counts: stream.ticks }));
  }

  get #isStopped(): boolean {
    return this.#phase === 'stopped';
  }

  get #symbols(): readonly string[] {
    return this.#options.listed.map(({ spec }) => spec.symbol);
  }

  #newestFolded(): UnixMs | null {
    const ends = this.#options.listed.flatMap(({ spec }) =>
      spec.timeframes.flatMap((timeframe) => {
        const openTime = this.#options.foldedUpTo({ symbol: spec.symbol, timeframe });
        return openTime === null ? [] : [openTime + timeframeMs(timeframe)];
      }),
    );
    return ends.length === 0 ? null : Math.max(...ends);
  }

  /** Asks the venue what its instruments are until it answers; null: stopped meanwhile. */
  async #reach(on: FeedListener): Promise<readonly ProductFact[] | null> {
    const { clock, listed, log, hosts, random } = this.#options;
    for (let tried = 1; !this.#isStopped; tried += 1) {
      try {
        // Which candles are closed depends on the time.
        if (clock.offsetMs === null) await clock.measure();
        const { rows, faults } = await this.#live.products();
        if (this.#isStopped) return null;
        for (const fault of faults) log.warn({ evt: 'product.unreadable', fault });
        this.#setTrouble(null);
        return readProductFacts(rows, listed);
      } catch (error) {
        if (this.#isStopped) return null;
        const retryMs = random.between(1_000, Math.min(longestWaitMs, 1_000 * 2 ** tried));
        log.warn({ evt: 'delta.unreachable', text: textOf(error), retryMs: Math.round(retryMs) });
        this.#setTrouble(words.unreachable(hosts.name, textOf(error), retryMs));
        if (tried === 1) await this.#handOverUnbroken(on);
        await this.#pause.wait(retryMs);
      }
    }
    return null;
  }

  #follow(facts: readonly ProductFact[], on: FeedListener): void {
    const { listed, log, specRead } = this.#options;
    const venueSymbols = new Map(listed.map(({ spec, venueSymbol }) => [spec.symbol, venueSymbol]));
    for (const fact of facts) {
      const { symbol } = fact.spec;
      if (fact.kind === 'untradable') {
        this.#left.set(symbol, fact.why);
        log.warn({ evt: 'symbol.untradable', symbol, text: fact.why });
        continue;
      }
      specRead(fact.spec);
      for (const text of fact.differences) log.warn({ evt: 'symbol.differs', symbol, text });
      for (const text of fact.filled) log.info({ evt: 'symbol.filled', symbol, text });
      const venueSymbol = venueSymbols.get(symbol) ?? symbol;
      const followed = this.#followedOf(fact, venueSymbol, on);
      this.#followed.set(symbol, followed);
      this.#byVenueSymbol.set(venueSymbol, followed);
    }
    this.#differences = facts.flatMap((fact) => (fact.kind === 'tradable' ? fact.differences : [fact.why]));
  }

  #followedOf(
    { spec, product }: Extract<ProductFact, { kind: 'tradable' }>,
    venueSymbol: string,
    on: FeedListener,
  ): Followed {
    const { clock, timer, store, log } = this.#options;
    const { symbol } = spec;
    const timeframes = spec.timeframes.toSorted((a, b) => timeframeMs(b) - timeframeMs(a));
    const stream = new SymbolStream({
      symbol,
      timeframes,
      timer,
      built: (candle) => closers.find(({ series }) => series.timeframe === candle.timeframe)?.built(candle),
    });
    const source = deltaCandleSource(this.#live, () => venueSymbol);
    const closers: readonly SeriesCloser[] = timeframes.map(
      (timeframe) =>
        new SeriesCloser({
          series: { symbol, timeframe },
          source,
          clock,
          unsureMs: () => clock.unsureMs ?? 0,
          timer,
          store,
          on,
          counters: this.counters,
          log,
          beforeLook: () => stream.passTime(clock.now()),
          confirmed: (candle) => {
            stream.trust(candle);
            this.#noteCandle(candle);
          },
          changed: () => this.#tell(),
        }),
    );
    const nowMs = timer.monotonicMs();
    return { symbol, venueSymbol, stream, closers, tradingStatus: product.tradingStatus, probedMs: nowMs };
  }

  /** Fetches what the store lacks and hands over what is not folded yet. Answers where each series goes on. */
  async #load(on: FeedListener): Promise<ReadonlyMap<SeriesCloser, SeriesStart>> {
    const { store, timer, random, log } = this.#options;
    this.#phase = 'loading';
    this.#tell();
    const venueSymbol = (symbol: string) => this.#followed.get(symbol)?.venueSymbol ?? symbol;
    const loader = new HistoryLoader({
      source: deltaCandleSource(this.#past, venueSymbol),
      store,
      timer,
      random,
      onProgress: ({ series, total }) => {
        this.#loading = { series, total };
        this.#setTrouble(null);
        this.#tell();
      },
      onTrouble: (series, error) => {
        this.counters.failedAsks += 1;
        log.warn({ evt: 'history.trouble', ...series, text: textOf(error) });
        this.#setTrouble(`${textOf(error)} Loading goes on as soon as it answers.`);
      },
    });
    const closers = [...this.#followed.values()].flatMap((one) => one.closers);
    const wanted = closers.map(({ series }) => this.#wanted(series));
    const loaded = await loader.load(wanted, this.#abort.signal);
    const starts = new Map<SeriesCloser, SeriesStart>();
    for (const [index, closer] of closers.entries()) {
      const { failure, gaps, faults } = loaded[index] ?? { failure: null, gaps: [], faults: [] };
      const range = wanted[index];
      if (this.#isStopped || range === undefined) return starts;
      for (const fault of faults) log.warn({ evt: 'candle.unreadable', ...closer.series, fault });
      for (const gap of gaps) log.warn({ evt: 'candles.missing', ...closer.series, ...gap });
      if (failure === null) starts.set(closer, await this.#handOver(on, range));
      else this.#leave(closer.series.symbol, failure);
    }
    this.#setTrouble(null);
    return starts;
  }

  #wanted({ symbol, timeframe }: SeriesName): WantedSeries {
    const { clock, historyDays } = this.#options;
    const stepMs = timeframeMs(timeframe);
    const before = Math.floor((clock.now() - restlessMs) / stepMs) * stepMs;
    const first = Math.floor((clock.now() - historyDays * dayMs) / stepMs) * stepMs;
    const after = this.#options.foldedUpTo({ symbol, timeframe });
    const from = after === null ? first : Math.min(first, after + stepMs);
    return { symbol, timeframe, session: '24x7', from, before };
  }

  /** The venue says no to one of its series: the others go on. */
  #leave(symbol: string, failure: unknown): void {
    this.#options.log.error({ evt: 'symbol.unloaded', symbol, text: textOf(failure) });
    this.#left.set(symbol, `The history of ${symbol} cannot be loaded: ${textOf(failure)}`);
  }

  async #handOver(on: FeedListener, range: WantedSeries): Promise<SeriesStart> {
    const { store, foldedUpTo } = this.#options;
    const stepMs = timeframeMs(range.timeframe);
    const after = foldedUpTo(range);
    const from = this.#handedUntil.get(seriesKey(range)) ?? (after === null ? range.from : after + stepMs);
    const last = await handOverStored(store, range, {
      from,
      before: range.before,
      take: (candles) => this.#hand(on, candles),
    });
    if (last !== null) return { next: closeTime(last), last };
    const [known] = await store.read(range, { from: from - stepMs, before: from, limit: 1 });
    // A series that has begun goes on after its last candle; one that the venue knows nothing of, with the next.
    const hasBegun = known !== undefined || after !== null;
    return { next: hasBegun ? from : range.before, last: known ?? null };
  }

  /** Where the stored candles end that were handed over before the venue answered, by `seriesKey`. */
  readonly #handedUntil = new Map<string, UnixMs>();

  /** What is stored and surely in order, for as long as the venue does not answer. */
  async #handOverUnbroken(on: FeedListener): Promise<void> {
    const { store, listed } = this.#options;
    for (const { spec } of listed) {
      for (const timeframe of spec.timeframes) {
        const series = { symbol: spec.symbol, timeframe };
        const range = this.#wanted(series);
        const after = this.#options.foldedUpTo(series);
        const from = after === null ? range.from : after + timeframeMs(timeframe);
        const before = await unbrokenUntil(store, series, { from, before: range.before });
        const take = (candles: readonly Candle[]) => this.#hand(on, candles);
        const last = await handOverStored(store, series, { from, before, take });
        if (last !== null) this.#handedUntil.set(seriesKey(series), closeTime(last));
        if (this.#isStopped) return;
      }
    }
  }

  async #hand(on: FeedListener, candles: readonly Candle[]): Promise<boolean> {
    if (this.#isStopped) return false;
    await on.history(candles);
    const newest = candles.at(-1);
    if (newest) this.#noteCandle(newest);
    return !this.#isStopped;
  }

  #noteCandle(candle: Candle): void {
    this.#lastCandleAt = Math.max(this.#lastCandleAt ?? 0, closeTime(candle));
  }

  #listen(): void {
    const { transport, hosts, dialect, timer, random } = this.#options;
    const subscriptions = this.#subscriptions();
    if (subscriptions.length === 0) return;
    this.#connection = new Connection({
      transport,
      url: hosts[dialect.host],
      dialect,
      subscriptions,
      timer,
      random,
      on: {
        message: (message) => this.#take(message),
        stateChanged: (link) => this.#turn(link),
      },
    });
    this.#connection.start();
  }

  #subscriptions(): readonly Subscription[] {
    const wanted = [...this.#followed.values()].filter(({ symbol }) => !this.#left.has(symbol));
    if (wanted.length === 0) return [];
    const symbols = wanted.map(({ venueSymbol }) => venueSymbol);
    const timeframes = new Set(
      wanted.flatMap(({ closers }) => closers.map(({ series }) => series.timeframe)),
    );
    return [
      { topic: 'trades', symbols, isOptional: false },
      { topic: 'mark', symbols, isOptional: false },
      ...[...timeframes].map(
        (timeframe): Subscription => ({
          topic: `candles ${timeframe}`,
          symbols: wanted
            .filter(({ closers }) => closers.some(({ series }) => series.timeframe === timeframe))
            .map(({ venueSymbol }) => venueSymbol),
          isOptional: true,
        }),
      ),
      { topic: 'systemStatus', symbols: [], isOptional: true },
    ];
  }

  #take(message: MarketMessage): void {
    const { log, clock } = this.#options;
    const now = clock.now();
    this.#lastHeardAt = now;
    this.counters.messages += 1;
    switch (message.type) {
      case 'trade':
        this.#byVenueSymbol.get(message.symbol)?.stream.trade(message, now);
        break;
      case 'candle':
        this.#byVenueSymbol.get(message.symbol)?.stream.candle(message, now);
        break;
      case 'mark':
        this.#byVenueSymbol.get(message.symbol)?.stream.mark(message, now);
        break;
      case 'systemStatus':
        log.warn({ evt: 'delta.status', status: message.status, event: message.event });
        this.#systemStatus = message.status;
        this.#tell();
        break;
      case 'garbled':
        this.counters.garbled += 1;
        log.warn({ evt: 'delta.garbled', text: message.why });
        break;
    }
  }

  #turn(link: ConnectionState): void {
    const { log, clock } = this.#options;
    this.#link = link;
    this.#cancelTickers();
    log.info({ evt: 'delta.stream', ...link });
    if (link.state === 'open') {
      if (this.#hasBeenOpen) this.counters.reconnects += 1;
      this.#hasBeenOpen = true;
      for (const { stream } of this.#followed.values()) stream.restart(clock.now());
      void this.#catchUp();
      void this.#askTickers();
    }
    this.#tell();
  }

  /** What was missed comes before anything is believed. */
  async #catchUp(): Promise<void> {
    const link = this.#link;
    this.#isCatchingUp = true;
    await Promise.all(this.#closers().map((closer) => closer.catchUp()));
    // Another break meanwhile has its own catching up.
    if (this.#link !== link) return;
    this.#isCatchingUp = false;
    this.#tell();
  }

  #closers(): readonly SeriesCloser[] {
    return [...this.#followed.values()]
      .filter(({ symbol }) => !this.#left.has(symbol))
      .flatMap(({ closers }) => closers);
  }

  /** Twice a second: what forms is shown, and silence is noticed. */
  #look(): void {
    if (this.#isStopped) return;
    const { clock, timer } = this.#options;
    const now = clock.now();
    for (const { symbol, stream, closers } of this.#followed.values()) {
      if (this.#left.has(symbol)) continue;
      stream.passTime(now);
      for (const candle of stream.takeForming(now)) {
        const closer = closers.find(({ series }) => series.timeframe === candle.timeframe);
        if (closer && candle.openTime >= closer.next) this.#on?.forming(candle);
      }
    }
    if (this.#link.state === 'open') this.#listenForSilence();
    this.#tell();
    this.#cancelLook = timer.after(lookEveryMs, () => this.#look());
  }

  #listenForSilence(): void {
    const nowMs = this.#options.timer.monotonicMs();
    for (const followed of this.#followed.values()) {
      const { symbol, stream } = followed;
      if (this.#left.has(symbol)) continue;
      const channel = stream.silentChannel(nowMs);
      if (channel !== null) {
        this.#restart('silences', `The channel ${channel} of ${symbol} has gone silent.`);
        return;
      }
      if (stream.areTradesSilent(nowMs) && nowMs - followed.probedMs >= probeEveryMs) {
        void this.#probeTrades(followed);
      }
    }
  }

  /** A market may rest; a channel that leaves trades out must not. */
  async #probeTrades(followed: Followed): Promise<void> {
    const { timer, log } = this.#options;
    const link = this.#link;
    const { symbol, venueSymbol, stream } = followed;
    followed.probedMs = timer.monotonicMs();
    try {
      const { rows } = await this.#live.trades(venueSymbol);
      const newestAt = rows.at(-1)?.at ?? 0;
      if (this.#link !== link || newestAt - stream.newestTradeAt <= zombieMs) return;
      // Before the first trade of a socket only those count that came since it was opened.
      if (this.#options.clock.now() - newestAt >= stream.silentMs(timer.monotonicMs()) + longestWaitMs)
        return;
      this.#restart('silences', `The trades of ${symbol} have gone silent.`);
    } catch (error) {
      log.warn({ evt: 'trades.unasked', symbol, text: textOf(error) });
    }
  }

  /** Once a minute: whether REST knows of newer prices than the stream, and whether trading goes on. */
  async #askTickers(): Promise<void> {
    const { timer, log } = this.#options;
    const link = this.#link;
    try {
      const { rows } = await this.#live.tickers();
      if (this.#link !== link || this.#isStopped) return;
      for (const { symbol: venueSymbol, at, tradingStatus } of rows) {
        const followed = this.#byVenueSymbol.get(venueSymbol);
        if (!followed) continue;
        followed.tradingStatus = tradingStatus ?? operational;
        const { newestAt } = followed.stream;
        if (newestAt > 0 && at - newestAt > zombieMs && !this.#left.has(followed.symbol)) {
          this.#restart('zombies', `The stream of ${followed.symbol} is older than what is asked for.`);
          return;
        }
      }
    } catch (error) {
      log.warn({ evt: 'tickers.unasked', text: textOf(error) });
    }
    if (this.#link !== link || this.#isStopped) return;
    this.#cancelTickers = timer.after(tickersEveryMs, () => void this.#askTickers());
    this.#tell();
  }

  #restart(count: 'silences' | 'zombies', why: string): void {
    this.counters[count] += 1;
    this.#options.log.warn({ evt: 'delta.restart', count, text: why });
    this.#connection?.restart(why);
  }

  #setTrouble(trouble: string | null): void {
    if (this.#trouble === trouble) return;
    this.#trouble = trouble;
    this.#tell();
  }

  #tell(): void {
    if (this.#isStopped) return;
    const { state, message, staleSymbols } = this.health();
    const told = JSON.stringify([state, message, staleSymbols]);
    if (told === this.#toldHealth) return;
    this.#toldHealth = told;
    this.#on?.healthChanged();
  }

  #state(): FeedState {
    if (this.#phase === 'stopped') return 'ended';
    if (this.#trouble !== null) return 'stale';
    if (this.#phase === 'reaching') return 'starting';
    if (this.#phase === 'loading') return 'backfilling';
    if (this.#link.state === 'waiting') return 'stale';
    if (this.#link.state !== 'open') return this.#hasBeenOpen ? 'stale' : 'backfilling';
    if (this.#isCatchingUp) return 'backfilling';
    const symbols = this.#symbols.filter((symbol) => !this.#left.has(symbol));
    return symbols.some((symbol) => this.doubt(symbol) === null) ? 'live' : 'stale';
  }

  #progress(): number | null {
    if (this.#phase === 'loading') return this.#loading?.total ?? 0;
    if (this.#phase !== 'running' || !this.#isCatchingUp) return null;
    const closers = this.#closers();
    const done = closers.filter((closer) => closer.overdueMs === 0).length;
    return closers.length === 0 ? null : done / closers.length;
  }

  #message(): string | null {
    const { clock } = this.#options;
    if (this.#isStopped) return null;
    if (this.#trouble !== null) return this.#trouble;
    if (this.#phase === 'loading') return this.#loading && words.loading(this.#loading.series);
    if (this.#phase !== 'running') return null;
    if (this.#link.state !== 'open') return this.#linkWords();
    if (this.#isCatchingUp) return 'Fetching the candles that were missed.';
    const doubted = [...this.#followed.values()].map((followed) => this.#doubtOf(followed));
    return clock.doubt() ?? doubted.find((doubt) => doubt !== null) ?? this.#notes();
  }

  /** What is worth saying while all goes well. */
  #notes(): string | null {
    for (const { series, newestGap } of this.#closers())
      if (newestGap) return words.missing(series, newestGap);
    return this.#differences[0] ?? null;
  }

  #linkWords(): string | null {
    if (this.#link.state !== 'waiting') return null;
    return words.unreachable(this.#options.hosts.name, this.#link.why, this.#link.retryMs);
  }

  #doubtOf({ symbol, stream, closers, tradingStatus }: Followed): string | null {
    const nowMs = this.#options.timer.monotonicMs();
    if (this.#left.has(symbol)) return null;
    if (this.#systemStatus !== 'live') return words.disturbed(this.#options.hosts.name, this.#systemStatus);
    if (tradingStatus !== operational) return words.disturbed(symbol, tradingStatus);
    if (this.#isCatchingUp && closers.some((closer) => closer.overdueMs > 0)) {
      return `Candles of ${symbol} that were missed are being fetched.`;
    }
    if (stream.isStale(nowMs)) return words.silent(symbol, stream.newestAt);
    const late = closers.find((closer) => closer.overdueMs > overdueMs);
    if (late === undefined) return null;
    const sentence = words.unconfirmed(late.series, late.next);
    return late.trouble === null ? sentence : `${sentence} ${late.trouble}`;
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
