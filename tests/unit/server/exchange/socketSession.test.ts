import { expect, it } from 'vitest';
import { FaultBook } from '#server/exchange/faultBook.ts';
import { faultSchema } from '#server/exchange/faultSchema.ts';
import { type ApiKey, KeyRing } from '#server/exchange/keyRing.ts';
import type { Frame } from '#server/exchange/outFrames.ts';
import type { Dialect } from '#server/exchange/sandbox.ts';
import { SocketSession } from '#server/exchange/socketSession.ts';
import type { Source } from '#server/exchange/subscriptions.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { hexHmac } from '../../../support/sandboxCalls.ts';
import { SimTime } from '../../../support/simTime.ts';

const key: ApiKey = { accountId: 7, name: 'alpha', key: 'K', secret: 'secret of seven', mayTrade: true };
const start = Date.UTC(2026, 9, 1, 12);

function socket(dialect: Dialect) {
  const time = new SimTime(start);
  const faults = new FaultBook(time);
  const sent: { type: string; [name: string]: unknown }[] = [];
  const open = new Map<string, (frame: Frame) => void>();
  let listeners = 0;
  let [closes, overs] = [0, 0];
  const source: Source = {
    open({ channel, symbol, accountId }, receive) {
      const name = `${channel.name} ${symbol} ${accountId}`;
      open.set(name, receive);
      listeners += 1;
      receive({ channel: channel.name, symbol, isNumbered: false, content: { type: 'first', name } });
      return () => {
        listeners -= 1;
        open.delete(name);
      };
    },
  };
  const session = new SocketSession({
    dialect,
    source,
    faults,
    timer: time,
    random: seededRandom(3),
    keys: new KeyRing([key], time),
    peer: { send: (text) => sent.push(JSON.parse(text)), close: () => closes++ },
    over: () => overs++,
  });
  const say = (content: object) => session.received(JSON.stringify(content));
  const channels = (type: string, ...named: object[]) => say({ type, payload: { channels: named } });
  const frame = (name: string, number: number, isNumbered = false) =>
    open.get(name)?.({
      channel: name.split(' ')[0] ?? '',
      symbol: name.split(' ')[1] ?? null,
      isNumbered,
      content: { type: 'frame', number, p: '10.5' },
    });
  const numbers = () => sent.filter(({ type }) => type === 'frame').map(({ number }) => number);
  const inject = (fault: object) => faults.inject(faultSchema.parse(fault));
  return {
    time,
    session,
    sent,
    open,
    say,
    subscribe: (...named: object[]) => channels('subscribe', ...named),
    unsubscribe: (...named: object[]) => channels('unsubscribe', ...named),
    frame,
    numbers,
    inject,
    counts: () => ({ closes, overs }),
    listeners: () => listeners,
  };
}

const auth = (timestamp: number, secret = key.secret) => ({
  type: 'key-auth',
  payload: {
    'api-key': 'K',
    timestamp: String(timestamp),
    signature: hexHmac(secret, `GET${timestamp}/live`),
  },
});

it('acknowledges all current subscriptions, then opens what is new', () => {
  const { sent, subscribe } = socket('compact');
  subscribe({ name: 'trades', symbols: ['SOLUSD'] });
  subscribe({ name: 'candlestick_5m', symbols: ['SOLUSD', 'BTCUSD'] });
  expect(sent.map(({ type }) => type)).toEqual(['subscriptions', 'first', 'subscriptions', 'first', 'first']);
  expect(sent[2]).toEqual({
    type: 'subscriptions',
    channels: [
      { name: 'trades', symbols: ['SOLUSD'] },
      { name: 'candlestick_5m', symbols: ['SOLUSD', 'BTCUSD'] },
    ],
  });
});

it('listens once to what it is told twice, and begins anew', () => {
  const { sent, subscribe, listeners, session } = socket('compact');
  subscribe({ name: 'trades', symbols: ['SOLUSD', 'SOLUSD'] }, { name: 'trades', symbols: ['SOLUSD'] });
  subscribe({ name: 'trades', symbols: ['SOLUSD'] });
  expect(sent.filter(({ type }) => type === 'first')).toHaveLength(4);
  expect(listeners()).toBe(1);
  session.closed();
  expect(listeners()).toBe(0);
});

it('unsubscribes symbols, or a whole channel', () => {
  const { sent, subscribe, unsubscribe, open } = socket('compact');
  subscribe({ name: 'trades', symbols: ['SOLUSD', 'BTCUSD'] }, { name: 'ticker', symbols: ['SOLUSD'] });
  unsubscribe({ name: 'trades', symbols: ['BTCUSD'] });
  expect([...open.keys()]).toEqual(['trades SOLUSD null', 'ticker SOLUSD null']);
  unsubscribe({ name: 'trades' });
  expect([...open.keys()]).toEqual(['ticker SOLUSD null']);
  expect(sent.at(-1)).toMatchObject({ channels: [{ name: 'ticker', symbols: ['SOLUSD'] }] });
});

it('says nothing on a channel of the other host, and nothing without symbols', () => {
  for (const [dialect, name] of [
    ['compact', 'v2/ticker'],
    ['legacy', 'ticker'],
    ['compact', 'all_trades'],
    ['legacy', 'ob_updates'],
  ] as const) {
    const { sent, subscribe, open } = socket(dialect);
    subscribe({ name, symbols: ['SOLUSD'] });
    expect(sent).toEqual([{ type: 'subscriptions', channels: [{ name, symbols: ['SOLUSD'] }] }]);
    expect(open.size).toBe(0);
  }
  const { open, subscribe } = socket('compact');
  subscribe({ name: 'ticker' });
  expect(open.size).toBe(0);
});

it('tells errors by channel and goes on with the others', () => {
  const { sent, subscribe } = socket('compact');
  subscribe(
    { name: 'orders', symbols: ['all'] },
    { name: 'nothing', symbols: ['SOLUSD'] },
    { name: 'constructor', symbols: ['SOLUSD'] },
    { name: 'ob_l2', symbols: ['SOLUSD', 'BTCUSD'] },
    { name: 'trades', symbols: ['SOLUSD'] },
  );
  expect(sent[0]).toEqual({
    type: 'subscriptions',
    channels: [
      { name: 'trades', symbols: ['SOLUSD'] },
      { name: 'orders', error: 'subscription forbidden on orders. Unauthorized user' },
      { name: 'nothing', error: 'subscription failed on nothing. Unknown channel' },
      { name: 'constructor', error: 'subscription failed on constructor. Unknown channel' },
      { name: 'ob_l2', error: 'subscription failed on ob_l2. One symbol per request' },
    ],
  });
});

it('opens the channels of an account to whoever signed, until they sign off', () => {
  const { sent, subscribe, say, open } = socket('legacy');
  say(auth(start / 1_000));
  expect(sent).toEqual([{ type: 'key-auth', success: true, status_code: 200, status: 'authenticated' }]);
  subscribe(
    { name: 'orders', symbols: ['SOLUSD'] },
    { name: 'margins' },
    { name: 'v2/ticker', symbols: ['all'] },
  );
  expect([...open.keys()]).toEqual(['orders SOLUSD 7', 'margins null 7', 'v2/ticker all 7']);
  say({ type: 'unauth' });
  expect([...open.keys()]).toEqual(['v2/ticker all 7']);
});

it.each([
  ['compact', auth(start / 1_000), 400, 'unsupported_host'],
  ['legacy', { type: 'key-auth', payload: { 'api-key': 'K' } }, 400, 'incomplete_payload'],
  ['legacy', auth(start / 1_000, 'wrong'), 401, 'invalid_signature'],
  ['legacy', auth(start / 1_000 - 6), 408, 'request_expired'],
] as const)('refuses a signature on the %s host: %j', (dialect, message, status_code, status) => {
  const { sent, say } = socket(dialect);
  say(message);
  expect(sent).toEqual([{ type: 'key-auth', success: false, status_code, status }]);
});

it('beats every thirty seconds once asked to, and answers pings', async () => {
  const { sent, say, time } = socket('legacy');
  say({ type: 'enable_heartbeat' });
  await time.advance(89_999);
  expect(sent.filter(({ type }) => type === 'heartbeat')).toHaveLength(2);
  await time.advance(1);
  say({ type: 'ping' });
  expect(sent.slice(-2)).toEqual([{ type: 'heartbeat' }, { type: 'pong' }]);
  say({ type: 'disable_heartbeat' });
  await time.advance(120_000);
  expect(sent.filter(({ type }) => type === 'heartbeat')).toHaveLength(3);
});

it('closes a connection on which nothing was said for a minute, and no other', async () => {
  const idle = socket('compact');
  await idle.time.advance(59_999);
  expect(idle.counts()).toEqual({ closes: 0, overs: 0 });
  await idle.time.advance(1);
  expect(idle.counts()).toEqual({ closes: 1, overs: 1 });
  const used = socket('compact');
  used.say({ type: 'ping' });
  await used.time.advance(600_000);
  expect(used.counts()).toEqual({ closes: 0, overs: 0 });
});

it('is over once, whoever ended it, and says nothing afterwards', () => {
  const { session, subscribe, sent, open, counts } = socket('compact');
  subscribe({ name: 'trades', symbols: ['SOLUSD'] });
  session.closed();
  session.end();
  const before = sent.length;
  session.received('{"type":"ping"}');
  expect(sent).toHaveLength(before);
  expect(open.size).toBe(0);
  expect(counts()).toEqual({ closes: 0, overs: 1 });
});

it('tells what is no message, and goes on', () => {
  const { session, sent, say } = socket('compact');
  session.received('{');
  session.received('[]');
  say({ type: 'dance' });
  say({ type: 'subscribe' });
  say({ type: 'ping' });
  expect(sent.map(({ type }) => type)).toEqual(['error', 'error', 'error', 'error', 'pong']);
});

it('doubles, delays, shuffles, loses and spoils frames', async () => {
  const { subscribe, frame, numbers, inject, sent, time } = socket('compact');
  subscribe({ name: 'trades', symbols: ['SOLUSD'] }, { name: 'ob_updates', symbols: ['SOLUSD'] });
  const trade = (number: number) => frame('trades SOLUSD null', number);
  const book = (number: number) => frame('ob_updates SOLUSD null', number, true);
  inject({ kind: 'duplicateFrames', count: 1 });
  trade(1);
  inject({ kind: 'lateFrames', delayMs: 400, count: 1 });
  trade(2);
  trade(3);
  await time.advance(400);
  expect(numbers()).toEqual([1, 1, 3, 2]);
  inject({ kind: 'shuffleFrames', group: 3, count: 3, channel: 'trades' });
  trade(4);
  trade(5);
  book(6);
  trade(7);
  const shuffled = numbers().slice(5);
  expect(numbers()[4]).toBe(6);
  expect([...shuffled].sort()).toEqual([4, 5, 7]);
  expect(shuffled).not.toEqual([4, 5, 7]);
  inject({ kind: 'sequenceGap', count: 1 });
  trade(8);
  book(9);
  book(10);
  expect(numbers().slice(-2)).toEqual([8, 10]);
  inject({ kind: 'badPrices', price: 'negative', count: 1 });
  trade(11);
  expect(sent.at(-1)).toMatchObject({ number: 11, p: '-10.5' });
});

it('keeps beating while a channel is silent', async () => {
  const { subscribe, frame, numbers, inject, sent, say, time } = socket('compact');
  say({ type: 'enable_heartbeat' });
  subscribe({ name: 'trades', symbols: ['SOLUSD', 'BTCUSD'] });
  inject({ kind: 'silentChannel', channel: 'trades', symbol: 'SOLUSD', durationMs: 40_000 });
  frame('trades SOLUSD null', 1);
  frame('trades BTCUSD null', 2);
  await time.advance(40_000);
  frame('trades SOLUSD null', 3);
  expect(numbers()).toEqual([2, 3]);
  expect(sent.filter(({ type }) => type === 'heartbeat')).toHaveLength(1);
});

it('sends what was held back to be shuffled once the fault has ended', () => {
  const { subscribe, frame, numbers, inject } = socket('compact');
  subscribe({ name: 'trades', symbols: ['SOLUSD'] });
  inject({ kind: 'shuffleFrames', group: 10, count: 2 });
  for (const number of [1, 2, 3]) frame('trades SOLUSD null', number);
  expect(numbers()).toEqual([2, 1, 3]);
});
