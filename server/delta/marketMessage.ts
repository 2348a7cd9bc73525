import type { UnixMs } from '#shared/market/candle.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';

/** What the public channels say, whichever dialect said it. Times are milliseconds, prices numbers, sizes contracts. */
export type MarketMessage =
  | {
      readonly type: 'trade';
      readonly symbol: string;
      readonly at: UnixMs;
      /** The venue's own microseconds: trades of one instant keep their order by it. */
      readonly atUs: number;
      readonly price: number;
      readonly quantity: number;
      /** What makes it the same trade when it comes twice. */
      readonly key: string;
    }
  | {
      readonly type: 'candle';
      readonly symbol: string;
      readonly timeframe: Timeframe;
      /** Told by the legacy dialect only; compact frames leave it to be worked out of `at`. */
      readonly openTime: UnixMs | null;
      readonly at: UnixMs;
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
      readonly volume: number;
    }
  | { readonly type: 'mark'; readonly symbol: string; readonly at: UnixMs; readonly price: number }
  | {
      readonly type: 'ticker';
      readonly symbol: string;
      readonly at: UnixMs;
      readonly mark: number | null;
      readonly bid: number | null;
      readonly ask: number | null;
      readonly last: number | null;
    }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'pong' }
  | {
      readonly type: 'subscriptions';
      readonly channels: readonly {
        readonly name: string;
        readonly symbols: readonly string[];
        readonly error: string | null;
      }[];
    }
  | { readonly type: 'systemStatus'; readonly status: string; readonly event: string }
  /** Well formed, but nothing we listen to. */
  | { readonly type: 'other'; readonly name: string }
  /** Not what the venue documents: counted and logged by kind, never acted on. */
  | { readonly type: 'garbled'; readonly why: string };
