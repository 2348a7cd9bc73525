import { expect, it } from 'vitest';
import { Connection, type ConnectionState } from '#server/delta/connection.ts';
import { compactDialect, type Dialect, legacyDialect, type Subscription } from '#server/delta/dialect.ts';
import { ExchangeClock } from '#server/delta/exchangeClock.ts';
import type { MarketMessage } from '#server/delta/marketMessage.ts';
import { readProductFacts } from '#server/delta/productFacts.ts';
import { PublicRest, readServerTime } from '#server/delta/publicRest.ts';
import { Quota } from '#server/delta/quota.ts';
import { RestCaller } from '#server/delta/restCaller.ts';
import { readListings, symbolsFile } from '#server/symbolConfig.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { SandboxTransport, simHosts } from '../../support/sandboxTransport.ts';
import { simExchange } from '../../support/simExchange.ts';

const minuteMs = 60_000;
const subscriptions: readonly Subscription[] = [
  { topic: 'trades', symbols: ['SOLUSD', 'BTCUSD'], isOptional: false },
  { topic: 'candles 1m', symbols: ['SOLUSD'], isOptional: false },
  { topic: 'mark', symbols: ['SOLUSD'], isOptional: false },
  { topic: 'ticker', symbols: ['SOLUSD'], isOptional: false },
  { topic: 'systemStatus', symbols: [], isOptional: true },
];

/** The client's parts against the sandbox exchange, on simulated time. */
async function world(dialect: Dialect = compactDialect) {
  const { time, protocol, inject } = await simExchange({ seed: 3 });
  const transport = new SandboxTransport({ sandbox: protocol, timer: time, seed: 4 });
  const random = seededRandom(5);
  const quota = new Quota({ timer: time });
  const rest = new RestCaller({ hosts: simHosts, transport, quota, timer: time, random });
  const clock = new ExchangeClock({
    timer: time,
    ask: () => readServerTime(rest),
    wallNow: () => time.now() - 90_000,
  });
  const market = new PublicRest({ rest, clock, caller: 'test' });
  const messages: MarketMessage[] = [];
  const states: ConnectionState[] = [];
  const connection = new Connection({
    transport,
    url: simHosts[dialect.host],
    dialect,
    subscriptions,
    timer: time,
    random,
    on: { message: (message) => messages.push(message), stateChanged: (state) => states.push(state) },
  });
  const of = (type: MarketMessage['type']) => messages.filter((message) => message.type === type);
  /** What is asked, while time passes. */
  const answerOf = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
    const answers: Answer[] = [];
    const failures: unknown[] = [];
    asked.then(
      (answer) => answers.push(answer),
      (error) => failures.push(error),
    );
    await time.until(() => answers.length + failures.length > 0, 10 * minuteMs);
    const [answer] = answers;
    if (answer === undefined) throw failures[0];
    return answer;
  };
  return { time, transport, inject, clock, market, messages, states, connection, of, answerOf };
}

it('knows the venue’s time although the machine’s is wrong', async () => {
  const { clock, time, answerOf } = await world();
  await answerOf(clock.measure().then(() => true));
  expect(Math.abs(clock.now() - time.now())).toBeLessThan(40);
  expect(clock.doubt()).toBeNull();
});

it('finds every instrument of the shipped configuration at the venue', async () => {
  const { clock, market, answerOf } = await world();
  await answerOf(clock.measure().then(() => true));
  const listed = (await readListings(symbolsFile)).filter(({ venue }) => venue === 'delta');
  const { rows, faults } = await answerOf(market.products());
  expect(faults).toEqual([]);
  const facts = readProductFacts(rows, listed);
  expect(facts.map(({ kind }) => kind)).toEqual(listed.map(() => 'tradable'));
  expect(facts.flatMap((fact) => (fact.kind === 'tradable' ? fact.differences : []))).toEqual([]);
});

it('reads prices, trades and candles of the venue over REST', async () => {
  const { clock, market, time, answerOf } = await world();
  await answerOf(clock.measure().then(() => true));
  await time.advance(10 * minuteMs);
  const tickers = await answerOf(market.tickers());
  expect(tickers.faults).toEqual([]);
  expect(tickers.rows.map(({ symbol }) => symbol)).toContain('SOLUSD');
  const ticker = await answerOf(market.ticker('SOLUSD'));
  expect(Math.abs((ticker.last ?? 0) / (ticker.mark ?? 1) - 1)).toBeLessThan(0.05);
  const trades = await answerOf(market.trades('SOLUSD'));
  expect(trades.faults).toEqual([]);
  expect(trades.rows.length).toBeGreaterThan(0);
  await time.advance(5_000);
  const before = Math.floor(time.now() / minuteMs) * minuteMs;
  const asked = { symbol: 'SOLUSD', timeframe: '1m' as const, from: before - 30 * minuteMs, before };
  const { rows, faults } = await answerOf(market.candles(asked));
  expect(faults).toEqual([]);
  expect(rows).toHaveLength(30);
  expect(rows.every(({ openTime }) => openTime + minuteMs <= time.now())).toBe(true);
});

it.each([
  ['compact', compactDialect],
  ['legacy', legacyDialect],
])('hears everything it asks for in the %s dialect, with the trades of REST', async (_, dialect) => {
  const { time, connection, clock, market, messages, of, answerOf } = await world(dialect);
  await answerOf(clock.measure().then(() => true));
  connection.start();
  await time.advance(5 * minuteMs);
  expect(connection.state).toEqual({ state: 'open', missing: [] });
  for (const type of ['trade', 'candle', 'mark', 'ticker'] as const)
    expect(of(type).length).toBeGreaterThan(3);
  expect(of('garbled')).toEqual([]);
  const symbols = new Set(messages.flatMap((message) => ('symbol' in message ? [message.symbol] : [])));
  expect([...symbols].sort()).toEqual(['BTCUSD', 'SOLUSD']);
  const keys = new Set(messages.flatMap((message) => (message.type === 'trade' ? [message.key] : [])));
  const { rows } = await answerOf(market.trades('SOLUSD'));
  const heard = rows.filter(({ at }) => at > time.now() - 4 * minuteMs);
  expect(heard.length).toBeGreaterThan(0);
  for (const { key } of heard.slice(0, -2)) expect(keys).toContain(key);
  connection.stop();
});

it('comes back by itself from whatever the venue does to its sockets', async () => {
  const { time, connection, transport, inject, states, of } = await world();
  connection.start();
  await time.advance(minuteMs);
  inject({ kind: 'disconnect' });
  inject({ kind: 'acceptThenClose', count: 3 });
  await time.advance(3 * minuteMs);
  expect(connection.state.state).toBe('open');
  transport.freeze();
  await time.advance(40_000);
  expect(connection.state.state).not.toBe('open');
  transport.mend();
  await time.advance(3 * minuteMs);
  expect(connection.state.state).toBe('open');
  inject({ kind: 'refuseConnects', count: 1 });
  inject({ kind: 'disconnect' });
  await time.advance(5 * minuteMs);
  expect(states.at(-1)).toMatchObject({ state: 'waiting', retryMs: 600_000 });
  await time.advance(7 * minuteMs);
  expect(connection.state.state).toBe('open');
  inject({ kind: 'badPrices', price: 'nonsense', channel: 'trades', durationMs: minuteMs });
  const heard = of('trade').length;
  await time.advance(2 * minuteMs);
  expect(of('garbled').length).toBeGreaterThan(0);
  expect(of('trade').length).toBeGreaterThan(heard);
  expect(connection.state.state).toBe('open');
  connection.stop();
});

it.each([
  [{ kind: 'serverError', count: 2, status: 502 }],
  [{ kind: 'htmlForbidden', count: 2 }],
  [{ kind: 'throttle', count: 1, resetMs: 20_000 }],
  [{ kind: 'loseRequest', count: 1 }],
])('reads on in spite of %j', async (fault) => {
  const { clock, market, inject, answerOf } = await world();
  await answerOf(clock.measure().then(() => true));
  inject(fault);
  expect((await answerOf(market.products())).rows.length).toBeGreaterThan(3);
});
