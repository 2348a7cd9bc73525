import { afterEach, beforeEach, expect, it } from 'vitest';
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

const own = (target: string, body?: object, method = 'POST') =>
  sim.ask(target, { key: simKeys.alpha, ...(body === undefined ? {} : { method, body }) });
const bidTimes = (share: number) => (Number(sim.exchange.ticker('SOLUSD')?.bestBid) * share).toFixed(4);
const resting = (more: object = {}) => ({
  product_symbol: 'SOLUSD',
  side: 'buy',
  size: 3,
  order_type: 'limit_order',
  limit_price: bidTimes(0.99),
  ...more,
});
const market = { product_symbol: 'SOLUSD', side: 'buy', size: 1, order_type: 'market_order' };
const stop = () => ({
  ...market,
  side: 'sell',
  stop_order_type: 'stop_loss_order',
  stop_price: bidTimes(0.95),
  reduce_only: true,
});
const orders = () => sim.exchange.orders(simKeys.alpha.accountId, {});
const code = (name: string) => ({ body: { success: false, error: { code: name } } });

it('takes an order whose reply never comes, which is found by its own id', async () => {
  sim.inject({ kind: 'dropReply', method: 'POST', path: '/v2/orders', count: 1 });
  expect(await own('/v2/orders', resting({ client_order_id: 'lost' }))).toBe('dropped');
  expect(await own('/v2/orders/client_order_id/lost')).toMatchObject({ body: { result: { state: 'open' } } });
});

it('never sees an order that was lost on its way', async () => {
  sim.inject({ kind: 'loseRequest', method: 'POST', count: 1 });
  expect(await own('/v2/orders', resting({ client_order_id: 'lost' }))).toBe('dropped');
  expect(await own('/v2/orders/client_order_id/lost')).toMatchObject({ status: 404 });
});

it('lies about a filled order, while fills and position tell the truth', async () => {
  sim.inject({ kind: 'lyingStatus', count: 1 });
  await own('/v2/orders', { ...market, client_order_id: 'lie' });
  expect(await own('/v2/orders/client_order_id/lie')).toMatchObject({
    body: { result: { state: 'cancelled', size: 1, unfilled_size: 1, average_fill_price: null } },
  });
  expect(await own('/v2/fills')).toMatchObject({ body: { result: [{ size: '1' }] } });
  expect(await own('/v2/orders/client_order_id/lie')).toMatchObject({
    body: { result: { state: 'closed', unfilled_size: 0 } },
  });
});

it('refuses stops, alone or around an entry, and takes everything else', async () => {
  await own('/v2/orders', market);
  sim.inject({ kind: 'refuseStops', code: 'immediate_execution_stop_order', count: 2 });
  expect(await own('/v2/orders', stop())).toMatchObject({
    status: 400,
    ...code('immediate_execution_stop_order'),
  });
  expect(await own('/v2/orders', resting())).toMatchObject({ status: 200 });
  const bracket = { product_symbol: 'SOLUSD', stop_loss_order: { stop_price: bidTimes(0.95) } };
  expect(await own('/v2/orders/bracket', bracket)).toMatchObject(code('immediate_execution_stop_order'));
  expect(await own('/v2/orders', stop())).toMatchObject({
    status: 200,
    body: { result: { state: 'pending' } },
  });
});

it('refuses to cancel, and the order stays', async () => {
  await own('/v2/orders', resting());
  const body = { product_symbol: 'SOLUSD', id: orders()[0]?.id };
  sim.inject({ kind: 'refuseCancels', count: 1 });
  expect(await own('/v2/orders', body, 'DELETE')).toMatchObject({ status: 503, ...code('unavailable') });
  expect(orders()).toMatchObject([{ state: 'open' }]);
  expect(await own('/v2/orders', body, 'DELETE')).toMatchObject({ status: 200 });
});

it('shows orders and positions as they were, until the lag is over', async () => {
  sim.inject({ kind: 'readLag', lagMs: 8_000, durationMs: 60_000 });
  await own('/v2/orders', resting({ client_order_id: 'young' }));
  await own('/v2/orders', market);
  expect(await own('/v2/orders')).toMatchObject({ body: { result: [] } });
  expect(await own('/v2/orders/client_order_id/young')).toMatchObject({ status: 404 });
  await sim.time.advance(7_000);
  expect(await own('/v2/positions/margined')).toMatchObject({ body: { result: [] } });
  await sim.time.advance(2_000);
  expect(await own('/v2/orders')).toMatchObject({ body: { result: [{ client_order_id: 'young' }] } });
  expect(await own('/v2/positions/margined')).toMatchObject({ body: { result: [{ size: 1 }] } });
  await sim.time.advance(60_000);
  await own('/v2/orders', resting({ client_order_id: 'younger' }));
  expect(await own('/v2/orders/client_order_id/younger')).toMatchObject({ status: 200 });
});

it('fills limit orders the moment they rest', async () => {
  sim.inject({ kind: 'instantFills', durationMs: 1_000 });
  expect(await own('/v2/orders', resting())).toMatchObject({ body: { result: { unfilled_size: 0 } } });
  await sim.time.advance(1_000);
  expect(await own('/v2/orders', resting())).toMatchObject({
    body: { result: { state: 'open', unfilled_size: 3 } },
  });
});

it('lets orders be cancelled only, then rests them in an auction, then trades again', async () => {
  await own('/v2/orders', resting());
  sim.inject({ kind: 'maintenance', cancelOnlyMs: 10_000, auctionMs: 10_000 });
  expect(await own('/v2/orders', resting())).toMatchObject({ body: { success: false } });
  expect(await own('/v2/orders', { product_symbol: 'SOLUSD', id: orders()[0]?.id }, 'DELETE')).toMatchObject({
    status: 200,
  });
  await sim.time.advance(10_000);
  expect(await own('/v2/orders', market)).toMatchObject({ body: { success: false } });
  expect(await own('/v2/orders', resting({ post_only: true }))).toMatchObject({ status: 200 });
  await sim.time.advance(10_000);
  expect(await own('/v2/orders', market)).toMatchObject({ status: 200 });
});

it('refuses signatures of an honest clock while its own is off, and tells the time it believes in', async () => {
  sim.inject({ kind: 'clockSkew', skewMs: 10_000, durationMs: 30_000 });
  expect(await own('/v2/fills')).toMatchObject({ status: 401, ...code('expired_signature') });
  expect(await sim.ask('/v2/settings')).toMatchObject({
    body: { result: { server_time: (sim.time.now() + 10_000) * 1_000 } },
    headers: { 'request-in-time': `${sim.time.now() + 10_000}000` },
  });
  await sim.time.advance(30_000);
  expect(await own('/v2/fills')).toMatchObject({ status: 200 });
});

it('accepts connections and closes them, refuses them, and ends those there are', async () => {
  const before = [sim.socket('legacy'), sim.socket('compact')];
  sim.inject({ kind: 'acceptThenClose', dialect: 'compact', afterMs: 500, count: 1 });
  const short = sim.socket('compact');
  const long = sim.socket('compact');
  await sim.time.advance(500);
  expect([short, long].map((one) => one.isClosed())).toEqual([true, false]);
  sim.inject({ kind: 'refuseConnects', count: 1 });
  expect(sim.protocol.admit('compact', '127.0.0.1')).toMatchObject({ status: 429 });
  sim.inject({ kind: 'disconnect', dialect: 'legacy' });
  expect(before.map((one) => one.isClosed())).toEqual([true, false]);
  sim.inject({ kind: 'disconnect' });
  expect([...before, long].every((one) => one.isClosed())).toBe(true);
  expect(sim.protocol.faults.list()).toEqual([]);
});

it('is silent on one channel while heartbeats and the others go on', async () => {
  const socket = sim.socket('compact');
  socket.say({ type: 'enable_heartbeat' });
  socket.subscribe({ name: 'trades', symbols: ['SOLUSD'] }, { name: 'mark_price', symbols: ['MARK:SOLUSD'] });
  sim.inject({ kind: 'silentChannel', channel: 'trades' });
  await sim.time.advance(65_000);
  expect(socket.of('trades')).toEqual([]);
  expect(socket.of('heartbeat')).toHaveLength(2);
  expect(socket.of('mark_price').length).toBeGreaterThan(30);
});

it('does the same under the same seed', async () => {
  const day = async () => {
    const one = await simExchange({ seed: 5 });
    const socket = one.socket('compact');
    socket.subscribe({ name: 'trades', symbols: ['all'] }, { name: 'candlestick_1m', symbols: ['SOLUSD'] });
    one.inject({ kind: 'duplicateFrames', chance: 0.2 });
    one.inject({ kind: 'lateFrames', chance: 0.2, delayMs: 700 });
    await one.time.advance(5 * 60_000);
    one.protocol.stop();
    one.exchange.stop();
    return JSON.stringify(socket.frames);
  };
  const [first, second] = [await day(), await day()];
  expect(first.length).toBeGreaterThan(10_000);
  expect(second).toBe(first);
});
