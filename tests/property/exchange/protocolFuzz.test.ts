import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { hexHmac } from '../../support/sandboxCalls.ts';
import { type SimExchange, simExchange, simKeys } from '../../support/simExchange.ts';

const run = { seed: 20_261_120, numRuns: 2_000 };

let sim: SimExchange;

beforeAll(async () => {
  sim = await simExchange({ quotaUnits: Number.MAX_SAFE_INTEGER });
  await sim.time.advance(60_000);
});

afterAll(() => {
  sim.protocol.stop();
  sim.exchange.stop();
});

const envelope = z.union([
  z.object({ success: z.literal(true) }),
  z.object({
    success: z.literal(false),
    error: z.union([
      z.string(),
      z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).optional() }),
    ]),
  }),
  z.object({ current_quota: z.number() }),
]);

const words = fc.constantFrom(
  ...[
    'SOLUSD',
    'BTCUSD',
    '14823',
    '27',
    '1',
    '0',
    '-1',
    '1e9',
    '9'.repeat(30),
    '__proto__',
    'constructor',
    '%',
    'all',
  ],
  ...[
    'limit_order',
    'market_order',
    'buy',
    'sell',
    'open',
    '5m',
    'true',
    'stop_loss_order',
    'mark_price',
    '0.0001',
  ],
);
const anything = fc.oneof(
  words,
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(words),
);
const names = fc.constantFrom(
  ...[
    'product_id',
    'product_symbol',
    'size',
    'side',
    'order_type',
    'limit_price',
    'stop_price',
    'id',
    'orders',
    'leverage',
  ],
  ...[
    'client_order_id',
    'trail_amount',
    'stop_order_type',
    'reduce_only',
    'post_only',
    'bracket_stop_loss_price',
    'ttl',
  ],
  ...[
    'delta_margin',
    'amount',
    'heartbeat_id',
    'config',
    'stop_loss_order',
    'cancel_limit_orders',
    'close_all_isolated',
  ],
);
const order = fc.record(
  {
    product_symbol: fc.constantFrom('SOLUSD', 'BTCUSD'),
    side: fc.constantFrom('buy', 'sell'),
    size: fc.oneof(fc.integer({ min: 0, max: 200_000 }), anything),
    order_type: fc.constantFrom('limit_order', 'market_order'),
    limit_price: fc.oneof(
      fc.double({ min: 0, max: 300_000 }).map((price) => price.toFixed(4)),
      anything,
    ),
    stop_order_type: fc.constantFrom('stop_loss_order', 'take_profit_order', null),
    stop_price: fc.double({ min: 0, max: 300_000 }).map((price) => price.toFixed(4)),
    time_in_force: fc.constantFrom('gtc', 'ioc'),
    post_only: fc.boolean(),
    reduce_only: fc.boolean(),
    client_order_id: words,
    bracket_stop_loss_price: fc.double({ min: 0, max: 300_000 }).map((price) => price.toFixed(4)),
  },
  { requiredKeys: ['product_symbol', 'side', 'size', 'order_type'] },
);
const body = fc.oneof(
  order,
  fc.dictionary(names, anything),
  fc.record({ product_id: words, orders: fc.array(order) }),
  anything,
);
const paths = fc.constantFrom(
  ...[
    'orders',
    'orders/all',
    'orders/batch',
    'orders/bracket',
    'orders/history',
    'orders/1',
    'orders/client_order_id/x',
  ],
  ...[
    'positions',
    'positions/margined',
    'positions/change_margin',
    'positions/close_all',
    'positions/auto_topup',
  ],
  ...[
    'products',
    'products/SOLUSD',
    'products/14823/orders/leverage',
    'products/x/orders/leverage',
    'tickers',
    'assets',
  ],
  ...[
    'fills',
    'wallet/balances',
    'wallet/transactions',
    'history/candles',
    'l2orderbook/SOLUSD',
    'trades/SOLUSD',
  ],
  ...[
    'heartbeat',
    'heartbeat/create',
    'users/margin_mode',
    'sub_accounts',
    'wallets/sub_account_balance_transfer',
  ],
);
const query = fc.dictionary(
  fc.constantFrom(
    'symbol',
    'resolution',
    'start',
    'end',
    'page_size',
    'after',
    'product_ids',
    'states',
    'depth',
    'start_time',
  ),
  fc.oneof(words, fc.string()),
);

/** Orders that the market can take, prices as shares of the last one. */
const sensible = fc.record({
  side: fc.constantFrom('buy', 'sell'),
  size: fc.integer({ min: 1, max: 30 }),
  share: fc.option(fc.double({ min: 0.985, max: 1.015, noNaN: true })),
  stopShare: fc.option(fc.double({ min: 0.98, max: 1.02, noNaN: true }), { freq: 4 }),
  reduce_only: fc.boolean(),
});

type Sensible = typeof sensible extends fc.Arbitrary<infer Order> ? Order : never;

function orderAtPrices({ share, stopShare, ...order }: Sensible) {
  const last = Number(sim.exchange.ticker('SOLUSD')?.close);
  const prices = share === null ? {} : { limit_price: (last * share).toFixed(4) };
  const stop = { stop_order_type: 'stop_loss_order', stop_price: (last * Number(stopShare)).toFixed(4) };
  return {
    ...order,
    product_symbol: 'SOLUSD',
    order_type: share === null ? 'market_order' : 'limit_order',
    ...prices,
    ...(stopShare === null ? {} : stop),
  };
}

const wild = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: paths,
  query,
  body,
});

it('answers whatever is asked in one of its forms, and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(wild, sensible, async (asked, order) => {
      const requests = [
        { method: 'POST', target: '/v2/orders', body: orderAtPrices(order) },
        { ...asked, target: `/v2/${asked.path}?${new URLSearchParams(asked.query)}` },
      ];
      for (const { method, target, body: content } of requests) {
        const how = { method, key: simKeys.alpha, ...(method === 'GET' ? {} : { body: content }) };
        const answer = await sim.ask(target, how);
        if (answer === 'dropped') throw new Error('nothing was to be dropped');
        expect([200, 400, 403, 404, 429, 503]).toContain(answer.status);
        envelope.parse(answer.body);
      }
      await sim.time.advance(50);
    }),
    run,
  );
  // Some of it was meant seriously by the exchange.
  expect(sim.exchange.fills(simKeys.alpha.accountId, {}).length).toBeGreaterThan(20);
  // Money neither appears nor vanishes, whatever was asked.
  const { deposits, ...parts } = sim.exchange.ledger();
  const sum = Object.values(parts).reduce((total, part) => total + Number(part), 0);
  expect(sum).toBeCloseTo(Number(deposits), 6);
});

it('goes on talking on a socket whatever is said to it', () => {
  const channel = fc.record(
    {
      name: fc.constantFrom(
        'trades',
        'v2/ticker',
        'orders',
        'ob_l2',
        'candlestick_5m',
        'candlestick_9m',
        '__proto__',
        'margins',
      ),
      symbols: fc.array(words),
    },
    { requiredKeys: ['name'] },
  );
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        type: fc.constantFrom(
          'subscribe',
          'unsubscribe',
          'key-auth',
          'unauth',
          'enable_heartbeat',
          'toString',
        ),
        payload: fc.oneof(fc.record({ channels: fc.array(channel) }), anything),
      })
      .map((content) => JSON.stringify(content)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('legacy', 'compact'),
      fc.boolean(),
      fc.array(message),
      (dialect, isSigned, messages) => {
        const frames: string[] = [];
        const session = sim.protocol.open(dialect, { send: (text) => frames.push(text), close: () => {} });
        if (isSigned) {
          const timestamp = String(Math.floor(sim.time.now() / 1_000));
          const { key, secret } = simKeys.alpha;
          const signature = hexHmac(secret, `GET${timestamp}/live`);
          const payload = { 'api-key': key, timestamp, signature };
          session.received(JSON.stringify({ type: 'key-auth', payload }));
        }
        for (const text of messages) session.received(text);
        session.received('{"type":"ping"}');
        expect(frames.at(-1)).toBe('{"type":"pong"}');
        expect(frames.length).toBeGreaterThanOrEqual(messages.length);
        session.closed();
      },
    ),
    run,
  );
});
