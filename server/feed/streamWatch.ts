import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import type { Candle, UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock, Timer } from '#shared/ports.ts';
import type { PublicRest } from '../delta/publicRest.ts';
import type { FeedCounters } from './feedCounters.ts';
import { type FollowedSymbol, isDisturbed } from './followedSymbol.ts';

export interface StreamWatchOptions {
  readonly rest: Pick<PublicRest, 'tickers' | 'trades'>;
  /** The venue's time. */
  readonly clock: Pick<Clock, 'now' | 'rate'>;
  readonly timer: Timer;
  readonly log: Logger;
  readonly counters: FeedCounters;
  /** The stream is not to be relied on: another one. */
  readonly restart: (why: string) => void;
  readonly forming: (candle: Candle) => void;
  /** After every look, and whenever the venue was asked. */
  readonly looked: () => void;
}

const lookEveryMs = 500;
const tickersEveryMs = 60_000;
/** While trading is disturbed: nothing but REST says when that is over. */
const disturbedTickersEveryMs = 10_000;
/** What REST knows for so long and the stream does not: the stream is dead. */
const zombieMs = 10_000;
const probeEveryMs = 30_000;

/**
 * Looks at the streams twice a second: shows what forms, and notices silence. A channel that should have said something,
 * trades that REST knows of and the stream does not, and prices of REST that are newer than the stream's are each reason
 * for another connection.
 */
export class StreamWatch {
  readonly #options: StreamWatchOptions;
  readonly #followed: readonly FollowedSymbol[];
  readonly #probedMs = new Map<string, number>();
  /** By symbol: the newest trade that REST knew of and the stream did not, and when that was found. */
  readonly #owed = new Map<string, { readonly at: UnixMs; readonly sinceMs: number }>();
  /** Counts the connections: answers that were asked for on an older one are void. */
  #connection = 0;
  #isOpen = false;
  #hasCandles = false;
  #look: Cancel = () => undefined;
  #tickers: Cancel = () => undefined;

  constructor(followed: readonly FollowedSymbol[], options: StreamWatchOptions) {
    this.#followed = followed;
    this.#options = options;
  }

  start(): void {
    this.#lookNow();
  }

  stop(): void {
    this.lost();
    this.#look();
  }

  /** `hasCandles`: the venue has agreed to tell its own candles, too. */
  opened({ hasCandles }: { readonly hasCandles: boolean }): void {
    this.#connection += 1;
    this.#isOpen = true;
    this.#hasCandles = hasCandles;
    this.#owed.clear();
    for (const { stream } of this.#followed) stream.restart(this.#options.clock.now());
    void this.#askTickers();
  }

  lost(): void {
    this.#connection += 1;
    this.#tickers();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { stream, closers } of this.#followed) {
      stream.lost(this.#options.clock.now());
      // It may have been dead for longer than anybody knew.
      for (const closer of closers) closer.forgetBuilt(stream.newestAt);
    }
  }

  #lookNow(): void {
    const { clock, timer, forming, looked } = this.#options;
    const now = clock.now();
    for (const { stream, closers } of this.#living()) {
      stream.passTime(now);
      for (const candle of stream.takeForming(now)) {
        const closer = closers.find(({ series }) => series.timeframe === candle.timeframe);
        if (closer && candle.openTime >= closer.next) forming(candle);
      }
    }
    if (this.#isOpen) this.#listenForSilence();
    looked();
    this.#look = timer.after(lookEveryMs, () => this.#lookNow());
  }

  #listenForSilence(): void {
    const nowMs = this.#options.timer.monotonicMs();
    for (const followed of this.#living()) {
      const { symbol, stream } = followed;
      const channel = stream.silentChannel(nowMs);
      if (channel === 'mark' || (channel === 'candles' && this.#hasCandles)) {
        this.#restart('silences', `The channel of ${channel} of ${symbol} has gone silent.`);
        return;
      }
      const owed = this.#owed.get(symbol);
      if (owed !== undefined && stream.newestTradeAt >= owed.at) this.#owed.delete(symbol);
      else if (owed !== undefined && nowMs - owed.sinceMs > zombieMs) {
        this.#restart('silences', `The trades of ${symbol} have gone silent.`);
        return;
      }
      const probedMs = this.#probedMs.get(symbol) ?? Number.NEGATIVE_INFINITY;
      if (stream.areTradesSilent(nowMs) && nowMs - probedMs >= probeEveryMs) void this.#probe(followed);
    }
  }

  /** A market may rest; a channel must not leave trades out. */
  async #probe({ symbol, venueSymbol, stream }: FollowedSymbol): Promise<void> {
    const { rest, timer, clock, log } = this.#options;
    const connection = this.#connection;
    this.#probedMs.set(symbol, timer.monotonicMs());
    try {
      const { rows } = await rest.trades(venueSymbol);
      if (connection !== this.#connection) return;
      // What was traded before this connection was there is not missing from it, nor what may be on its way.
      const openedAt = clock.now() - clock.rate * stream.silentTradesMs(timer.monotonicMs());
      const after = Math.max(openedAt, stream.newestTradeAt);
      const at = rows.reduce((newest, row) => Math.max(newest, row.at), 0);
      if (at <= after || this.#owed.has(symbol)) return;
      // REST tells the last fifty alone: of a busy market none is old, so the newest is given its time to come.
      this.#owed.set(symbol, { at, sinceMs: timer.monotonicMs() });
    } catch (error) {
      if (!(error instanceof TradingError)) throw error;
      log.warn({ evt: 'trades.unasked', symbol, text: error.message });
    }
  }

  /** Once a minute: whether REST knows of newer prices, and whether trading goes on. */
  async #askTickers(): Promise<void> {
    const { rest, clock, timer, log, looked } = this.#options;
    const connection = this.#connection;
    try {
      const { rows } = await rest.tickers();
      if (connection !== this.#connection) return;
      for (const { symbol: venueSymbol, at, tradingStatus } of rows) {
        const followed = this.#living().find((one) => one.venueSymbol === venueSymbol);
        if (!followed) continue;
        if (tradingStatus !== null) followed.tradingStatus = tradingStatus;
        const { newestHere } = followed.stream;
        if (newestHere > 0 && at - newestHere > clock.rate * zombieMs) {
          this.#restart('zombies', `The stream of ${followed.symbol} is older than what REST tells.`);
          return;
        }
      }
    } catch (error) {
      if (!(error instanceof TradingError)) throw error;
      log.warn({ evt: 'tickers.unasked', text: error.message });
    }
    if (connection !== this.#connection) return;
    const everyMs = this.#living().some(isDisturbed) ? disturbedTickersEveryMs : tickersEveryMs;
    this.#tickers = timer.after(everyMs, () => void this.#askTickers());
    looked();
  }

  #living(): readonly FollowedSymbol[] {
    return this.#followed.filter(({ leftBecause }) => leftBecause === null);
  }

  #restart(count: 'silences' | 'zombies', why: string): void {
    this.#options.counters[count] += 1;
    this.#options.log.warn({ evt: 'delta.restart', count, text: why });
    this.#options.restart(why);
  }
}
