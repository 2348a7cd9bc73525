import { request } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningHttp, startHttp } from '#server/http.ts';
import { runIngest } from '#server/ingest.ts';
import { addIngestSource, findIngestSource } from '#server/store/ingestSources.ts';
import { TradingError } from '#shared/errors.ts';
import type { Candle } from '#shared/market/candle.ts';
import { quietBackend } from '../support/backend.ts';
import { freshDatabase } from '../support/database.ts';
import { databaseUrl } from '../support/databaseUrl.ts';
import { freshMarket } from '../support/market.ts';

const strangersToken = `brk_${'x'.repeat(43)}`;

let http: RunningHttp;
let token: string;
const taken: Candle[][] = [];
const logged: string[] = [];
let answer: () => Promise<{ added: number; known: number; late: number }> = () =>
  Promise.resolve({ added: 1, known: 0, late: 0 });

beforeAll(async () => {
  const sql = await freshMarket();
  token = await addIngestSource(sql, 'metatrader');
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    clientDir: '/nowhere',
    backend: quietBackend,
    log,
    ingest: {
      log,
      findSource: (shown) => findIngestSource(sql, shown),
      feed: {
        push: (candles) => {
          taken.push([...candles]);
          return answer();
        },
        pushTicks: (_symbol, ticks) => Promise.resolve(ticks.length),
      },
    },
  });
});
afterAll(() => http.stop());

const candle = {
  symbol: 'EURUSD',
  timeframe: '5',
  time: 1772619300,
  open: 1.1,
  high: 1.2,
  low: 1,
  close: 1.1,
};
async function push(body: unknown, headers: Readonly<Record<string, string>> = {}, method = 'POST') {
  const response = await fetch(`${http.url}/ingest`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const bearer = () => ({ authorization: `Bearer ${token}` });

describe('the door for pushed candles', () => {
  it('opens to a token in the header, and to one in the message', async () => {
    expect(await push(candle, bearer())).toEqual({ status: 200, body: { added: 1, known: 0, late: 0 } });
    expect((await push({ ...candle, token })).status).toBe(200);
    expect(taken).toHaveLength(2);
    expect(taken[1]).toMatchObject([{ symbol: 'EURUSD', timeframe: '5m', close: 1.1 }]);
    const ticks = [{ time: 1772619300, bid: 1.1 }];
    expect(await push({ symbol: 'EURUSD', ticks }, bearer())).toEqual({ status: 200, body: { ticks: 1 } });
  });

  it('stays shut without one, and lets nobody guess for long', async () => {
    const before = taken.length;
    const first = await push(candle, { authorization: `Bearer ${strangersToken}` });
    expect(first.status).toBe(401);
    expect(first.body.error).toContain('npm run ingest -- add <name>');
    const statuses = [];
    for (let tries = 0; tries < 25; tries++)
      statuses.push((await push({ ...candle, token: 'brk_guess' })).status);
    expect(statuses.filter((status) => status === 401).length).toBe(19);
    expect(statuses.at(-1)).toBe(429);
    expect(taken.length).toBe(before);
    // Behind a tunnel the owner comes from the same address.
    expect((await push(candle, bearer())).status).toBe(200);
  });

  it('opens under a name of the tunnel, under which the app does not', async () => {
    const under = (path: string, method: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: 'tunnel.example', 'content-type': 'application/json', ...bearer() };
        const asked = request(`${http.url}${path}`, { method, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on('error', reject).end(method === 'POST' ? JSON.stringify(candle) : undefined);
      });
    expect(await under('/ingest', 'POST')).toBe(200);
    expect(await under('/', 'GET')).toBe(421);
    expect(await under('/trpc/status', 'GET')).toBe(421);
  });
});

describe('what was pushed', () => {
  let other: RunningHttp;
  beforeAll(async () => {
    other = http;
    http = await startHttp({
      host: '127.0.0.1',
      port: 0,
      allowedHosts: [],
      clientDir: '/nowhere',
      backend: quietBackend,
      log: pino({ level: 'silent' }),
      ingest: {
        log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
        findSource: (shown) => Promise.resolve(shown === token ? 'metatrader' : null),
        feed: { push: () => answer(), pushTicks: () => Promise.resolve(1) },
      },
    });
  });
  afterAll(() => other.stop());

  it('is refused in words', async () => {
    expect(await push({ ...candle, close: 'high' }, bearer())).toMatchObject({
      status: 400,
      body: { error: 'Nothing was taken.' },
    });
    const torn = await push(`{"token": "${token}", `, bearer());
    expect(torn).toEqual({
      status: 400,
      body: { error: 'Nothing was taken.', faults: ['The message is not JSON.'] },
    });
    const large = await push({ ...candle, symbol: 'x'.repeat(600_000) }, bearer());
    expect(large).toMatchObject({ status: 413, body: { error: expect.stringContaining('at most 512kb') } });
    answer = () =>
      Promise.reject(new TradingError('rejected', 'ingest.faulty', 'EURUSD 5m: one\nEURUSD 5m: two'));
    expect(await push(candle, bearer())).toEqual({
      status: 422,
      body: { error: 'Nothing was taken.', faults: ['EURUSD 5m: one', 'EURUSD 5m: two'] },
    });
    answer = () => Promise.reject(new TradingError('transient', 'ingest.starting', 'Push it again.'));
    expect((await push(candle, bearer())).status).toBe(503);
    answer = () => Promise.reject(Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' }));
    expect(await push(candle, bearer())).toMatchObject({
      status: 503,
      body: { error: expect.stringContaining('Push it again') },
    });
    answer = () => Promise.reject(new Error('postgres://breaker:s3cret@localhost'));
    const broken = await push(candle, bearer());
    expect(broken).toEqual({ status: 500, body: { error: 'Something went wrong.' } });
    expect((await push(candle, bearer(), 'GET')).status).toBe(405);
    expect((await push(candle, { ...bearer(), 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('is read to the end only from somebody who is known', async () => {
    const candles = Array.from({ length: 1_000 }, () => ({
      time: 1772619300,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
    }));
    const many = { symbol: 'EURUSD', timeframe: 'M5', candles };
    answer = () => Promise.resolve({ added: 1_000, known: 0, late: 0 });
    expect((await push(many, bearer())).status).toBe(200);
    expect((await push({ ...many, token })).status).toBe(413);
    expect((await push(many, { authorization: `Bearer ${strangersToken}` })).status).toBe(401);
    expect((await push(many)).status).toBe(413);
  });

  it('leaves no token in the log, but what went wrong', () => {
    expect(logged.join('')).toContain('ingest.refused');
    expect(logged.join('')).toContain('ingest.failed');
    expect(logged.join('')).not.toContain(token);
  });
});

describe('npm run ingest', () => {
  it('makes, lists and removes sources; a token is shown once', async () => {
    const env = { DATABASE_URL: databaseUrl(await freshDatabase()) };
    const run = async (...argv: string[]) => {
      const said: string[] = [];
      const isDone = await runIngest({ argv, env, say: (line) => said.push(line) });
      return { isDone, said };
    };
    expect((await run('list')).said).toEqual([
      'There is no source yet. Make one: npm run ingest -- add <name>',
    ]);
    const added = await run('add', 'tradingview');
    expect(added.said[1]).toMatch(/^brk_[\w-]{43}$/);
    await expect(run('add', 'tradingview')).rejects.toThrow('There is a source "tradingview" already');
    expect((await run('list')).said).toEqual([
      expect.stringMatching(/^tradingview, since 20\d\d-\d\d-\d\d$/),
    ]);
    expect(await run('remove', 'tradingview')).toMatchObject({ isDone: true });
    expect(await run('remove', 'tradingview')).toMatchObject({ isDone: false });
    await expect(run('add', 'Trading View')).rejects.toThrow(
      'The name of a source is "Trading View", expected',
    );
    await run('add', 'tester', '--venue', 'india-testnet');
    expect((await run('list')).said).not.toContainEqual(expect.stringContaining('tester'));
    expect((await run('list', '--venue', 'india-testnet')).said).toEqual([
      expect.stringMatching(/^tester, since/),
    ]);
    await expect(run('ad')).rejects.toThrow('"ad" is unknown');
    await expect(run('--fast')).rejects.toThrow("Unknown option '--fast'");
    expect((await run('--help')).said.join()).toContain('docs/push-candles.md');
  });
});
