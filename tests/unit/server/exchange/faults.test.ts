import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { hexHmac } from '../../../support/sandboxCalls.ts';
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

it('is down, and comes back without connections and with numbers from one', async () => {
  const signed = () => {
    const socket = sim.socket('legacy');
    const timestamp = String(Math.floor(sim.time.now() / 1_000));
    const { key, secret } = simKeys.alpha;
    const signature = hexHmac(secret, `GET${timestamp}/live`);
    socket.say({ type: 'key-auth', payload: { 'api-key': key, timestamp, signature } });
    socket.subscribe({ name: 'orders', symbols: ['SOLUSD'] });
    return socket;
  };
  const before = signed();
  await own('/v2/orders', resting());
  expect(before.of('orders').at(-1)).toMatchObject({ seq_no: 1 });
  sim.inject({ kind: 'maintenance', downMs: 20_000, cancelOnlyMs: 1_000 });
  expect(await own('/v2/orders')).toMatchObject({ status: 503, ...code('unavailable') });
  expect(await sim.ask('/v2/settings')).toMatchObject({ body: { result: { under_maintenance: 'true' } } });
  await sim.time.advance(21_000);
  expect(before.isClosed()).toBe(true);
  const after = signed();
  expect(after.of('orders')).toMatchObject([
    { action: 'snapshot', meta: { seq_no: 0 }, result: [{ state: 'open' }] },
  ]);
  await own('/v2/orders', resting());
  expect(after.of('orders').at(-1)).toMatchObject({ seq_no: 1 });
});

const rows = async (query: string) => {
  const row = z.object({ time: z.number(), open: z.number(), close: z.number(), volume: z.number() });
  return z
    .object({ body: z.object({ result: z.array(row) }) })
    .parse(await sim.ask(`/v2/history/candles?${query}`)).body.result;
};

it('tells a candle that closed just now as it was before its last trades, and rightly later', async () => {
  await sim.time.advance(240_000 + 1_000);
  const seconds = Math.floor(sim.time.now() / 1_000);
  const query = `resolution=5m&symbol=SOLUSD&start=${seconds - 900}&end=${seconds}`;
  const [, truth] = await rows(query);
  sim.inject({ kind: 'unsettledCandles', symbol: 'SOLUSD', settlesMs: 3_000 });
  const [, early, older] = await rows(query);
  expect(early).toMatchObject({ time: truth?.time, close: truth?.open });
  expect(early?.volume).toBeLessThan(Number(truth?.volume));
  expect(older?.close).not.toBe(older?.open);
  await sim.time.advance(3_000);
  expect((await rows(query))[1]).toEqual(truth);
});

it('leaves out candles of a span, of that symbol alone', async () => {
  await sim.time.advance(600_000);
  const seconds = Math.floor(sim.time.now() / 1_000);
  const query = (symbol: string) => `resolution=1m&symbol=${symbol}&start=${seconds - 300}&end=${seconds}`;
  const [, hidden] = await rows(query('SOLUSD'));
  const at = Number(hidden?.time) * 1_000;
  sim.inject({ kind: 'missingCandles', symbol: 'SOLUSD', fromMs: at, toMs: at, count: 1 });
  expect((await rows(query('BTCUSD'))).map(({ time }) => time)).toContain(hidden?.time);
  expect((await rows(query('SOLUSD'))).map(({ time }) => time)).not.toContain(hidden?.time);
  expect((await rows(query('SOLUSD'))).map(({ time }) => time)).toContain(hidden?.time);
});

it('repeats a ticker until it is as old as it may get', async () => {
  const timestamp = async () =>
    z
      .object({ body: z.object({ result: z.object({ timestamp: z.number() }) }) })
      .parse(await sim.ask('/v2/tickers/SOLUSD')).body.result.timestamp;
  sim.inject({ kind: 'cachedTickers', ageMs: 60_000 });
  const first = await timestamp();
  await sim.time.advance(59_000);
  expect(await timestamp()).toBe(first);
  await sim.time.advance(1_000);
  expect(await timestamp()).toBeGreaterThan(first);
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
