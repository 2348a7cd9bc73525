import { expect, it } from 'vitest';
import { compactDialect, legacyDialect } from '#server/delta/dialect.ts';
import type { MarketMessage } from '#server/delta/marketMessage.ts';
import { type SimFrame, simExchange } from '../support/simExchange.ts';

const symbols = ['SOLUSD', 'BTCUSD'];

/** What our client reads out of ten minutes of every public channel that it knows, in either dialect. */
async function heard() {
  const { time, protocol, exchange, socket } = await simExchange({ seed: 9 });
  const sockets = [compactDialect, legacyDialect].map((dialect) => {
    const { channels } = dialect;
    const opened = socket(dialect === compactDialect ? 'compact' : 'legacy');
    opened.subscribe(
      { name: channels.trades, symbols },
      { name: channels.ticker, symbols },
      { name: channels.mark, symbols: symbols.map((symbol) => `MARK:${symbol}`) },
      { name: channels.candles('1m'), symbols },
      { name: channels.candles('5m'), symbols },
      { name: channels.systemStatus },
    );
    opened.say({ type: 'enable_heartbeat' });
    return { dialect, frames: opened.frames };
  });
  await time.advance(10 * 60_000);
  protocol.stop();
  exchange.stop();
  return sockets.map(({ dialect, frames }) => ({
    frames,
    messages: frames.flatMap((frame) => read(dialect, frame)),
  }));
}

function read(dialect: typeof compactDialect, frame: SimFrame): MarketMessage[] {
  const messages: MarketMessage[] = [];
  dialect.decode(JSON.stringify(frame), (message) => messages.push(message));
  return messages;
}

it('is understood by our client to the last frame, and the same in both dialects', async () => {
  const [compact, legacy] = await heard();
  for (const side of [compact, legacy]) {
    const kinds = new Set(side?.messages.map(({ type }) => type));
    expect(side?.messages.filter(({ type }) => type === 'garbled')).toEqual([]);
    for (const kind of ['trade', 'candle', 'mark', 'ticker', 'heartbeat', 'subscriptions', 'systemStatus'])
      expect(kinds).toContain(kind);
  }
  const said = (messages: readonly MarketMessage[] | undefined, type: MarketMessage['type']) =>
    messages?.filter((message) => message.type === type);
  for (const type of ['mark', 'ticker'] as const)
    expect(said(compact?.messages, type)).toEqual(said(legacy?.messages, type));
  const bars = (messages: readonly MarketMessage[] | undefined) =>
    said(messages, 'candle')?.map((message) => ({ ...message, openTime: null }));
  expect(bars(compact?.messages)).toEqual(bars(legacy?.messages));
  // The legacy dialect begins with the last trades of the past.
  const count = said(compact?.messages, 'trade')?.length ?? 0;
  expect(count).toBeGreaterThan(100);
  expect(said(compact?.messages, 'trade')).toEqual(said(legacy?.messages, 'trade')?.slice(-count));
});
