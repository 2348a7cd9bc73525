import { afterEach, beforeEach, expect, it } from 'vitest';
import { hexHmac } from '../../../support/sandboxCalls.ts';
import { type SimExchange, type SimSocket, simExchange, simKeys } from '../../../support/simExchange.ts';

let sim: SimExchange;
let socket: SimSocket;

beforeEach(async () => {
  sim = await simExchange();
  await sim.time.advance(60_000);
  socket = signedIn(simKeys.alpha);
});

afterEach(() => {
  sim.protocol.stop();
  sim.exchange.stop();
});

function signedIn({ key, secret }: { readonly key: string; readonly secret: string }): SimSocket {
  const opened = sim.socket('legacy');
  const timestamp = String(Math.floor(sim.time.now() / 1_000));
  opened.say({
    type: 'key-auth',
    payload: { 'api-key': key, timestamp, signature: hexHmac(secret, `GET${timestamp}/live`) },
  });
  expect(opened.frames.at(-1)).toMatchObject({ type: 'key-auth', success: true });
  return opened;
}

const order = (body: object, method = 'POST') =>
  sim.ask('/v2/orders', { method, key: simKeys.alpha, body: { product_symbol: 'SOLUSD', ...body } });
const bidTimes = (share: number) => (Number(sim.exchange.ticker('SOLUSD')?.bestBid) * share).toFixed(4);
const resting = () => ({
  side: 'buy',
  size: 3,
  order_type: 'limit_order',
  limit_price: bidTimes(0.99),
  client_order_id: 'c1',
});

it('sends a snapshot of a named symbol, then numbered changes keyed by another name', async () => {
  await order(resting());
  socket.subscribe({ name: 'orders', symbols: ['SOLUSD'] });
  expect(socket.of('orders')).toMatchObject([
    {
      action: 'snapshot',
      symbol: 'SOLUSD',
      meta: { seq_no: 1 },
      result: [{ client_order_id: 'c1', state: 'open' }],
    },
  ]);
  await order({ id: firstOrder(), size: 5 }, 'PUT');
  await order({ id: firstOrder() }, 'DELETE');
  const [, ...changes] = socket.of('orders');
  expect(changes).toMatchObject([
    { action: 'update', order_id: firstOrder(), reason: null, size: 5, state: 'open', seq_no: 2 },
    {
      action: 'delete',
      reason: null,
      state: 'cancelled',
      cancellation_reason: 'cancelled_by_user',
      seq_no: 3,
    },
  ]);
  for (const change of changes) expect(change).not.toHaveProperty('id');
});

const firstOrder = () => sim.exchange.orders(simKeys.alpha.accountId, {}).at(-1)?.id;

it('sends fills twice, fast without fees and slowly under long names, with the same numbers', async () => {
  socket.subscribe(
    { name: 'v2/user_trades', symbols: ['SOLUSD'] },
    { name: 'user_trades', symbols: ['SOLUSD'] },
    { name: 'positions', symbols: ['SOLUSD'] },
    { name: 'margins' },
  );
  expect(socket.of('positions')).toEqual([{ type: 'positions', action: 'snapshot', result: [] }]);
  await order({ side: 'buy', size: 2, order_type: 'market_order', client_order_id: 'm1' });
  const fast = socket.of('v2/user_trades');
  const slow = socket.of('user_trades');
  expect(fast[0]).toMatchObject({ sy: 'SOLUSD', R: 'normal', u: 2, S: 'buy', r: 'taker', c: 'm1', se: 1 });
  expect(fast.map(({ f, o, s, p, po, t, se }) => [f, o, s, p, po, t, se])).toEqual(
    slow.map((one) => [
      one.fill_id,
      one.order_id,
      one.size,
      one.price,
      one.position,
      one.timestamp,
      one.seq_no,
    ]),
  );
  for (const frame of fast) expect(JSON.stringify(frame)).not.toContain('commission');
  expect(fast.at(-1)).toMatchObject({ po: 2 });
  const opened = socket.of('positions').slice(1);
  expect(opened[0]).toMatchObject({
    action: 'create',
    reason: null,
    symbol: 'SOLUSD',
    entry_price: expect.any(String),
  });
  expect(opened.at(-1)).toMatchObject({ size: 2 });
  socket.subscribe({ name: 'positions', symbols: ['SOLUSD'] });
  expect(socket.of('positions').at(-1)).toMatchObject({
    action: 'snapshot',
    result: [{ product_symbol: 'SOLUSD', size: 2, margin: expect.any(String) }],
  });
  expect(socket.of('margins').at(-1)).toMatchObject({
    asset_symbol: 'USD',
    position_margin: expect.any(String),
  });
  await order({ side: 'sell', size: 2, order_type: 'market_order', reduce_only: true });
  expect(socket.of('positions').at(-1)).toMatchObject({ action: 'delete', size: 0 });
  expect(socket.of('user_trades').at(-1)).toMatchObject({ position: 0 });
});

it('sends snapshots of named symbols alone, and nothing of others’ accounts', async () => {
  await order(resting());
  socket.subscribe({ name: 'orders', symbols: ['all'] });
  const other = signedIn(simKeys.main);
  other.subscribe(
    { name: 'orders', symbols: ['SOLUSD'] },
    { name: 'margins' },
    { name: 'v2/user_trades', symbols: ['all'] },
  );
  expect(other.of('orders')).toMatchObject([{ action: 'snapshot', result: [] }]);
  await order({ side: 'buy', size: 1, order_type: 'market_order' });
  expect(socket.of('orders').length).toBeGreaterThan(0);
  expect(socket.of('orders').every(({ action }) => action !== 'snapshot')).toBe(true);
  expect(other.of('orders')).toHaveLength(1);
  expect(other.of('margins')).toEqual([]);
  expect(other.of('v2/user_trades')).toEqual([]);
});

it('goes on counting while nobody listens, so that a gap shows what was missed', async () => {
  socket.subscribe({ name: 'orders', symbols: ['SOLUSD'] });
  await order(resting());
  sim.inject({ kind: 'sequenceGap', channel: 'orders', count: 1 });
  await order({ id: firstOrder(), size: 4 }, 'PUT');
  await order({ id: firstOrder(), size: 5 }, 'PUT');
  const numbers = socket
    .of('orders')
    .slice(1)
    .map(({ seq_no }) => seq_no);
  expect(numbers).toEqual([1, 3]);
  socket.subscribe({ name: 'orders', symbols: ['SOLUSD'] });
  expect(socket.of('orders').at(-1)).toMatchObject({
    action: 'snapshot',
    meta: { seq_no: 3 },
    result: [{ size: 5 }],
  });
});

it('tells a triggered stop and its fill by their reasons', async () => {
  await order({ side: 'buy', size: 1, order_type: 'market_order' });
  await order({
    side: 'sell',
    size: 1,
    order_type: 'market_order',
    stop_order_type: 'stop_loss_order',
    stop_price: bidTimes(0.97),
    reduce_only: true,
  });
  socket.subscribe({ name: 'orders', symbols: ['SOLUSD'] });
  sim.inject({ kind: 'priceJump', symbol: 'SOLUSD', pct: -4 });
  await sim.time.advance(10_000);
  const reasons = socket
    .of('orders')
    .slice(1)
    .map(({ reason }) => reason);
  expect(reasons).toContain('stop_trigger');
  expect(reasons).toContain('fill');
  expect(sim.exchange.position(2, 'SOLUSD')?.size).toBe(0);
});
