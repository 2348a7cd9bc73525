import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningExchange, startExchange } from '#server/startExchange.ts';
import { systemTimer } from '#server/systemTimer.ts';
import { hexHmac } from '../../support/sandboxCalls.ts';

const start = Date.UTC(2026, 9, 1, 12);

const begin = (more: Partial<Parameters<typeof startExchange>[0]> = {}) =>
  startExchange({
    data: [],
    start,
    speed: 1,
    port: 0,
    seed: 1,
    hasSeededKeys: false,
    faults: [],
    madeUpWeeks: 1,
    timer: systemTimer,
    ...more,
  });

let running: RunningExchange;

beforeEach(async () => {
  running = await begin();
});

afterEach(() => running.stop());

/** The first message that the condition is true of. */
function message(socket: WebSocket, isIt: (frame: { readonly type: string }) => boolean): Promise<unknown> {
  return new Promise((resolve) => {
    socket.on('message', (text) => {
      const frame = JSON.parse(String(text));
      if (isIt(frame)) resolve(frame);
    });
  });
}

it('answers over HTTP, to signed and unsigned requests', async () => {
  const settings = await fetch(`${running.rest}/v2/settings`);
  expect(settings.status).toBe(200);
  expect(Number(settings.headers.get('request-in-time'))).toBeGreaterThanOrEqual(start * 1_000);
  const alpha = running.accounts.find(({ account }) => account === 'alpha');
  const timestamp = String(Math.floor(running.exchange.now() / 1_000));
  const target = '/v2/wallet/balances';
  const headers = {
    'api-key': alpha?.read.key ?? '',
    timestamp,
    signature: hexHmac(alpha?.read.secret ?? '', `GET${timestamp}${target}`),
  };
  const balances = await fetch(`${running.rest}${target}`, { headers });
  expect(await balances.json()).toMatchObject({ success: true, result: [{ asset_symbol: 'USD' }] });
});

it.each(['privateSocket', 'publicSocket'] as const)('speaks over its %s', async (name) => {
  const socket = new WebSocket(running[name]);
  await once(socket, 'open');
  const acknowledged = message(socket, ({ type }) => type === 'subscriptions');
  const answered = message(socket, ({ type }) => type === 'pong');
  socket.send(
    '{"type":"subscribe","payload":{"channels":[{"name":"mark_price","symbols":["MARK:SOLUSD"]}]}}',
  );
  socket.send('{"type":"ping"}');
  expect(await acknowledged).toMatchObject({ channels: [{ name: 'mark_price', symbols: ['MARK:SOLUSD'] }] });
  await answered;
  socket.close();
  await once(socket, 'close');
});

it('takes faults from whoever has the token, lists them and takes them back', async () => {
  const admin = (method: string, path = '', body?: object, token = running.adminToken) =>
    fetch(`${running.rest}/admin/faults${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  expect((await admin('GET', '', undefined, 'guessed')).status).toBe(401);
  expect((await admin('POST', '', { kind: 'dropReply', count: 0 })).status).toBe(400);
  expect(await (await admin('POST', '', { kind: 'dropReply', count: 1 })).json()).toMatchObject({
    faults: [{ id: 1, fault: { kind: 'dropReply' }, hits: 0 }],
  });
  await expect(fetch(`${running.rest}/v2/settings`)).rejects.toThrow('fetch failed');
  expect(await (await admin('POST', '', [{ atMs: 0, fault: { kind: 'throttle' } }])).json()).toHaveProperty(
    'faults',
  );
  await admin('POST', '', { kind: 'htmlForbidden' });
  expect((await fetch(`${running.rest}/v2/settings`)).headers.get('content-type')).toBe('text/html');
  expect((await admin('DELETE', '/99')).status).toBe(404);
  expect((await admin('DELETE')).status).toBe(200);
  expect((await fetch(`${running.rest}/v2/settings`)).status).toBe(200);
  const status = await fetch(`${running.rest}/admin/status`, {
    headers: { authorization: `Bearer ${running.adminToken}` },
  });
  expect(await status.json()).toMatchObject({ systemStatus: 'live', ledger: { deposits: '21000' } });
  expect((await admin('PUT')).status).toBe(404);
});

it('refuses a connection as HTTP would, and paths without sockets', async () => {
  running.protocol.faults.inject({ kind: 'refuseConnects', count: 1 });
  const refused = new WebSocket(running.publicSocket);
  const [throttled] = await once(refused, 'error');
  expect(String(throttled)).toContain('429');
  const nowhere = new WebSocket(`${running.publicSocket}/v2`);
  const [missing] = await once(nowhere, 'error');
  expect(String(missing)).toContain('404');
});

it('answers no page that points its own name here', async () => {
  const socket = new WebSocket(running.publicSocket, { origin: 'http://elsewhere.example' });
  const [refused] = await once(socket, 'error');
  expect(String(refused)).toContain('421');
  const asked = await fetch(`${running.rest}/v2/settings`, {
    headers: { origin: 'http://elsewhere.example' },
  });
  expect(asked.status).toBe(421);
});

it('ends with connections open, and its port is free again', async () => {
  const port = Number(new URL(running.rest).port);
  const socket = new WebSocket(running.publicSocket);
  await once(socket, 'open');
  await expect(begin({ port })).rejects.toThrow(`Port ${port} is taken by another program.`);
  const closed = once(socket, 'close');
  await running.stop();
  await closed;
  running = await begin({ port });
  expect(new URL(running.rest).port).toBe(String(port));
});

it('makes keys that follow from the seed only when told so', async () => {
  const secrets = async (seed: number, hasSeededKeys: boolean) => {
    const one = await begin({ seed, hasSeededKeys });
    await one.stop();
    return [one.adminToken, ...one.accounts.flatMap(({ trade, read }) => [trade.secret, read.secret])];
  };
  expect(await secrets(7, true)).toEqual(await secrets(7, true));
  expect(await secrets(7, false)).not.toEqual(await secrets(7, false));
});
