import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Ask, Asked } from '../../../support/sandboxCalls.ts';
import { type SimExchange, simExchange, simKeys } from '../../../support/simExchange.ts';

let sim: SimExchange;

beforeEach(async () => {
  sim = await simExchange();
  await sim.time.advance(60_000);
});

afterEach(() => {
  sim.protocol.stop();
  sim.exchange.stop();
});

const sol = 14_823;
const own = (target: string, how: Ask = {}) => sim.ask(target, { key: simKeys.alpha, ...how });
const post = (body: object, target = '/v2/orders') => own(target, { method: 'POST', body });
const put = (body: object, target = '/v2/orders') => own(target, { method: 'PUT', body });
const del = (body: object, target = '/v2/orders') => own(target, { method: 'DELETE', body });

const orderSchema = z.looseObject({
  id: z.number(),
  state: z.string(),
  size: z.number(),
  unfilled_size: z.number(),
  client_order_id: z.string().nullable(),
});
const orderOf = (asked: Asked | 'dropped') =>
  z
    .object({ status: z.literal(200), body: z.object({ success: z.literal(true), result: orderSchema }) })
    .parse(asked).body.result;
const ordersOf = (asked: Asked | 'dropped') =>
  z.object({ status: z.literal(200), body: z.object({ result: z.array(orderSchema) }) }).parse(asked).body
    .result;

/** So many percent of the best bid, on the tick. */
function bidTimes(share: number): string {
  return (Number(sim.exchange.ticker('SOLUSD')?.bestBid) * share).toFixed(4);
}

const resting = (more: object = {}) => ({
  product_symbol: 'SOLUSD',
  side: 'buy',
  size: 3,
  order_type: 'limit_order',
  limit_price: bidTimes(0.99),
  ...more,
});
const market = (side: 'buy' | 'sell', size: number, more: object = {}) => ({
  product_id: sol,
  side,
  size,
  order_type: 'market_order',
  ...more,
});

it('echoes what was placed, with times as text in microseconds', async () => {
  const order = orderOf(await post(resting({ client_order_id: 'p7-1', size: '3', post_only: 'true' })));
  expect(order).toMatchObject({
    product_id: sol,
    product_symbol: 'SOLUSD',
    user_id: simKeys.alpha.accountId,
    side: 'buy',
    size: 3,
    unfilled_size: 3,
    order_type: 'limit_order',
    limit_price: bidTimes(0.99).replace(/0+$/, ''),
    time_in_force: 'gtc',
    post_only: true,
    reduce_only: false,
    client_order_id: 'p7-1',
    state: 'open',
    average_fill_price: null,
    cancellation_reason: null,
    paid_commission: '0',
    bracket_order: null,
    meta_data: {},
  });
  expect(order.created_at).toBe(`${sim.time.now()}000`);
});

it.each([
  ['both names of the product', { product_id: sol }, 'bad_schema'],
  ['no product', { product_symbol: undefined }, 'bad_schema'],
  ['an unknown product', { product_symbol: 'NOUSD' }, 'invalid_contract'],
  ['a size that is no whole number', { size: 1.5 }, 'bad_schema'],
  ['a side that is none', { side: 'long' }, 'bad_schema'],
  ['a price that is a number', { limit_price: 100 }, 'bad_schema'],
  ['fill or kill', { time_in_force: 'fok' }, 'bad_schema'],
  ['an own id that is too long', { client_order_id: 'x'.repeat(33) }, 'bad_schema'],
  ['a market order with price "0"', { order_type: 'market_order', limit_price: '0' }, 'bad_schema'],
])('refuses %s', async (_, more, code) => {
  expect(await post(resting(more))).toMatchObject({ status: 400, body: { success: false, error: { code } } });
});

it('finds an order by its number and by its own id, and the newest of an id that came twice', async () => {
  const first = orderOf(await post(resting({ client_order_id: 'again' })));
  expect(await post(resting({ client_order_id: 'again' }))).toMatchObject({ status: 400 });
  await del({ id: first.id, product_id: sol });
  const second = orderOf(await post(resting({ client_order_id: 'again' })));
  expect(orderOf(await own(`/v2/orders/${first.id}`))).toMatchObject({ state: 'cancelled' });
  expect(orderOf(await own('/v2/orders/client_order_id/again'))).toMatchObject({
    id: second.id,
    state: 'open',
  });
  expect(await own('/v2/orders/client_order_id/never')).toMatchObject({ status: 404 });
  expect(await own('/v2/orders/1')).toMatchObject({
    status: 404,
    body: { error: { code: 'open_order_not_found' } },
  });
});

it('shows an order to nobody else', async () => {
  const { id } = orderOf(await post(resting()));
  expect(await sim.ask(`/v2/orders/${id}`, { key: simKeys.main })).toMatchObject({ status: 404 });
  expect(
    await sim.ask('/v2/orders', { method: 'DELETE', body: { id, product_id: sol }, key: simKeys.main }),
  ).toMatchObject({ status: 404 });
  expect(orderOf(await sim.ask(`/v2/orders/${id}`, { key: simKeys.reader }))).toMatchObject({ id });
});

it('edits the total size and the price, and cancels by either id', async () => {
  const { id } = orderOf(await post(resting({ client_order_id: 'e1' })));
  const edited = orderOf(await put({ id, product_id: sol, size: 7, limit_price: bidTimes(0.98) }));
  expect(edited).toMatchObject({ id, size: 7, unfilled_size: 7 });
  const gone = orderOf(await del({ client_order_id: 'e1', product_id: sol }));
  expect(gone).toMatchObject({ id, state: 'cancelled', cancellation_reason: 'cancelled_by_user' });
  expect(await put({ id, product_id: sol, size: 5 })).toMatchObject({
    status: 404,
    body: { error: { code: 'open_order_not_found' } },
  });
  expect(await del({ product_id: sol })).toMatchObject({ body: { error: { code: 'bad_schema' } } });
});

it('cancels all only of the kinds it is told', async () => {
  await post(resting());
  expect(await del({ product_id: sol }, '/v2/orders/all')).toMatchObject({
    status: 200,
    body: { success: true },
  });
  expect(ordersOf(await own('/v2/orders'))).toHaveLength(1);
  await del({ product_id: sol, cancel_limit_orders: true }, '/v2/orders/all');
  expect(ordersOf(await own('/v2/orders'))).toEqual([]);
  expect(await del({ cancel_limit_orders: true }, '/v2/orders/all')).toMatchObject({ status: 400 });
});

it('carries out what it can of a batch, and leaves the rest out of the reply', async () => {
  const order = { side: 'buy', size: 1, order_type: 'limit_order', limit_price: bidTimes(0.99) };
  const placed = ordersOf(
    await post(
      { product_id: sol, orders: [order, { ...order, limit_price: '0.00001' }, order] },
      '/v2/orders/batch',
    ),
  );
  expect(placed).toHaveLength(2);
  const [one, two] = placed.map(({ id }) => id);
  const edited = ordersOf(
    await put(
      {
        product_id: sol,
        orders: [
          { id: one, size: 4 },
          { id: 1, size: 4 },
        ],
      },
      '/v2/orders/batch',
    ),
  );
  expect(edited).toMatchObject([{ id: one, size: 4 }]);
  const gone = ordersOf(await del({ product_id: sol, orders: [{ id: 1 }, { id: two }] }, '/v2/orders/batch'));
  expect(gone).toMatchObject([{ id: two, state: 'cancelled' }]);
  const many = { product_id: sol, orders: Array.from({ length: 51 }, () => order) };
  expect(await post(many, '/v2/orders/batch')).toMatchObject({ body: { error: { code: 'bad_schema' } } });
  expect(
    await post({ product_id: sol, orders: [{ ...order, time_in_force: 'ioc' }] }, '/v2/orders/batch'),
  ).toMatchObject({ body: { error: { code: 'bad_schema' } } });
});

it('takes at most 500 orders of a product in a second, batches by their number', async () => {
  const order = { side: 'buy', size: 1, limit_price: '0.00001' };
  const batch = { product_id: sol, orders: Array.from({ length: 50 }, () => order) };
  for (let index = 0; index < 10; index++)
    expect(await post(batch, '/v2/orders/batch')).toMatchObject({ status: 200 });
  const refused = await post(resting());
  expect(refused).toMatchObject({ status: 429, headers: { 'x-rate-limit-reset': '1000' } });
  expect(await post(resting({ product_symbol: 'BTCUSD', limit_price: '1.0' }))).not.toMatchObject({
    status: 429,
  });
  await sim.time.advance(1_000);
  expect(await post(resting())).toMatchObject({ status: 200 });
});

it('lays a bracket around a position, and refuses one where there is none', async () => {
  const bracket = () => ({
    product_symbol: 'SOLUSD',
    stop_loss_order: { order_type: 'market_order', stop_price: bidTimes(0.98) },
    take_profit_order: { order_type: 'limit_order', stop_price: bidTimes(1.02), limit_price: bidTimes(1.02) },
    bracket_stop_trigger_method: 'last_traded_price',
  });
  expect(await post(bracket(), '/v2/orders/bracket')).toMatchObject({ status: 400 });
  orderOf(await post(market('buy', 2)));
  expect(await post(bracket(), '/v2/orders/bracket')).toMatchObject({ status: 200, body: { success: true } });
  const legs = ordersOf(await own('/v2/orders?states=pending'));
  expect(legs).toHaveLength(2);
  expect(legs).toMatchObject([{ bracket_order: true }, { bracket_order: true }]);
  expect(ordersOf(await own('/v2/orders?states=pending&order_types=take_profit_limit'))).toHaveLength(1);
  expect(ordersOf(await own('/v2/orders?order_types=all_stop'))).toHaveLength(2);
  expect(ordersOf(await own('/v2/orders?order_types=limit'))).toHaveLength(0);
});

it('carries a bracket on an entry, which can be changed while the entry rests', async () => {
  const entry = orderOf(await post(resting({ bracket_stop_loss_price: bidTimes(0.95) })));
  expect(entry).toMatchObject({ bracket_stop_trigger_method: 'mark_price', bracket_take_profit_price: null });
  const changed = orderOf(
    await put(
      {
        id: entry.id,
        product_id: sol,
        bracket_stop_loss_price: bidTimes(0.96),
        bracket_take_profit_price: bidTimes(1.05),
      },
      '/v2/orders/bracket',
    ),
  );
  expect(changed.bracket_take_profit_price).not.toBeNull();
  expect(await put({ id: entry.id, product_id: sol }, '/v2/orders/bracket')).toMatchObject({ status: 400 });
});

it('lists what is over in the history, page by page and no more than fifty at once', async () => {
  for (let index = 0; index < 55; index++) {
    const { id } = orderOf(await post(resting()));
    await del({ id, product_id: sol });
    await sim.time.advance(10);
  }
  const { id: still } = orderOf(await post(resting()));
  const page = z.object({
    body: z.object({ result: z.array(orderSchema), meta: z.object({ after: z.string().nullable() }) }),
  });
  const first = page.parse(await own('/v2/orders/history?page_size=500')).body;
  expect(first.result).toHaveLength(50);
  const second = page.parse(await own(`/v2/orders/history?after=${first.meta.after}`)).body;
  expect(second.result).toHaveLength(5);
  expect(second.meta.after).toBeNull();
  expect([...first.result, ...second.result].map(({ id }) => id)).not.toContain(still);
  expect(ordersOf(await own(`/v2/orders/history?end_time=${sim.time.now() - 400}000`))).toHaveLength(16);
  expect(ordersOf(await own('/v2/orders/history?product_ids=27'))).toEqual([]);
  expect(ordersOf(await own('/v2/orders/history?contract_types=call_options'))).toEqual([]);
  const tooMany = Array.from({ length: 11 }, (_, index) => index).join(',');
  expect(await own(`/v2/orders/history?product_ids=${tooMany}`)).toMatchObject({ status: 400 });
});

it('tells positions at once, and in full only after a while', async () => {
  expect(await own(`/v2/positions?product_id=${sol}`)).toMatchObject({
    body: { result: { size: 0, entry_price: null } },
  });
  orderOf(await post(market('buy', 2)));
  expect(await own(`/v2/positions?product_id=${sol}`)).toMatchObject({
    body: { result: { size: 2, entry_price: expect.any(String), timestamp: expect.any(Number) } },
  });
  expect(await own('/v2/positions/margined')).toMatchObject({ body: { result: [] } });
  await sim.time.advance(3_000);
  expect(await own('/v2/positions/margined')).toMatchObject({
    body: {
      result: [
        {
          product_id: sol,
          product_symbol: 'SOLUSD',
          size: 2,
          margin: expect.any(String),
          liquidation_price: expect.any(String),
          margin_mode: 'isolated',
          auto_topup: false,
        },
      ],
    },
  });
  expect(await own('/v2/positions/margined?product_ids=27')).toMatchObject({ body: { result: [] } });
  expect(await own('/v2/positions')).toMatchObject({ body: { error: { code: 'bad_schema' } } });
});

it('closes all isolated positions when told so', async () => {
  orderOf(await post(market('sell', 2)));
  await post({ close_all_portfolio: true }, '/v2/positions/close_all');
  expect(sim.exchange.position(simKeys.alpha.accountId, 'SOLUSD')?.size).toBe(-2);
  await post({ close_all_isolated: true, user_id: simKeys.alpha.accountId }, '/v2/positions/close_all');
  expect(sim.exchange.position(simKeys.alpha.accountId, 'SOLUSD')?.size ?? 0).toBe(0);
});

it('begins at the highest leverage, and changes it within what is offered', async () => {
  const path = `/v2/products/${sol}/orders/leverage`;
  expect(await own(path)).toMatchObject({
    body: { result: { leverage: '100', product_id: sol, margin_mode: 'isolated' } },
  });
  expect(await post({ leverage: 10 }, path)).toMatchObject({ body: { result: { leverage: '10' } } });
  expect(await own(path)).toMatchObject({ body: { result: { leverage: '10' } } });
  expect(await post({ leverage: '101' }, path)).toMatchObject({
    body: { error: { code: 'max_leverage_exceeded' } },
  });
});

it('accounts for fills and fees to the last digit', async () => {
  const { id } = orderOf(await post(market('buy', 5, { client_order_id: 'f-1' })));
  const fillSchema = z.object({
    id: z.string(),
    order_id: z.string(),
    size: z.string(),
    price: z.string(),
    notional: z.string(),
    commission: z.string(),
    role: z.string(),
    created_at: z.string(),
  });
  const fills = z.object({ body: z.object({ result: z.array(fillSchema) }) }).parse(await own('/v2/fills'))
    .body.result;
  expect(fills.reduce((sum, { size }) => sum + Number(size), 0)).toBe(5);
  for (const fill of fills) {
    expect(fill).toMatchObject({ order_id: String(id), role: 'taker' });
    expect(Number(fill.commission)).toBeCloseTo(Number(fill.notional) * 0.00059, 9);
    expect(fill).not.toHaveProperty('client_order_id');
  }
  const paid = fills.reduce((sum, { commission }) => sum + Number(commission), 0);
  expect(Number(orderOf(await own(`/v2/orders/${id}`)).paid_commission)).toBeCloseTo(paid, 9);
  expect(await own('/v2/wallet/balances')).toMatchObject({
    body: { result: [{ asset_id: 14, asset_symbol: 'USD' }], meta: { net_equity: expect.any(String) } },
  });
  const transactions = z
    .object({
      body: z.object({ result: z.array(z.object({ transaction_type: z.string(), amount: z.string() })) }),
    })
    .parse(await own('/v2/wallet/transactions?transaction_types=commission')).body.result;
  expect(transactions.reduce((sum, { amount }) => sum + Number(amount), 0)).toBeCloseTo(-paid, 9);
});

it('lets the parent alone see and move money of sub-accounts', async () => {
  const main = { key: simKeys.main };
  expect(await sim.ask('/v2/sub_accounts', main)).toMatchObject({
    body: {
      result: [
        { id: 1, is_sub_account: false },
        { id: 2, account_name: 'alpha', is_sub_account: true },
      ],
    },
  });
  expect(await own('/v2/sub_accounts')).toMatchObject({ status: 403 });
  const body = { transferrer_user_id: 1, transferee_user_id: 2, asset_symbol: 'USD', amount: '250' };
  const path = '/v2/wallets/sub_account_balance_transfer';
  expect(await own(path, { method: 'POST', body })).toMatchObject({ status: 403 });
  expect(await sim.ask(path, { method: 'POST', body, ...main })).toMatchObject({ status: 200 });
  expect(sim.exchange.wallet(2)?.balance).toBe('10250');
  expect(await sim.ask(path, { method: 'POST', body: { ...body, amount: '9999' }, ...main })).toMatchObject({
    status: 400,
  });
});

it('answers the account page to nobody, preferences to its owner, and knows isolated margin alone', async () => {
  expect(await own('/v2/profile')).toMatchObject({
    status: 403,
    body: { error: { code: 'UnauthorizedApiAccess' } },
  });
  expect(await own('/v2/users/trading_preferences')).toMatchObject({ body: { result: { user_id: 2 } } });
  const mode = (margin_mode: string) => put({ margin_mode, subaccount_user_id: 2 }, '/v2/users/margin_mode');
  expect(await mode('isolated')).toMatchObject({ status: 200 });
  expect(await mode('portfolio')).toMatchObject({ status: 400 });
});

it('cancels everything, stops too, of an owner who was not heard from', async () => {
  await post(resting());
  await post(market('buy', 1));
  await post(
    market('sell', 1, { stop_order_type: 'stop_loss_order', stop_price: bidTimes(0.9), reduce_only: true }),
  );
  const create = {
    heartbeat_id: 'guard',
    impact: 'contracts',
    contract_types: ['perpetual_futures'],
    config: [{ action: 'cancel_orders', unhealthy_count: 2, value: 60_000 }],
  };
  expect(await post({ heartbeat_id: 'guard', ttl: 1_000 }, '/v2/heartbeat')).toMatchObject({ status: 404 });
  expect(await post(create, '/v2/heartbeat/create')).toMatchObject({ status: 200 });
  expect(await post({ heartbeat_id: 'guard', ttl: 1_000 }, '/v2/heartbeat')).toMatchObject({
    body: { result: { process_enabled: 'true' } },
  });
  await sim.time.advance(1_900);
  expect(ordersOf(await own('/v2/orders'))).toHaveLength(2);
  await post({ heartbeat_id: 'guard', ttl: 1_000 }, '/v2/heartbeat');
  await sim.time.advance(1_900);
  expect(ordersOf(await own('/v2/orders'))).toHaveLength(2);
  await sim.time.advance(100);
  expect(ordersOf(await own('/v2/orders'))).toEqual([]);
  await post(resting());
  await post({ heartbeat_id: 'guard', ttl: 1_000 }, '/v2/heartbeat');
  expect(await post({ heartbeat_id: 'guard', ttl: 0 }, '/v2/heartbeat')).toMatchObject({
    body: { result: { process_enabled: 'false' } },
  });
  await sim.time.advance(60_000);
  expect(ordersOf(await own('/v2/orders'))).toHaveLength(1);
});

it('cancels what an immediate order could not fill, and keeps the fills', async () => {
  const ask = Number(sim.exchange.ticker('SOLUSD')?.bestAsk).toFixed(4);
  const size = 11_000;
  await post({ leverage: 100 }, `/v2/products/${sol}/orders/leverage`);
  sim.exchange.deposit(simKeys.alpha.accountId, '1000000');
  const order = orderOf(
    await post({ ...market('buy', size), order_type: 'limit_order', limit_price: ask, time_in_force: 'ioc' }),
  );
  expect(order.state).toBe('cancelled');
  expect(order.unfilled_size).toBeGreaterThan(0);
  expect(order.unfilled_size).toBeLessThan(size);
  expect(sim.exchange.position(simKeys.alpha.accountId, 'SOLUSD')?.size).toBe(size - order.unfilled_size);
  expect(ordersOf(await own('/v2/orders'))).toEqual([]);
});

it('tells a liquidation in fills, orders and position', async () => {
  await post({ leverage: '50' }, `/v2/products/${sol}/orders/leverage`);
  orderOf(await post(market('buy', 10)));
  orderOf(await post(resting()));
  sim.inject({ kind: 'priceJump', symbol: 'SOLUSD', pct: -1.7 });
  await sim.time.advance(10_000);
  expect(await own('/v2/fills')).toMatchObject({
    body: {
      result: expect.arrayContaining([expect.objectContaining({ fill_type: 'liquidation', side: 'sell' })]),
    },
  });
  expect(await own(`/v2/positions?product_id=${sol}`)).toMatchObject({ body: { result: { size: 0 } } });
  expect(ordersOf(await own('/v2/orders'))).toEqual([]);
});

it('settles funding at its boundary, long against short', async () => {
  const late = await simExchange({ start: Date.UTC(2026, 9, 1, 15, 58) });
  const ask = (key: typeof simKeys.main | typeof simKeys.alpha, target: string, body?: object) =>
    late.ask(target, { key, ...(body === undefined ? {} : { method: 'POST', body }) });
  await late.time.advance(60_000);
  orderOf(await ask(simKeys.alpha, '/v2/orders', market('buy', 2)));
  orderOf(await ask(simKeys.main, '/v2/orders', market('sell', 2)));
  await late.time.advance(2 * 60_000);
  const amounts = [];
  for (const key of [simKeys.alpha, simKeys.main]) {
    const rows = z
      .object({ body: z.object({ result: z.array(z.object({ amount: z.string() })) }) })
      .parse(await ask(key, '/v2/wallet/transactions?transaction_types=funding')).body.result;
    expect(rows).toHaveLength(1);
    amounts.push(Number(rows[0]?.amount));
  }
  expect(amounts[0]).not.toBe(0);
  expect(amounts[0]).toBe(-Number(amounts[1]));
  late.protocol.stop();
  late.exchange.stop();
});
