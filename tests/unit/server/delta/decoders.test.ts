import { expect, it } from 'vitest';
import { decodeCompact } from '#server/delta/decodeCompact.ts';
import { decodeLegacy } from '#server/delta/decodeLegacy.ts';
import type { MarketMessage } from '#server/delta/marketMessage.ts';

const us = 1_790_000_100_123_456;
const at = 1_790_000_100_123;

function read(decode: typeof decodeCompact, frame: unknown): readonly MarketMessage[] {
  const said: MarketMessage[] = [];
  decode(typeof frame === 'string' ? frame : JSON.stringify(frame), (message) => said.push(message));
  return said;
}
const compact = (frame: unknown) => read(decodeCompact, frame);
const legacy = (frame: unknown) => read(decodeLegacy, frame);

const trade = {
  type: 'trade',
  symbol: 'SOLUSD',
  at,
  atUs: us,
  price: 181.25,
  quantity: 3,
  key: `SOLUSD ${us} 181.25 3 t`,
};

it('reads a trade of either dialect as the same one', () => {
  const frame = { type: 'trades', sy: 'SOLUSD', p: '181.2500', s: '3', r: 't', t: us, ts: us + 5_000 };
  expect(compact(frame)).toEqual([trade]);
  const old = {
    type: 'all_trades',
    symbol: 'SOLUSD',
    price: 181.25,
    size: 3,
    buyer_role: 'taker',
    timestamp: us,
  };
  expect(legacy(old)).toEqual([trade]);
});

it('takes the time it was told at where a trade has no other', () => {
  expect(compact({ type: 'trades', sy: 'SOLUSD', p: 181.25, s: 3, r: 't', ts: String(us) })).toEqual([trade]);
});

it('tells the last trades of the legacy channel one by one, the oldest first', () => {
  const row = (ahead: number) => ({ price: '1', size: 2, buyer_role: 'maker', timestamp: us + ahead });
  const frame = { type: 'all_trades_snapshot', symbol: 'SOLUSD', trades: [row(2), row(1), null, row(3)] };
  expect(legacy(frame).map((said) => (said.type === 'trade' ? said.atUs - us : said.type))).toEqual([
    'garbled',
    1,
    2,
    3,
  ]);
});

it('reads candles: the compact ones do not say when they opened', () => {
  const prices = { open: 181.2, high: 182, low: 180.9, close: 181.7, volume: 5_120 };
  const frame = {
    type: 'candlestick_15m',
    sy: 'SOLUSD',
    res: '15m',
    o: 181.2,
    h: '182.0',
    l: 180.9,
    c: 181.7,
    v: 5120,
    ts: us,
  };
  const candle = { type: 'candle', symbol: 'SOLUSD', timeframe: '15m', at, ...prices };
  expect(compact(frame)).toEqual([{ ...candle, openTime: null }]);
  const start = 1_789_999_200_000_000;
  const old = {
    type: 'candlestick_15m',
    symbol: 'SOLUSD',
    candle_start_time: start,
    timestamp: us,
    ...prices,
  };
  expect(legacy(old)).toEqual([{ ...candle, openTime: start / 1_000 }]);
  expect(legacy({ ...old, candle_start_time: start + 1 })).toMatchObject([{ type: 'garbled' }]);
});

it('leaves candles of mark prices and of unknown lengths alone', () => {
  expect(compact({ type: 'candlestick_15m', sy: 'MARK:SOLUSD', o: 1, h: 1, l: 1, c: 1, ts: us })).toEqual([
    { type: 'other', name: 'candlestick_15m' },
  ]);
  expect(legacy({ type: 'candlestick_12h', symbol: 'SOLUSD' })).toEqual([
    { type: 'other', name: 'candlestick_12h' },
  ]);
});

it('reads mark prices with and without their prefix', () => {
  const mark = { type: 'mark', symbol: 'SOLUSD', at, price: 181.5 };
  for (const sy of ['SOLUSD', 'MARK:SOLUSD'])
    expect(compact({ type: 'mark_price', sy, p: '181.5', ts: us })).toEqual([mark]);
  expect(legacy({ type: 'mark_price', symbol: 'MARK:SOLUSD', price: '181.5', timestamp: us })).toEqual([
    mark,
  ]);
});

it('reads tickers, of several symbols in one compact frame', () => {
  const ticker = { type: 'ticker', symbol: 'SOLUSD', at, mark: 2, bid: 1, ask: 3, last: 2.5 };
  const row = { s: 'SOLUSD', m: '2', q: ['3', '10', '1', '20', null], ohlc: [1, 4, 1, 2.5] };
  const bare = { s: 'BTCUSD', m: null };
  expect(compact({ type: 'ticker', sy: 'SOLUSD', ts: us, d: [row, bare, 7] })).toEqual([
    ticker,
    { ...ticker, symbol: 'BTCUSD', mark: null, bid: null, ask: null, last: null },
    { type: 'garbled', why: 'ticker: a row' },
  ]);
  const quotes = { best_ask: '3', best_bid: '1' };
  expect(
    legacy({ type: 'v2/ticker', symbol: 'SOLUSD', timestamp: us, mark_price: '2', quotes, close: 2.5 }),
  ).toEqual([ticker]);
});

it.each([['compact', compact] as const, ['legacy', legacy] as const])(
  'reads what both share, here %s',
  (_, said) => {
    expect(said({ type: 'heartbeat' })).toEqual([{ type: 'heartbeat' }]);
    expect(said({ type: 'pong' })).toEqual([{ type: 'pong' }]);
    expect(said({ type: 'system_status', status: 'maintenance', event: 'maintenance_started' })).toEqual([
      { type: 'systemStatus', status: 'maintenance', event: 'maintenance_started' },
    ]);
    expect(
      said({
        type: 'subscriptions',
        channels: [
          { name: 'trades', symbols: ['SOLUSD'] },
          { name: 'orders', error: 'forbidden' },
        ],
      }),
    ).toEqual([
      {
        type: 'subscriptions',
        channels: [
          { name: 'trades', symbols: ['SOLUSD'], error: null },
          { name: 'orders', symbols: [], error: 'forbidden' },
        ],
      },
    ]);
    expect(said({ type: 'funding_rate', sy: 'SOLUSD' })).toEqual([{ type: 'other', name: 'funding_rate' }]);
  },
);

const good = { type: 'trades', sy: 'SOLUSD', p: '1', s: '1', r: 't', t: us };
it.each([
  ['no JSON', '{"type":'],
  ['a number', '7'],
  ['a list', '[]'],
  ['no type', '{}'],
  ['a price of zero', { ...good, p: 0 }],
  ['a price below zero', { ...good, p: '-1' }],
  ['a price that is text', { ...good, p: 'NaN' }],
  ['a price in hexadecimal', { ...good, p: '0x10' }],
  ['an empty price', { ...good, p: '' }],
  ['an endless price', '{"type":"trades","sy":"SOLUSD","p":1e999,"s":1,"r":"t","t":1790000100123456}'],
  ['no size', { ...good, s: undefined }],
  ['a time in seconds', { ...good, t: 1_790_000_100 }],
  ['a time in milliseconds', { ...good, t: at }],
  ['another role', { ...good, r: 'x' }],
  ['no symbol', { ...good, sy: 7 }],
  ['a high below the low', { type: 'candlestick_1m', sy: 'A', o: 1, h: 1, l: 2, c: 1, v: 0, ts: us }],
  ['a candle without volume', { type: 'candlestick_1m', sy: 'A', o: 1, h: 1, l: 1, c: 1, ts: us }],
  ['a mark of nothing', { type: 'mark_price', sy: 'MARK:A', p: null, ts: us }],
  ['a ticker without rows', { type: 'ticker', sy: 'A', ts: us }],
  ['channels that are none', { type: 'subscriptions', channels: [{ symbols: [] }] }],
  ['a status that is no text', { type: 'system_status', status: 1 }],
])('takes %s for garbled', (_, frame) => {
  expect(compact(frame)).toMatchObject([{ type: 'garbled' }]);
});
