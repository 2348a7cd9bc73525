import type { Logger } from 'pino';
import type { Candle } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { FeedListener, HistoryStore, Timer } from '#shared/ports.ts';
import type { ExchangeClock } from '../delta/exchangeClock.ts';
import type { CandleSource } from './candleSource.ts';
import type { FeedCounters } from './feedCounters.ts';
import { SeriesCloser } from './seriesCloser.ts';
import { SymbolStream } from './symbolStream.ts';

/** An instrument that the venue has: what the stream says of it, and its candles as they close. */
export interface FollowedSymbol {
  readonly symbol: string;
  readonly venueSymbol: string;
  readonly stream: SymbolStream;
  /** Longer timeframes first: of what closes at one instant they are asked for first. */
  readonly closers: readonly SeriesCloser[];
  /** As the venue said last: "operational". */
  tradingStatus: string;
  /** Why it is not followed after all, in one sentence; null: it is. */
  leftBecause: string | null;
}

/** Orders of one kind or another are refused now: maintenance, an auction. */
export const isDisturbed = ({ tradingStatus }: FollowedSymbol): boolean => tradingStatus !== 'operational';

interface FollowOptions {
  readonly spec: SymbolSpec;
  readonly venueSymbol: string;
  readonly tradingStatus: string;
  readonly source: CandleSource;
  readonly clock: Pick<ExchangeClock, 'now' | 'after' | 'unsureMs'>;
  readonly timer: Timer;
  readonly store: HistoryStore;
  readonly on: FeedListener;
  readonly counters: FeedCounters;
  readonly log: Logger;
  readonly confirmed: (candle: Candle) => void;
  readonly changed: () => void;
}

export function followSymbol(options: FollowOptions): FollowedSymbol {
  const { spec, venueSymbol, tradingStatus, clock, timer } = options;
  const { symbol } = spec;
  const timeframes = spec.timeframes.toSorted((a, b) => timeframeMs(b) - timeframeMs(a));
  const stream = new SymbolStream({
    symbol,
    timeframes,
    timer,
    built: (candle) => closers.find(({ series }) => series.timeframe === candle.timeframe)?.built(candle),
  });
  const closers: readonly SeriesCloser[] = timeframes.map(
    (timeframe) =>
      new SeriesCloser({
        ...options,
        series: { symbol, timeframe },
        unsureMs: () => clock.unsureMs ?? 0,
        beforeLook: () => stream.passTime(clock.now()),
        confirmed: (candle) => {
          stream.trust(candle);
          options.confirmed(candle);
        },
      }),
  );
  return { symbol, venueSymbol, stream, closers, tradingStatus, leftBecause: null };
}
