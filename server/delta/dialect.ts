import type { Timeframe } from '#shared/market/timeframe.ts';
import { decodeCompact } from './decodeCompact.ts';
import { candleChannel } from './decodeFrame.ts';
import { decodeLegacy } from './decodeLegacy.ts';
import type { MarketMessage } from './marketMessage.ts';

/** What can be listened to, whatever the dialect calls it. */
export type Topic = Exclude<keyof Channels, 'candles'> | `candles ${Timeframe}`;

interface Channels {
  readonly trades: string;
  readonly mark: string;
  readonly ticker: string;
  readonly systemStatus: string;
  readonly candles: (timeframe: Timeframe) => string;
}

export interface Subscription {
  readonly topic: Topic;
  /** As the venue lists them: "SOLUSD". Empty for a channel without symbols. */
  readonly symbols: readonly string[];
  /** Without an optional one the connection goes on; the state says that it is missing. */
  readonly isOptional: boolean;
}

/** How one kind of host names its channels and what its frames look like. */
export interface Dialect {
  readonly name: 'compact' | 'legacy';
  /** Which of the venue's hosts speaks it: name and host go together, a wrong pair is silent. */
  readonly host: 'publicSocket' | 'privateSocket';
  readonly channels: Channels;
  /** Never throws. A frame can say several things: the first trades of a channel come together. */
  readonly decode: (text: string, emit: (message: MarketMessage) => void) => void;
}

/** The present one. */
export const compactDialect: Dialect = {
  name: 'compact',
  host: 'publicSocket',
  channels: {
    trades: 'trades',
    mark: 'mark_price',
    ticker: 'ticker',
    systemStatus: 'system_status',
    candles: candleChannel,
  },
  decode: decodeCompact,
};

/** Deprecated since April 2026, and still spoken in October. */
export const legacyDialect: Dialect = {
  name: 'legacy',
  host: 'privateSocket',
  channels: {
    trades: 'all_trades',
    mark: 'mark_price',
    ticker: 'v2/ticker',
    systemStatus: 'system_status',
    candles: candleChannel,
  },
  decode: decodeLegacy,
};
