import type { Dialect } from './sandbox.ts';

/** What a channel carries, whatever it is called. */
export type Topic =
  | 'ticker'
  | 'trades'
  | 'bookTop'
  | 'book'
  | 'bookUpdates'
  | 'candles'
  | 'mark'
  | 'spot'
  | 'funding'
  | 'system'
  | 'products'
  | 'orders'
  | 'positions'
  | 'margins'
  | 'userTrades'
  | 'fastUserTrades';

export interface Channel {
  readonly name: string;
  readonly topic: Topic;
  /** Of candles: "15m". */
  readonly resolution: string | null;
  readonly isPrivate: boolean;
}

const legacy: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['v2/ticker', 'ticker'],
  ['all_trades', 'trades'],
  ['l1_orderbook', 'bookTop'],
  ['l2_orderbook', 'book'],
  ['l2_updates', 'bookUpdates'],
]);

const compact: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['ticker', 'ticker'],
  ['trades', 'trades'],
  ['ob_l1', 'bookTop'],
  ['ob_l2', 'book'],
  ['ob_updates', 'bookUpdates'],
]);

const both: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['mark_price', 'mark'],
  ['spot_price', 'spot'],
  ['funding_rate', 'funding'],
  ['system_status', 'system'],
  ['product_updates', 'products'],
]);

const ofAccounts: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['orders', 'orders'],
  ['positions', 'positions'],
  ['margins', 'margins'],
  ['user_trades', 'userTrades'],
  ['v2/user_trades', 'fastUserTrades'],
]);

/** Twelve hours are candles of the sockets alone. */
const streamedResolutions = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w'];

/**
 * The channel of that name on that host; `silent`: it is one of the other host, which is subscribed to and never says
 * anything; null: there is no such channel anywhere.
 */
export function channelNamed(name: string, dialect: Dialect): Channel | 'silent' | null {
  const own = dialect === 'legacy' ? legacy : compact;
  const other = dialect === 'legacy' ? compact : legacy;
  const topic = own.get(name) ?? both.get(name);
  if (topic !== undefined) return { name, topic, resolution: null, isPrivate: false };
  const resolution = /^candlestick_(.+)$/.exec(name)?.[1];
  if (resolution !== undefined)
    return streamedResolutions.includes(resolution)
      ? { name, topic: 'candles', resolution, isPrivate: false }
      : null;
  const account = ofAccounts.get(name);
  if (account !== undefined) return { name, topic: account, resolution: null, isPrivate: true };
  return other.has(name) ? 'silent' : null;
}
