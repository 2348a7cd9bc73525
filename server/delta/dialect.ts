import type { Timeframe } from '#shared/market/timeframe.ts';
import type { MarketMessage } from './marketMessage.ts';

/** What can be listened to, whatever the dialect calls it. */
export type Topic = 'trades' | 'mark' | 'ticker' | 'systemStatus' | `candles ${Timeframe}`;

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
  channelOf(topic: Topic): string;
  /** What the channel calls a symbol: the mark price goes by "MARK:SOLUSD". */
  wireSymbol(topic: Topic, symbol: string): string;
  /** Most symbols in one subscribe frame of the channel; null: any number. */
  symbolsPerFrame(topic: Topic): number | null;
  /** Never throws. A frame can say several things: the first trades of a channel come together. */
  decode(text: string, emit: (message: MarketMessage) => void): void;
}

export declare const compactDialect: Dialect;
export declare const legacyDialect: Dialect;
