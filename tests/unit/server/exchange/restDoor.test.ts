import { expect, it } from 'vitest';
import { granted, Refusal, successReply } from '#server/exchange/envelope.ts';
import { FaultBook } from '#server/exchange/faultBook.ts';
import type { Fault } from '#server/exchange/faultSchema.ts';
import { faultSchema } from '#server/exchange/faultSchema.ts';
import { type ApiKey, KeyRing } from '#server/exchange/keyRing.ts';
import { Quota } from '#server/exchange/quota.ts';
import { rejected } from '#server/exchange/rejection.ts';
import { RestDoor } from '#server/exchange/restDoor.ts';
import { ownChange, ownGet, publicGet } from '#server/exchange/routes.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { type Ask, askSandbox, requestTo } from '../../../support/sandboxCalls.ts';
import { SimTime } from '../../../support/simTime.ts';

const trader: ApiKey = {
  accountId: 7,
  name: 'alpha',
  key: 'TRADE',
  secret: 'secret of seven',
  mayTrade: true,
};
const reader: ApiKey = { ...trader, key: 'READ', secret: 'another secret', mayTrade: false };
const start = Date.UTC(2026, 9, 1, 12);

function door(units?: number) {
  const time = new SimTime(start);
  const faults = new FaultBook(time);
  const done: string[] = [];
  const rest = new RestDoor({
    routes: [
      publicGet('/v2/things/:name', 3, ({ path, query }) => successReply({ ...path, ...query })),
      ownGet('/v2/mine', 10, ({ owner }) => successReply(owner.accountId)),
      ownChange('POST', '/v2/mine', {
        weight: 5,
        answer: ({ body }) => {
          done.push(JSON.stringify(body));
          return successReply(body);
        },
      }),
      ownChange('DELETE', '/v2/mine', {
        weight: 5,
        answer: () => successReply(granted(rejected('insufficient_margin', { available_balance: '1.5' }))),
      }),
      publicGet('/v2/bare', 1, () => {
        throw new Refusal(404, 'open_order_not_found');
      }),
    ],
    keys: new KeyRing([trader, reader], time),
    quota: new Quota(time, units),
    faults,
    clock: time,
    timer: time,
    random: seededRandom(1),
    isDown: () => false,
  });
  const ask = async (target: string, how?: Ask) => askSandbox(rest, requestTo(time.now(), target, how));
  const inject = (fault: object): Fault => {
    const parsed = faultSchema.parse(fault);
    faults.inject(parsed);
    return parsed;
  };
  return { time, faults, ask, rest, done, inject };
}

it('wraps what was granted, and stamps when it came in and went out', async () => {
  const { ask } = door();
  expect(await ask('/v2/things/SOL%2FUSD?depth=5')).toMatchObject({
    status: 200,
    body: { success: true, result: { name: 'SOL/USD', depth: '5' } },
    headers: { 'request-in-time': `${start}000`, 'request-out-time': `${start}000` },
  });
});

it('answers a page to whoever has no User-Agent', async () => {
  const { ask } = door();
  const refused = await ask('/v2/things/x', { headers: { 'user-agent': '' } });
  expect(refused).toMatchObject({ status: 403, headers: { 'content-type': 'text/html' } });
  expect(refused).toMatchObject({ body: expect.stringContaining('403 Forbidden') });
});

it.each([
  ['no signature', {}, 401, 'unauthorized'],
  ['an unknown key', { key: { ...trader, key: 'X' } }, 401, { code: 'invalid_api_key' }],
  ['a wrong secret', { key: { ...trader, secret: 'x' } }, 401, { code: 'invalid_signature' }],
  [
    'a key that may only read',
    { key: reader, method: 'POST', body: {} },
    403,
    { code: 'unauthorized_api_access' },
  ],
] as const)('refuses %s', async (_, how, status, error) => {
  const { ask } = door();
  expect(await ask('/v2/mine', how)).toMatchObject({ status, body: { success: false, error } });
});

it('takes a signature as old as five seconds, and no other body than the signed one', async () => {
  const { rest, time } = door();
  const request = requestTo(time.now(), '/v2/mine', { method: 'POST', body: { size: 1 }, key: trader });
  await time.advance(5_000);
  expect(await askSandbox(rest, request)).toMatchObject({ status: 200 });
  expect(await askSandbox(rest, { ...request, body: '{"size": 1}' })).toMatchObject({
    body: { error: { code: 'invalid_signature' } },
  });
  await time.advance(1_000);
  expect(await askSandbox(rest, request)).toMatchObject({
    status: 401,
    body: {
      error: {
        code: 'expired_signature',
        context: { request_time: start / 1_000, server_time: start / 1_000 + 6 },
      },
    },
  });
});

it('tells a rejection with its context, and one without as a bare code', async () => {
  const { ask } = door();
  expect(await ask('/v2/mine', { method: 'DELETE', key: trader })).toMatchObject({
    status: 400,
    body: { error: { code: 'insufficient_margin', context: { available_balance: '1.5' } } },
  });
  expect(await ask('/v2/bare')).toMatchObject({
    status: 404,
    body: { error: { code: 'open_order_not_found' } },
  });
  expect(await ask('/v2/other')).toMatchObject({ status: 404 });
});

it('refuses empty parameters and bodies that are no JSON as a bad schema', async () => {
  const { ask, rest, time } = door();
  expect(await ask('/v2/things/x?after=')).toMatchObject({
    status: 400,
    body: { error: { code: 'bad_schema', context: { schema_errors: [{ param: 'after' }] } } },
  });
  const request = requestTo(time.now(), '/v2/things/x');
  expect(await askSandbox(rest, { ...request, body: '{' })).toMatchObject({
    status: 400,
    body: { error: { code: 'bad_schema' } },
  });
});

it('throttles by the weights of what was asked: an account by itself, strangers by address', async () => {
  const { ask, time } = door(12);
  expect(await ask('/v2/mine', { key: trader })).toMatchObject({ status: 200 });
  await time.advance(1_000);
  const refused = await ask('/v2/mine', { key: trader });
  expect(refused).toMatchObject({ status: 429, headers: { 'x-rate-limit-reset': '299000' } });
  for (let index = 0; index < 4; index++) expect(await ask('/v2/things/x')).toMatchObject({ status: 200 });
  expect(await ask('/v2/things/x')).toMatchObject({ status: 429 });
  expect(await ask('/v2/things/x', { address: '127.0.0.2' })).toMatchObject({ status: 200 });
  await time.advance(299_000);
  expect(await ask('/v2/mine', { key: trader })).toMatchObject({ status: 200 });
});

const order = { method: 'POST', body: { size: 1 }, key: trader } as const;

it('carries out a request whose reply is dropped, and none that is lost', async () => {
  const { ask, done, inject } = door();
  inject({ kind: 'dropReply', method: 'POST', count: 1 });
  expect(await ask('/v2/mine', order)).toBe('dropped');
  expect(done).toHaveLength(1);
  inject({ kind: 'loseRequest', path: '/v2/mine', count: 1 });
  expect(await ask('/v2/mine', order)).toBe('dropped');
  expect(done).toHaveLength(1);
  expect(await ask('/v2/mine', order)).toMatchObject({ status: 200 });
});

it('fails with or without carrying out, as a page or as unavailable', async () => {
  const { ask, done, inject } = door();
  inject({ kind: 'serverError', count: 1 });
  expect(await ask('/v2/mine', order)).toMatchObject({
    status: 500,
    headers: { 'content-type': 'text/html' },
  });
  expect(done).toHaveLength(0);
  inject({ kind: 'serverError', status: 503, isCarriedOut: true, count: 1 });
  expect(await ask('/v2/mine', order)).toMatchObject({
    status: 503,
    body: { error: { code: 'unavailable' } },
  });
  expect(done).toHaveLength(1);
});

it('is behind a network that forbids, throttles, delays and changes its address', async () => {
  const { ask, inject, time } = door();
  inject({ kind: 'htmlForbidden', count: 1 });
  expect(await ask('/v2/things/x')).toMatchObject({ status: 403, headers: { 'content-type': 'text/html' } });
  inject({ kind: 'throttle', count: 1, resetMs: 1_234 });
  expect(await ask('/v2/things/x')).toMatchObject({ status: 429, headers: { 'x-rate-limit-reset': '1234' } });
  inject({ kind: 'addressRefused', count: 1 });
  expect(await ask('/v2/mine', { key: trader })).toMatchObject({
    status: 401,
    body: { error: { code: 'ip_not_whitelisted_for_api_key', context: { client_ip: '127.0.0.1' } } },
  });
  inject({ kind: 'latency', delayMs: 700, jitterMs: 100, count: 1 });
  let isAnswered = false;
  const slow = ask('/v2/things/x').then(() => {
    isAnswered = true;
  });
  await time.advance(699);
  expect(isAnswered).toBe(false);
  await time.advance(101);
  await slow;
  expect(isAnswered).toBe(true);
});

it('spells its errors otherwise when told so', async () => {
  const { ask, inject } = door();
  inject({ kind: 'otherSpelling', count: 3 });
  const codes = [];
  for (const how of [
    { key: { ...trader, secret: 'x' } },
    { key: reader, method: 'POST', body: {} },
    { key: { ...trader, key: 'X' } },
  ])
    codes.push(await ask('/v2/mine', how));
  expect(codes).toMatchObject(
    ['Signature Mismatch', 'UnauthorizedApiAccess', 'InvalidApiKey'].map((code) => ({
      body: { error: { code } },
    })),
  );
  expect(await ask('/v2/bare')).toMatchObject({ body: { error: { code: 'open_order_not_found' } } });
});
