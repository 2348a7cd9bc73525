import { expect, it } from 'vitest';
import { Connection, type ConnectionState } from '#server/delta/connection.ts';
import { compactDialect, legacyDialect, type Subscription } from '#server/delta/dialect.ts';
import type { MarketMessage } from '#server/delta/marketMessage.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import { ScriptedTransport } from '../../../support/scriptedTransport.ts';
import { SimTime } from '../../../support/simTime.ts';

const subscriptions: readonly Subscription[] = [
  { topic: 'trades', symbols: ['SOLUSD', 'BTCUSD'], isOptional: false },
  { topic: 'candles 15m', symbols: ['SOLUSD'], isOptional: false },
  { topic: 'mark', symbols: ['SOLUSD'], isOptional: false },
  { topic: 'systemStatus', symbols: [], isOptional: true },
];
const confirmed = [
  { name: 'trades', symbols: ['SOLUSD', 'BTCUSD'] },
  { name: 'candlestick_15m', symbols: ['SOLUSD'] },
  { name: 'mark_price', symbols: ['MARK:SOLUSD'] },
  { name: 'system_status', symbols: [] },
];
const acknowledged = { type: 'subscriptions', channels: confirmed };
const mark = { type: 'mark_price', sy: 'MARK:SOLUSD', p: '1', ts: 1_790_000_100_123_456 };

function connectionOf(
  options: {
    readonly dialect?: typeof compactDialect;
    readonly seed?: number;
    readonly random?: Random;
    readonly onMessage?: () => void;
  } = {},
) {
  const time = new SimTime(Date.UTC(2026, 0, 5));
  const transport = new ScriptedTransport();
  const states: ConnectionState[] = [];
  const messages: MarketMessage[] = [];
  const connection: Connection = new Connection({
    transport,
    url: 'wss://public',
    dialect: options.dialect ?? compactDialect,
    subscriptions,
    timer: time,
    random: options.random ?? seededRandom(options.seed ?? 1),
    on: {
      message: (message) => {
        messages.push(message);
        options.onMessage?.();
      },
      stateChanged: (state) => states.push(state),
    },
  });
  /** The venue accepts and confirms. */
  const accept = async () => {
    transport.socket.opens();
    await time.advance(0);
    transport.socket.says(acknowledged);
  };
  return { time, transport, states, messages, connection, accept };
}

const why = (state: ConnectionState) => (state.state === 'waiting' ? state.why : state.state);

it('asks for heartbeats and channels, and is open once the venue has confirmed them', async () => {
  const { time, transport, states, connection } = connectionOf();
  connection.start();
  connection.start();
  expect(transport.sockets).toHaveLength(1);
  transport.socket.opens();
  await time.advance(0);
  expect(transport.socket.sent).toEqual([
    { type: 'enable_heartbeat' },
    {
      type: 'subscribe',
      payload: {
        channels: [
          { name: 'trades', symbols: ['SOLUSD', 'BTCUSD'] },
          { name: 'candlestick_15m', symbols: ['SOLUSD'] },
          { name: 'mark_price', symbols: ['MARK:SOLUSD'] },
          { name: 'system_status' },
        ],
      },
    },
  ]);
  expect(states).toEqual([{ state: 'connecting' }]);
  transport.socket.says(acknowledged);
  expect(states.at(-1)).toEqual({ state: 'open', missing: [] });
});

it('calls the channels by the names of the dialect', async () => {
  const { time, transport, connection } = connectionOf({ dialect: legacyDialect });
  connection.start();
  transport.socket.opens();
  await time.advance(0);
  expect(transport.socket.sent).toMatchObject([
    {},
    { payload: { channels: [{ name: 'all_trades' }, {}, {}, {}] } },
  ]);
});

it('hands on what the channels say, and nothing of an older socket', async () => {
  const { time, transport, messages, connection, accept } = connectionOf();
  connection.start();
  await accept();
  const old = transport.socket;
  old.says(mark);
  old.says('{"type":');
  old.says({ type: 'heartbeat' });
  expect(messages.map(({ type }) => type)).toEqual(['mark', 'garbled']);
  expect(connection.lastHeardMs).toBe(time.monotonicMs());
  connection.restart('Nothing came for a minute.');
  expect(old.isClosed).toBe(true);
  expect(connection.state).toMatchObject({ state: 'waiting', why: 'Nothing came for a minute.' });
  await time.advance(2_000);
  expect(transport.sockets).toHaveLength(2);
  old.says(mark);
  expect(connection.lastHeardMs).toBeNull();
  old.drop('late');
  expect(messages).toHaveLength(2);
  expect(connection.state).toEqual({ state: 'connecting' });
});

it.each([
  ['a channel that is not confirmed', confirmed.slice(1), '"trades" was not confirmed'],
  [
    'a symbol that is not confirmed',
    [{ name: 'trades', symbols: ['SOLUSD'] }, ...confirmed.slice(1)],
    '"trades" was not confirmed for BTCUSD',
  ],
  [
    'a channel that is refused',
    [...confirmed.slice(1), { name: 'trades', error: 'subscription forbidden' }],
    '"trades" was refused: subscription forbidden',
  ],
])('takes %s for a failure', async (_, channels, reason) => {
  const { time, transport, states, connection } = connectionOf();
  connection.start();
  transport.socket.opens();
  await time.advance(0);
  transport.socket.says({ type: 'subscriptions', channels });
  await time.advance(10_000);
  expect(states.map(why)).toContain(`Subscriptions failed: ${reason}.`);
  expect(transport.sockets[0]?.isClosed).toBe(true);
});

it('goes on without an optional channel, and says so', async () => {
  const { time, transport, connection } = connectionOf();
  connection.start();
  transport.socket.opens();
  await time.advance(0);
  const refused = { name: 'system_status', error: 'unknown channel' };
  transport.socket.says({ type: 'subscriptions', channels: [...confirmed.slice(0, 3), refused] });
  const missing = ['"system_status" was refused: unknown channel'];
  expect(connection.state).toEqual({ state: 'open', missing });
});

it('ends a socket without heartbeats after 35 seconds, whatever else comes on it', async () => {
  const { time, transport, states, connection, accept } = connectionOf();
  connection.start();
  await accept();
  for (let beat = 0; beat < 3; beat += 1) {
    await time.advance(30_000);
    transport.socket.says({ type: 'heartbeat' });
  }
  expect(connection.state.state).toBe('open');
  for (let second = 0; second < 34; second += 1) {
    await time.advance(1_000);
    transport.socket.says(mark);
  }
  expect(connection.state.state).toBe('open');
  await time.advance(1_000);
  expect(states.map(why)).toContain('No heartbeat came for 35 seconds.');
});

it('does not wait for ever for a socket that does not open', async () => {
  const { time, states, connection } = connectionOf();
  connection.start();
  await time.advance(15_000);
  expect(states.map(why)).toContain('The connection was not opened in time.');
});

it('waits longer after every loss, between a second and a minute, until prices came for a minute', async () => {
  const waits: number[][] = [];
  for (let seed = 0; seed < 40; seed += 1) {
    const { time, transport, connection, states } = connectionOf({ seed });
    connection.start();
    for (let loss = 0; loss < 9; loss += 1) {
      transport.socket.drop('reset');
      await time.until(() => connection.state.state === 'connecting', 400_000);
    }
    const run = states.flatMap((state) => (state.state === 'waiting' ? [state.retryMs] : []));
    waits.push(run);
    connection.stop();
  }
  for (let loss = 0; loss < 9; loss += 1) {
    const drawn = waits.map((run) => run[loss] ?? 0);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(Math.min(60_000, 2_000 * 2 ** loss));
  }
  const mean = (loss: number) => waits.reduce((sum, run) => sum + (run[loss] ?? 0), 0) / waits.length;
  expect(mean(8)).toBeGreaterThan(20_000);
  expect(mean(0)).toBeLessThan(2_000);
});

it('is not fooled by an edge that accepts, sends a price and drops', async () => {
  const { time, transport, connection, accept, states } = connectionOf();
  connection.start();
  for (let loss = 0; loss < 12; loss += 1) {
    await accept();
    transport.socket.says(mark);
    transport.socket.drop('reset');
    await time.until(() => connection.state.state === 'connecting', 600_000);
  }
  const waits = states.flatMap((state) => (state.state === 'waiting' ? [state.retryMs] : []));
  expect(Math.max(...waits)).toBeGreaterThan(20_000);
  await accept();
  for (let second = 0; second <= 61; second += 1) {
    transport.socket.says(mark);
    transport.socket.says({ type: 'heartbeat' });
    await time.advance(1_000);
  }
  transport.socket.drop('reset');
  const last = states.at(-1);
  expect(last?.state === 'waiting' ? last.retryMs : null).toBeLessThanOrEqual(2_000);
});

it('opens no more than 20 sockets in five minutes, however short its waits are drawn', async () => {
  const shortest: Random = { even: () => 0, between: (low) => low, chance: () => false, bell: () => 0 };
  const { time, transport, connection } = connectionOf({ random: shortest });
  const opened: number[] = [];
  connection.start();
  while (opened.length < 60) {
    opened.push(time.monotonicMs());
    transport.socket.drop('reset');
    const count = transport.sockets.length;
    await time.until(() => transport.sockets.length > count, 600_000);
  }
  expect(opened[19]).toBe(19_000);
  for (const [index, at] of opened.entries())
    expect((opened[index + 20] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(300_000);
});

it('waits ten minutes when the venue refuses with 429', async () => {
  const { time, transport, connection } = connectionOf();
  connection.start();
  transport.socket.drop('the venue answered 429', 429);
  expect(connection.state).toEqual({
    state: 'waiting',
    why: 'The connection ended: the venue answered 429.',
    retryMs: 600_000,
  });
  await time.advance(599_999);
  expect(transport.sockets).toHaveLength(1);
  await time.advance(1);
  expect(transport.sockets).toHaveLength(2);
});

it('can be stopped by whoever listens, in the middle of a frame', async () => {
  const { time, transport, messages, states, connection } = connectionOf({
    dialect: legacyDialect,
    onMessage: () => connection.stop(),
  });
  connection.start();
  transport.socket.opens();
  await time.advance(0);
  const row = { price: 1, size: 1, buyer_role: 'taker', timestamp: 1_790_000_100_123_456 };
  transport.socket.says({ type: 'all_trades_snapshot', symbol: 'SOLUSD', trades: [row, row, row] });
  expect(messages).toHaveLength(1);
  expect(states).toEqual([{ state: 'connecting' }]);
});

it('tries again where a socket ends before it was even handed over', async () => {
  const { time, transport, connection } = connectionOf();
  const open = transport.open.bind(transport);
  transport.open = (url, listener) => {
    const socket = open(url, listener);
    if (transport.sockets.length === 1) socket.drop('no way to it');
    return socket;
  };
  connection.start();
  expect(connection.state).toMatchObject({ state: 'waiting', why: 'The connection ended: no way to it.' });
  await time.advance(2_000);
  expect(connection.state.state).toBe('connecting');
  expect(transport.sockets).toHaveLength(2);
});

it('sends nothing on a socket that was given up as it opened', async () => {
  const { time, transport, connection } = connectionOf();
  connection.start();
  transport.socket.opens();
  connection.stop();
  await time.advance(1_000);
  expect(transport.socket.sent).toEqual([]);
});

it('says nothing any more once it is stopped', async () => {
  const { time, transport, states, messages, connection, accept } = connectionOf();
  connection.start();
  await accept();
  const said = states.length;
  connection.stop();
  expect(transport.socket.isClosed).toBe(true);
  transport.socket.says(mark);
  await time.advance(3_600_000);
  expect(states).toHaveLength(said);
  expect(messages).toEqual([]);
  expect(transport.sockets).toHaveLength(1);
  expect(connection.state).toEqual({ state: 'stopped' });
});
