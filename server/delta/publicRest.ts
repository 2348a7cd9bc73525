import type { Candle, UnixMs } from '#shared/market/candle.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Clock } from '#shared/ports.ts';
import type { Product } from './product.ts';
import type { RestCaller } from './restCaller.ts';

/** What could be read, and what is wrong with each row that could not, in words. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly faults: readonly string[];
}

export interface Ticker {
  readonly symbol: string;
  readonly at: UnixMs;
  readonly last: number | null;
  readonly mark: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly tradingStatus: string | null;
}

/** As the stream's trades: price a number, quantity in contracts. */
export interface PublicTrade {
  readonly symbol: string;
  readonly at: UnixMs;
  readonly atUs: number;
  readonly price: number;
  readonly quantity: number;
  /** The same as that of the stream's message about this trade. */
  readonly key: string;
}

export interface CandlesAsk {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Opening times, [from, before); at most `candlesPerPage` of them. */
  readonly from: UnixMs;
  readonly before: UnixMs;
}

/** Most candles that one request gives. */
export declare const candlesPerPage: number;

/** The venue's time by `GET /v2/settings`: for the `ExchangeClock`. One try, no retries: a late answer is none. */
export declare function readServerTime(rest: RestCaller): Promise<UnixMs>;

/** The public calls. `caller` names who asks, for the quota's turns. */
export declare class PublicRest {
  constructor(options: {
    readonly rest: RestCaller;
    readonly clock: Pick<Clock, 'now'>;
    readonly caller: string;
  });
  /** Perpetual futures in every state. */
  products(): Promise<Rows<Product>>;
  tickers(): Promise<Rows<Ticker>>;
  ticker(symbol: string): Promise<Ticker>;
  /** Closed candles, oldest first; a bucket that the venue does not have is not there. */
  candles(ask: CandlesAsk): Promise<Rows<Candle>>;
  /** The newest 50, oldest first. */
  trades(symbol: string): Promise<Rows<PublicTrade>>;
}
