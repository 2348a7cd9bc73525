import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpOptions, type RunningHttp, startHttp } from '#server/http.ts';
import type { Backend } from '#server/rpc/backend.ts';
import type { Status } from '#shared/sync/status.ts';

const status: Status = {
  version: '0',
  now: 0,
  rate: 1,
  mode: 'paper',
  feed: { kind: 'sample', label: 'SAMPLE', state: 'live', lastCandleAt: null, message: null },
  series: [],
};
const never = () => Promise.reject(new Error('secret of the house: /etc/breaker'));
const quiet: Backend = {
  gym: {
    ...{ sessions: never, session: never, exportCsv: never, model: never, saveSession: never },
    ...{ deleteSession: never, saveTrade: never, deleteTrade: never, importCsv: never, teach: never },
  },
  status: () => status,
  pull: never,
  rows: never,
  live: async function* () {},
  reportCards: () => Promise.resolve([]),
  chart: never,
  assess: never,
  answer: never,
  closeTrade: never,
  previewClose: never,
  deleteTrade: never,
  editAccount: never,
};

let running: RunningHttp | null = null;
async function serve(
  backend: Partial<Backend> = {},
  options: Partial<HttpOptions> = {},
): Promise<RunningHttp> {
  running = await startHttp({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    clientDir: '/nowhere',
    backend: { ...quiet, ...backend },
    log: pino({ level: 'silent' }),
    ...options,
  });
  return running;
}
afterEach(() => running?.stop());

/** fetch sets Host itself. */
function ask(
  url: string,
  options: { readonly method?: string; readonly host?: string } = {},
): Promise<number> {
  const { method = 'GET', host } = options;
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, ...(host === undefined ? {} : { headers: { host } }) }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const deletion = { commandId: '7c2b1f6e-0a58-4f0b-9a53-0f6b6a7f5d01', accountId: 'paper', tradeId: 'one' };

describe('the names it is served under', () => {
  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:80', '[::1]:4380'])('%s', async (host) => {
    const { url } = await serve();
    expect(await ask(`${url}/trpc/system.status`, { host })).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:4380', '127.0.0.1.nip.io'])(
    'not "%s"',
    async (host) => {
      const { url } = await serve();
      expect(await ask(`${url}/trpc/system.status`, { host })).toBe(421);
    },
  );

  it('the one it was told to, and the address it listens on', async () => {
    const { url } = await serve({}, { host: '127.0.0.2', allowedHosts: ['breaker.home'] });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
    expect(await ask(`${url}/trpc/system.status`)).toBe(200);
    expect(await ask(`${url}/trpc/system.status`, { host: 'breaker.home:4380' })).toBe(200);
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ family }) => family === 'IPv6'),
  );
  it.each([
    ['0.0.0.0', /^http:\/\/localhost:\d+$/],
    ...(hasIpv6
      ? ([
          ['::', /^http:\/\/localhost:\d+$/],
          ['::1', /^http:\/\/\[::1\]:\d+$/],
        ] as const)
      : []),
  ] as const)('listening on %s it names an address that can be opened', async (host, expected) => {
    const { url } = await serve({}, { host });
    expect(url).toMatch(expected);
    expect(await ask(`${url}/trpc/system.status`)).toBe(200);
  });
});

describe('what goes wrong', () => {
  it('inside is told by a request id and nothing else', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/trpc/accounts.list`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toMatch(/Something went wrong on the server \(request [0-9a-f-]{36}\)/);
    expect(text).not.toMatch(/secret|etc|stack|\.ts/);
  });

  it('with an answer that breaks its schema is our fault, not the input of the caller', async () => {
    const { url } = await serve({ status: () => ({ ...status, now: Number.NaN }) });
    const response = await fetch(`${url}/trpc/system.status`);
    expect(response.status).toBe(500);
    const { error } = await response.json();
    expect(error.message).toContain('Something went wrong on the server');
    expect(error.data.fields).toBeUndefined();
  });

  it('with the input is told by field', async () => {
    const { url } = await serve();
    const response = await post(`${url}/trpc/trades.delete`, { ...deletion, tradeid: 'x' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'Invalid input.', data: { fields: [{}] } },
    });
    const chart = encodeURIComponent(JSON.stringify({ symbol: 'A', timeframe: '15m', limit: 2_001 }));
    expect((await fetch(`${url}/trpc/market.chart?input=${chart}`)).status).toBe(400);
    expect((await fetch(`${url}/trpc/market.chart?input={`)).status).toBe(400);
  });

  it('with the way of asking: mutations by GET, too many at once, other methods, broken JSON', async () => {
    const { url } = await serve();
    const input = encodeURIComponent(JSON.stringify(deletion));
    expect((await fetch(`${url}/trpc/trades.delete?input=${input}`)).status).toBe(405);
    const paths = (count: number) => Array.from({ length: count }, () => 'system.status').join(',');
    expect((await fetch(`${url}/trpc/${paths(10)}?batch=1`)).status).toBe(200);
    expect((await fetch(`${url}/trpc/${paths(11)}?batch=1`)).status).toBe(400);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect(await ask(`${url}/trpc/system.status`, { method })).toBeGreaterThanOrEqual(400);
    const broken = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${url}/trpc/trades.delete`, broken)).status).toBe(400);
  });
});

describe('when it stops', () => {
  it('lets a command finish that is being decided', async () => {
    let decide = () => {};
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    let arrived = () => {};
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { url, stop } = await serve({
      deleteTrade: async () => {
        arrived();
        await decided;
        return { status: 'applied', factId: 1, rows: {} };
      },
    });
    const answer = post(`${url}/trpc/trades.delete`, deletion);
    await hasArrived;
    const stopped = stop();
    await expect(post(`${url}/trpc/trades.delete`, deletion)).rejects.toThrow();
    decide();
    expect(await (await answer).json()).toMatchObject({ result: { data: { status: 'applied' } } });
    await stopped;
  });

  it('does not wait for one that never finishes', async () => {
    let arrived = () => {};
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { url, stop } = await serve(
      {
        deleteTrade: () => {
          arrived();
          return new Promise(() => {});
        },
      },
      { graceMs: 10 },
    );
    const answer = expect(post(`${url}/trpc/trades.delete`, deletion)).rejects.toThrow();
    await hasArrived;
    await stop();
    await answer;
  });
});

it('lets go of a reader that never reads', async () => {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { url } = await serve(
    {
      async *live(_cursor, signal) {
        try {
          const long = { ...status, version: 'x'.repeat(100_000) };
          while (!signal.aborted) yield { type: 'status', status: long };
        } finally {
          end();
        }
      },
    },
    { stalledMs: 50 },
  );
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.pause();
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  const input = encodeURIComponent(JSON.stringify({ lastEventId: '0' }));
  socket.write(
    `GET /trpc/facts.live?input=${input} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`,
  );
  await over;
  socket.destroy();
  await closed;
});
