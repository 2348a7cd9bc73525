import { timeframes } from '#shared/market/timeframe.ts';
import type { Dialect, Subscription, Topic } from './dialect.ts';
import { markSymbol, withoutMark } from './wireValues.ts';

/** What the venue says it has subscribed us to. */
export interface Confirmed {
  readonly name: string;
  readonly symbols: readonly string[];
  readonly error: string | null;
}

export function channelOf({ channels }: Dialect, topic: Topic): string {
  const timeframe = timeframes.find((known) => topic === `candles ${known}`);
  if (timeframe !== undefined) return channels.candles(timeframe);
  switch (topic) {
    case 'trades':
    case 'mark':
    case 'ticker':
    case 'systemStatus':
      return channels[topic];
    default:
      throw new Error(`no channel is known for ${topic}`);
  }
}

/** The frame that asks for all of them; the venue adds what it asks for to what is subscribed. */
export const subscribeFrame = (dialect: Dialect, subscriptions: readonly Subscription[]): string =>
  JSON.stringify({
    type: 'subscribe',
    payload: {
      channels: subscriptions.map(({ topic, symbols }) => ({
        name: channelOf(dialect, topic),
        // Mark prices go by a name of their own: "MARK:SOLUSD".
        ...(symbols.length > 0 && { symbols: topic === 'mark' ? symbols.map(markSymbol) : symbols }),
      })),
    },
  });

/** What is wrong with a confirmation, in words; null: everything that was asked for is in it. */
export function missingFrom(
  confirmed: readonly Confirmed[],
  dialect: Dialect,
  { topic, symbols }: Subscription,
): string | null {
  const name = channelOf(dialect, topic);
  const entries = confirmed.filter((channel) => channel.name === name);
  if (entries.length === 0) return `"${name}" was not confirmed`;
  const refused = entries.find((channel) => channel.error !== null);
  if (refused) return `"${name}" was refused: ${refused.error?.slice(0, 120)}`;
  const known = new Set(entries.flatMap((channel) => channel.symbols.map(withoutMark)));
  const lost = known.has('all') ? [] : symbols.filter((symbol) => !known.has(symbol));
  return lost.length === 0 ? null : `"${name}" was not confirmed for ${lost.join(', ')}`;
}
