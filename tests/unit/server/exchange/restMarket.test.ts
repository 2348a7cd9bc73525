import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type SimExchange, simExchange, simKeys } from '../../../support/simExchange.ts';

let sim: SimExchange;

beforeEach(async () => {
  sim = await simExchange();
  await sim.time.advance(10 * 60_000 + 20_000);
});

afterEach(() => {
  sim.protocol.stop();
  sim.exchange.stop();
});

const row = z.object({
  time: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number().nullable(),
});

/** Rows as they came; everything in them has to be a number. */
async function candles(query: string) {
  const asked = await sim.ask(`/v2/history/candles?${query}`);
  return z
    .object({ status: z.literal(200), body: z.object({ success: z.literal(true), result: z.array(row) }) })
    .parse(asked).body.result;
}

const nowSeconds = () => Math.floor(sim.time.now() / 1_000);

it('gives candles newest first, the forming one included, each bucket once', async () => {
  const now = nowSeconds();
  const rows = await candles(`resolution=5m&symbol=SOLUSD&start=${now - 3_600}&end=${now}`);
  const forming = now - (now % 300);
  expect(rows.map(({ time }) => time)).toEqual(
    Array.from({ length: 12 }, (_, index) => forming - index * 300),
  );
  const before = rows[0];
  await sim.time.advance(60_000);
  const [after] = await candles(`resolution=5m&symbol=SOLUSD&start=${forming}&end=${nowSeconds()}`);
  expect(after?.time).toBe(before?.time);
  expect(after?.volume).toBeGreaterThan(Number(before?.volume));
});

it('drops the oldest rows of a long span, and pads what lies ahead of now flat', async () => {
  const now = nowSeconds();
  const long = await candles(`resolution=1m&symbol=SOLUSD&start=${now - 86_400 * 3}&end=${now}`);
  expect(long).toHaveLength(2_000);
  expect(long[0]?.time).toBe(now - (now % 60));
  expect(long.at(-1)?.time).toBe(now - (now % 60) - 1_999 * 60);
  const ahead = await candles(`resolution=5m&symbol=SOLUSD&start=${now - 300}&end=${now + 900}`);
  const [last] = ahead;
  expect(last?.time).toBeGreaterThan(now);
  expect(last).toMatchObject({ volume: 0, open: last?.close, high: last?.close, low: last?.close });
});

it('gives nothing for unknown symbols and mark prices without volume', async () => {
  const now = nowSeconds();
  expect(await candles(`resolution=5m&symbol=NOUSD&start=${now - 900}&end=${now}`)).toEqual([]);
  const marks = await candles(`resolution=5m&symbol=MARK:SOLUSD&start=${now - 900}&end=${now}`);
  expect(marks.length).toBeGreaterThan(2);
  expect(marks.every(({ volume }) => volume === null)).toBe(true);
});

it.each([
  ['resolution=12h&symbol=SOLUSD&start=1&end=2', 'resolution'],
  ['resolution=7d&symbol=SOLUSD&start=1&end=2', 'resolution'],
  ['resolution=5m&start=1&end=2', 'symbol'],
  ['resolution=5m&symbol=SOLUSD&end=2', 'start'],
  ['resolution=5m&symbol=SOLUSD&start=1&end=soon', 'end'],
  ['resolution=5m&symbol=SOLUSD&start=1&end=', 'end'],
])('refuses %s as a bad schema', async (query, param) => {
  expect(await sim.ask(`/v2/history/candles?${query}`)).toMatchObject({
    status: 400,
    body: {
      success: false,
      error: { code: 'bad_schema', context: { schema_errors: [{ code: 'validation_error', param }] } },
    },
  });
});

const listing = z.object({
  body: z.object({
    result: z.array(z.object({ symbol: z.string(), contract_type: z.string() })),
    meta: z.object({ after: z.string().nullable(), total_count: z.number() }),
  }),
});

it('lists products page by page, spot pairs among them unless they are filtered out', async () => {
  const all = listing.parse(await sim.ask('/v2/products')).body;
  expect(all.result.map(({ contract_type }) => contract_type)).toContain('spot');
  const perpetuals = listing.parse(
    await sim.ask('/v2/products?contract_types=perpetual_futures&states=live&page_size=2'),
  ).body;
  expect(perpetuals.result).toHaveLength(2);
  const next = listing.parse(
    await sim.ask(
      `/v2/products?contract_types=perpetual_futures&states=live&page_size=2&after=${perpetuals.meta.after}`,
    ),
  ).body;
  const symbols = [...perpetuals.result, ...next.result].map(({ symbol }) => symbol);
  expect(new Set(symbols).size).toBe(symbols.length);
  expect(symbols).toContain('SOLUSD');
  expect(symbols).not.toContain('BTC_INR');
});

it('describes a product in the units of the venue', async () => {
  expect(await sim.ask('/v2/products/SOLUSD')).toMatchObject({
    body: {
      result: {
        id: 14823,
        symbol: 'SOLUSD',
        contract_value: '1',
        tick_size: '0.0001',
        initial_margin: '1',
        maintenance_margin: '0.5',
        taker_commission_rate: '0.0005',
        default_leverage: '100',
        trading_status: 'operational',
        settling_asset: { id: 14, symbol: 'USD' },
        product_specs: { rate_exchange_interval: 28_800 },
      },
    },
  });
  expect(await sim.ask('/v2/products/NOUSD')).toMatchObject({ status: 404 });
});

it('tells the time in microseconds, and how much of the quota is used without an envelope', async () => {
  expect(await sim.ask('/v2/settings')).toMatchObject({
    body: { result: { server_time: sim.time.now() * 1_000, under_maintenance: 'false' } },
  });
  // One for the settings above, one for itself.
  expect(await sim.ask('/v2/rate_limits/quota')).toMatchObject({
    body: { current_quota: 2, remaining_time_in_milliseconds: 300_000 },
  });
  await sim.ask('/v2/fills', { key: simKeys.alpha });
  expect(await sim.ask('/v2/rate_limits/quota', { key: simKeys.alpha })).toMatchObject({
    body: { current_quota: 11 },
  });
});

it('tells tickers with a time that lags a day and a timestamp that does not', async () => {
  const ticker = z
    .object({
      body: z.object({
        result: z.object({
          time: z.string(),
          timestamp: z.number(),
          mark_price: z.string(),
          close: z.number(),
          quotes: z.object({ best_bid: z.string(), best_ask: z.string() }),
        }),
      }),
    })
    .parse(await sim.ask('/v2/tickers/SOLUSD')).body.result;
  expect(sim.time.now() - ticker.timestamp / 1_000).toBeLessThanOrEqual(5_000);
  expect(sim.time.now() - Date.parse(ticker.time)).toBeGreaterThanOrEqual(86_400_000);
  expect(Number(ticker.quotes.best_bid)).toBeLessThan(Number(ticker.quotes.best_ask));
  expect(await sim.ask('/v2/tickers?contract_types=call_options')).toMatchObject({ body: { result: [] } });
});

it('shows the book with running depth and the last fifty trades with roles', async () => {
  const level = z.object({ price: z.string(), size: z.number(), depth: z.string() });
  const book = z
    .object({ body: z.object({ result: z.object({ buy: z.array(level), sell: z.array(level) }) }) })
    .parse(await sim.ask('/v2/l2orderbook/SOLUSD?depth=5')).body.result;
  for (const side of [book.buy, book.sell]) {
    expect(side).toHaveLength(5);
    const sums = side.map((_, index) => side.slice(0, index + 1).reduce((sum, { size }) => sum + size, 0));
    expect(side.map(({ depth }) => Number(depth))).toEqual(sums);
  }
  const trade = z.object({
    price: z.string(),
    buyer_role: z.string(),
    seller_role: z.string(),
    timestamp: z.number(),
  });
  const trades = z
    .object({ body: z.object({ result: z.array(trade) }) })
    .parse(await sim.ask('/v2/trades/SOLUSD')).body.result;
  expect(trades).toHaveLength(50);
  for (const { buyer_role, seller_role } of trades)
    expect([buyer_role, seller_role].sort()).toEqual(['maker', 'taker']);
  const times = trades.map(({ timestamp }) => timestamp);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});
