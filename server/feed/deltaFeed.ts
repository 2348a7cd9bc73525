import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import { type Candle, closeTime, type UnixMs } from '#shared/market/candle.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { FeedListener, HistoryStore, SeriesName, Timer, VenueFeed } from '#shared/ports.ts';
import type { VenueHealth } from '#shared/sync/status.ts';
import { Connection, type ConnectionState } from '../delta/connection.ts';
import type { Dialect } from '../delta/dialect.ts';
import type { ExchangeClock } from '../delta/exchangeClock.ts';
import type { DeltaHosts } from '../delta/hosts.ts';
import type { MarketMessage } from '../delta/marketMessage.ts';
import { type ListedInstrument, type ProductFact, readProductFacts } from '../delta/productFacts.ts';
import { PublicRest } from '../delta/publicRest.ts';
import type { RestCaller } from '../delta/restCaller.ts';
import type { Transport } from '../delta/transport.ts';
import { deltaCandleSource } from './deltaCandleSource.ts';
import { type DeltaStanding, doubtOf, messageOf, progressOf, stateOf } from './deltaStanding.ts';
import { subscriptionsFor } from './deltaSubscriptions.ts';
import * as words from './deltaWords.ts';
import { type FeedCounters, newFeedCounters } from './feedCounters.ts';
import { type FollowedSymbol, followSymbol } from './followedSymbol.ts';
import { Pause } from './pause.ts';
import { StreamWatch } from './streamWatch.ts';
import { VenueHistory } from './venueHistory.ts';

export interface DeltaFeedOptions {
  readonly listed: readonly ListedInstrument[];
  readonly hosts: DeltaHosts;
  readonly dialect: Dialect;
  readonly transport: Transport;
  readonly rest: RestCaller;
  /** The venue's time; somebody else starts and stops it. */
  readonly clock: Pick<
    ExchangeClock,
    'now' | 'venueNow' | 'after' | 'rate' | 'measure' | 'doubt' | 'offsetMs' | 'unsureMs'
  >;
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

const longestWaitMs = 60_000;

/**
 * Delta Exchange as a feed: loads what is missing, listens to the stream, and closes candles as REST confirms them
 * (`SeriesCloser`). After every break what was missed comes first. As long as anything is in doubt it says so.
 */
export class DeltaFeed implements VenueFeed {
  readonly venue = 'delta';
  readonly counters: FeedCounters = newFeedCounters();
  readonly #options: DeltaFeedOptions;
  readonly #live: PublicRest;
  readonly #pause = new Pause();
  readonly #abort = new AbortController();
  readonly #followed = new Map<string, FollowedSymbol>();
  readonly #byVenueSymbol = new Map<string, FollowedSymbol>();
  readonly #left = new Map<string, string>();
  #differences: readonly string[] = [];
  #on: FeedListener | null = null;
  #phase: DeltaStanding['phase'] = 'reaching';
  #trouble: string | null = null;
  #loading: DeltaStanding['loading'] = null;
  #connection: Connection | null = null;
  #watch: StreamWatch | null = null;
  #link: ConnectionState = { state: 'idle' };
  #hasBeenOpen = false;
  #isCatchingUp = false;
  #catchUps = 0;
  #systemStatus = 'live';
  #lastCandleAt: UnixMs | null;
  #lastHeardAt: UnixMs | null = null;
  #toldHealth = '';

  constructor(options: DeltaFeedOptions) {
    this.#options = options;
    this.#live = new PublicRest({ rest: options.rest, clock: options.clock, caller: 'live' });
    this.#lastCandleAt = newestFolded(options);
  }

  async start(on: FeedListener): Promise<void> {
    this.#on = on;
    const history = this.#history(on);
    const facts = await this.#reach(history);
    if (facts === null) return;
    this.#follow(facts, on);
    await this.#load(history);
    // The last of it still waits to be folded: until then prices are fresh, and what is made of them is not.
    if (!this.#isStopped) await on.settled();
    if (this.#isStopped) return;
    this.#phase = 'running';
    this.#listen(on);
    this.#tell();
  }

  /** At once: what is on its way is not waited for, and nothing of it is handed over. */
  stop(): Promise<void> {
    this.#phase = 'stopped';
    this.#abort.abort();
    this.#pause.end();
    this.#watch?.stop();
    this.#connection?.stop();
    for (const { closers } of this.#followed.values()) for (const closer of closers) closer.stop();
    return Promise.resolve();
  }

  health(): VenueHealth {
    const standing = this.#standing();
    const symbols = this.#options.listed.map(({ spec }) => spec.symbol);
    return {
      venue: this.venue,
      name: standing.name,
      state: stateOf(standing),
      lastCandleAt: this.#lastCandleAt,
      lastHeardAt: this.#lastHeardAt,
      progress: progressOf(standing),
      message: messageOf(standing),
      staleSymbols: symbols.filter((symbol) => doubtOf(standing, symbol) !== null),
    };
  }

  doubt(symbol: string): string | null {
    return doubtOf(this.#standing(), symbol);
  }

  /** What became of the ticks of each symbol, and how many frames of its other channels had prices that cannot be. */
  ticks() {
    return [...this.#followed.values()].map(({ symbol, stream }) => ({
      symbol,
      counts: stream.ticks,
      refusedFrames: stream.refusedFrames,
    }));
  }

  get #isStopped(): boolean {
    return this.#phase === 'stopped';
  }

  #standing(): DeltaStanding {
    return {
      name: this.#options.hosts.name,
      phase: this.#phase,
      trouble: this.#trouble,
      loading: this.#loading,
      link: this.#link,
      hasBeenOpen: this.#hasBeenOpen,
      isCatchingUp: this.#isCatchingUp,
      systemStatus: this.#systemStatus,
      clockDoubt: this.#options.clock.doubt(),
      followed: this.#followed,
      left: this.#left,
      differences: this.#differences,
      now: this.#options.clock.now(),
      nowMs: this.#options.timer.monotonicMs(),
      rate: this.#options.clock.rate,
    };
  }

  #history(on: FeedListener): VenueHistory {
    const { rest, clock, log } = this.#options;
    const past = new PublicRest({ rest, clock, caller: 'history' });
    const venueSymbol = (symbol: string) => this.#followed.get(symbol)?.venueSymbol ?? symbol;
    return new VenueHistory({
      ...this.#options,
      on,
      venueNow: () => clock.venueNow(),
      source: deltaCandleSource(past, venueSymbol),
      signal: this.#abort.signal,
      handedOver: (newest) => this.#noteCandle(newest),
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
  }

  /** Asks the venue what its instruments are until it answers; null: stopped meanwhile. */
  async #reach(history: VenueHistory): Promise<readonly ProductFact[] | null> {
    const { clock, listed, log, hosts, random, timer } = this.#options;
    for (let tried = 1; !this.#isStopped; tried += 1) {
      try {
        // Which candles are closed depends on the time.
        if (clock.offsetMs === null) await clock.measure();
        const { rows, faults } = await this.#live.products();
        if (this.#isStopped) break;
        for (const fault of faults) log.warn({ evt: 'product.unreadable', fault });
        this.#setTrouble(null);
        return readProductFacts(rows, listed);
      } catch (error) {
        if (!(error instanceof TradingError)) throw error;
        if (this.#isStopped) break;
        const retryMs = random.between(1_000, Math.min(longestWaitMs, 1_000 * 2 ** tried));
        log.info({ evt: 'delta.unreachable', text: error.message, retryMs: Math.round(retryMs) });
        this.#setTrouble(words.unreachable(hosts.name, error.message, retryMs));
        if (tried === 1) await history.handOverUnbroken(seriesOf(this.#options));
        await this.#pause.wait(timer, retryMs);
      }
    }
    return null;
  }

  #follow(facts: readonly ProductFact[], on: FeedListener): void {
    const { listed, log, specRead } = this.#options;
    const venueSymbols = new Map(listed.map(({ spec, venueSymbol }) => [spec.symbol, venueSymbol]));
    for (const fact of facts) {
      const { spec } = fact;
      const { symbol } = spec;
      if (fact.kind === 'untradable') {
        this.#left.set(symbol, fact.why);
        log.warn({ evt: 'symbol.untradable', symbol, text: fact.why });
        continue;
      }
      specRead(spec);
      for (const text of fact.differences) log.warn({ evt: 'symbol.differs', symbol, text });
      for (const text of fact.filled) log.info({ evt: 'symbol.filled', symbol, text });
      const venueSymbol = venueSymbols.get(symbol) ?? symbol;
      const followed = followSymbol({
        ...this.#options,
        spec,
        venueSymbol,
        tradingStatus: fact.product.tradingStatus,
        source: deltaCandleSource(this.#live, () => venueSymbol),
        on,
        counters: this.counters,
        confirmed: (candle) => this.#noteCandle(candle),
        changed: () => this.#tell(),
      });
      this.#followed.set(symbol, followed);
      this.#byVenueSymbol.set(venueSymbol, followed);
    }
    this.#differences = facts.flatMap((fact) => (fact.kind === 'tradable' ? fact.differences : [fact.why]));
  }

  async #load(history: VenueHistory): Promise<void> {
    const { failed } = this.#options;
    this.#phase = 'loading';
    this.#tell();
    const closers = this.#closers();
    const loaded = await history.load(closers.map(({ series }) => series));
    for (const [index, one] of loaded.entries()) {
      if ('failure' in one) this.#leave(one.series.symbol, one.failure);
      else closers[index]?.run(one.start).catch(failed);
    }
    this.#setTrouble(null);
  }

  /** The venue says no to one of its series: the others go on. */
  #leave(symbol: string, failure: unknown): void {
    this.#options.log.error({ evt: 'symbol.unloaded', symbol, text: textOf(failure) });
    const why = `The history of ${symbol} cannot be loaded: ${textOf(failure)}`;
    const followed = this.#followed.get(symbol);
    if (followed) followed.leftBecause = why;
    this.#left.set(symbol, why);
  }

  #listen(on: FeedListener): void {
    const followed = [...this.#followed.values()].filter(({ leftBecause }) => leftBecause === null);
    if (followed.length === 0) return;
    const { hosts, dialect } = this.#options;
    this.#watch = new StreamWatch(followed, {
      ...this.#options,
      rest: this.#live,
      counters: this.counters,
      restart: (why) => this.#connection?.restart(why),
      forming: (candle) => on.forming(candle),
      looked: () => this.#tell(),
    });
    this.#connection = new Connection({
      ...this.#options,
      url: hosts[dialect.host],
      subscriptions: subscriptionsFor(followed),
      on: {
        message: (message) => this.#take(message),
        stateChanged: (link) => this.#turn(link),
      },
    });
    this.#connection.start();
    this.#watch.start();
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
        log.info({ evt: 'delta.status', status: message.status, event: message.event });
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
    this.#options.log.info({ evt: 'delta.stream', ...link });
    const before = this.#link.state;
    this.#link = link;
    if (link.state !== 'open') this.#watch?.lost();
    // What the venue said on an older connection may be over; on a new one it says how it stands.
    if (link.state === 'connecting') this.#systemStatus = 'live';
    if (link.state === 'open' && before !== 'open') {
      if (this.#hasBeenOpen) {
        this.counters.reconnects += 1;
        // A venue that was down may be back with another time; a measure that fails is tried again soon enough.
        this.#options.clock.measure().catch(() => undefined);
      }
      this.#hasBeenOpen = true;
      this.#watch?.opened({ hasCandles: link.missing.length === 0 });
      void this.#catchUp();
    }
    this.#tell();
  }

  /** What was missed comes before anything is believed. */
  async #catchUp(): Promise<void> {
    this.#catchUps += 1;
    const own = this.#catchUps;
    this.#isCatchingUp = true;
    await Promise.all(this.#closers().map((closer) => closer.catchUp()));
    // Another break meanwhile has its own catching up.
    if (this.#catchUps !== own) return;
    this.#isCatchingUp = false;
    this.#tell();
  }

  #closers() {
    const followed = [...this.#followed.values()].filter(({ leftBecause }) => leftBecause === null);
    return followed.flatMap(({ closers }) => closers);
  }

  #noteCandle(candle: Candle): void {
    this.#lastCandleAt = Math.max(this.#lastCandleAt ?? 0, closeTime(candle));
  }

  #setTrouble(trouble: string | null): void {
    if (this.#trouble === trouble) return;
    this.#trouble = trouble;
    this.#tell();
  }

  #tell(): void {
    if (this.#isStopped) return;
    const { state, message, progress, staleSymbols } = this.health();
    const pct = progress === null ? null : Math.floor(100 * progress);
    const told = JSON.stringify([state, message, pct, staleSymbols]);
    if (told === this.#toldHealth) return;
    this.#toldHealth = told;
    this.#on?.healthChanged();
  }
}

const seriesOf = ({ listed }: Pick<DeltaFeedOptions, 'listed'>): readonly SeriesName[] =>
  listed.flatMap(({ spec }) => spec.timeframes.map((timeframe) => ({ symbol: spec.symbol, timeframe })));

/** Close of the newest candle that an earlier run has folded, any series; null: there is none. */
function newestFolded(options: Pick<DeltaFeedOptions, 'listed' | 'foldedUpTo'>): UnixMs | null {
  const closes = seriesOf(options).flatMap((series) => {
    const openTime = options.foldedUpTo(series);
    return openTime === null ? [] : [openTime + timeframeMs(series.timeframe)];
  });
  return closes.length === 0 ? null : Math.max(...closes);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
