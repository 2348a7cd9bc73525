import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compactDialect, legacyDialect } from '#server/delta/dialect.ts';
import type { MarketMessage } from '#server/delta/marketMessage.ts';

const seed = 20_261_120;
const dialects = fc.constantFrom(compactDialect, legacyDialect);
const types = fc.constantFrom(
  'trades',
  'all_trades',
  'all_trades_snapshot',
  'ticker',
  'v2/ticker',
  'mark_price',
  'candlestick_1m',
  'candlestick_15m',
  'candlestick_12h',
  'subscriptions',
  'system_status',
  'heartbeat',
  'pong',
  'toString',
  '__proto__',
);
const us = 1_790_000_100_123_456;
const value = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>('181.25', 3, '3', us, String(us), 't', 'taker', 'SOLUSD'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(0, -1, null, '', ' 1', '0x1', '1e400', 'NaN', {}, [], true),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const fields = fc.constantFrom(
  ...['sy', 'symbol', 'p', 'price', 's', 'size', 'r', 'buyer_role', 't', 'ts', 'timestamp', 'd', 'trades'],
  ...['o', 'h', 'l', 'c', 'v', 'open', 'high', 'low', 'close', 'volume', 'candle_start_time', 'channels'],
  ...['quotes', 'mark_price', 'm', 'q', 'ohlc', 'status', 'event', '__proto__'],
);
const frame = fc
  .tuple(types, fc.dictionary(fields, fc.oneof(value, fc.array(fc.dictionary(fields, value)))))
  .map(([type, rest]) => ({ ...rest, type }));
const text = fc.oneof(
  fc.string(),
  fc.json(),
  frame.map((one) => JSON.stringify(one)),
  fc.tuple(frame, fc.nat(200)).map(([one, cut]) => JSON.stringify(one).slice(0, cut)),
);

const isPrice = (price: number | null) => price === null || (Number.isFinite(price) && price > 0);
const isTime = (at: number) => Number.isInteger(at) && at > Date.UTC(2001) && at < Date.UTC(2290);

/** What may be acted on is as it should be. */
function check(message: MarketMessage): void {
  switch (message.type) {
    case 'trade':
      expect(message.symbol).not.toBe('');
      expect([message.price, message.quantity].every(isPrice)).toBe(true);
      expect(isTime(message.at) && message.at === Math.floor(message.atUs / 1_000)).toBe(true);
      break;
    case 'candle': {
      const { open, high, low, close, volume } = message;
      expect([open, high, low, close].every(isPrice)).toBe(true);
      expect(Math.min(open, close) >= low && Math.max(open, close) <= high && volume >= 0).toBe(true);
      expect(isTime(message.at) && (message.openTime === null || isTime(message.openTime))).toBe(true);
      break;
    }
    case 'mark':
      expect(isPrice(message.price) && isTime(message.at)).toBe(true);
      break;
    case 'ticker':
      expect([message.mark, message.bid, message.ask, message.last].every(isPrice)).toBe(true);
      break;
    default:
      break;
  }
}

it('never throws, says something of every frame, and lets no impossible figure through', () => {
  fc.assert(
    fc.property(dialects, text, ({ decode }, given) => {
      const said: MarketMessage[] = [];
      decode(given, (message) => said.push(message));
      const isEmptyList = /"(d|trades)":\[\]/.test(given);
      if (!isEmptyList) expect(said.length).toBeGreaterThan(0);
      for (const message of said) check(message);
    }),
    { seed, numRuns: 20_000 },
  );
});

it('gives the same trade one key, however it was told', () => {
  const trade = fc.record({
    price: fc.double({ min: 1e-4, max: 1e6, noNaN: true }),
    size: fc.integer({ min: 1, max: 1e6 }),
    at: fc.integer({ min: 1e15, max: 9e15 }),
    isBuyerTaker: fc.boolean(),
  });
  fc.assert(
    fc.property(trade, ({ price, size, at, isBuyerTaker }) => {
      const keys: string[] = [];
      const take = (message: MarketMessage) =>
        keys.push(message.type === 'trade' ? message.key : message.type);
      const compact = {
        type: 'trades',
        sy: 'A',
        p: String(price),
        s: size,
        r: isBuyerTaker ? 't' : 'm',
        t: at,
      };
      const buyer_role = isBuyerTaker ? 'taker' : 'maker';
      const legacy = {
        type: 'all_trades',
        symbol: 'A',
        price,
        size: String(size),
        buyer_role,
        timestamp: at,
      };
      compactDialect.decode(JSON.stringify(compact), take);
      legacyDialect.decode(JSON.stringify(legacy), take);
      expect(keys[0]).toBe(keys[1]);
      expect(keys[0]).toMatch(/^A \d+ /);
    }),
    { seed, numRuns: 1_000 },
  );
});
