import type { Side } from './order.ts';
import type { TradingStatus } from './product.ts';

/** What anybody may see of the market. Prices are decimal text, times microseconds, unless said otherwise. */
export interface PublicTrade {
  readonly symbol: string;
  readonly price: string;
  readonly size: number;
  readonly takerSide: Side;
  readonly atUs: number;
}

export interface BookLevel {
  readonly price: string;
  readonly size: number;
}

/** Best first. Never crossed: the best bid is below the best ask. */
export interface BookView {
  readonly symbol: string;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** Of the last change. */
  readonly atUs: number;
}

export interface Ticker {
  readonly symbol: string;
  readonly productId: number;
  readonly tradingStatus: TradingStatus;
  /** Over the last 24 hours; `close` is the last price. */
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Contracts in 24 hours. */
  readonly volume: number;
  readonly turnoverUsd: string;
  readonly mark: string;
  readonly spot: string;
  /** Percent per interval. */
  readonly fundingRate: string;
  readonly openInterest: number;
  readonly openInterestUsd: string;
  /** USD, over the last six hours. */
  readonly openInterestChangeUsd: string;
  readonly lowerBand: string;
  readonly upperBand: string;
  readonly bestBid: string;
  readonly bestAsk: string;
  readonly bidSize: number;
  readonly askSize: number;
  readonly markChange24hPct: string;
  readonly atUs: number;
}

export const resolutions = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '1d', '1w'] as const;
export type Resolution = (typeof resolutions)[number];

/** As the venue's REST sends it: opening time in SECONDS, plain numbers, volume in contracts (null for mark and index). */
export interface CandleRow {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | null;
}

export interface CandleQuery {
  /** "SOLUSD", "MARK:SOLUSD", "FUNDING:SOLUSD" (percent), "OI:SOLUSD" or an index like ".DESOLUSD". */
  readonly symbol: string;
  readonly resolution: Resolution;
  /** Seconds; candles that open in [start, end]. */
  readonly start: number;
  readonly end: number;
}

export interface FundingView {
  readonly symbol: string;
  /** Percent per interval. */
  readonly rate: string;
  /** Seconds. */
  readonly interval: number;
  readonly nextAtUs: number;
  readonly atUs: number;
}
