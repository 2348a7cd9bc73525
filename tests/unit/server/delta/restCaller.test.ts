import { expect, it } from 'vitest';
import { deltaHosts } from '#server/delta/hosts.ts';
import { Quota } from '#server/delta/quota.ts';
import { RestCaller } from '#server/delta/restCaller.ts';
import type { HttpReply } from '#server/delta/transport.ts';
import type { TradingError } from '#shared/errors.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { reply, ScriptedTransport, success } from '../../../support/scriptedTransport.ts';
import { SimTime } from '../../../support/simTime.ts';

const page = '<html><body>Request blocked. secret=hunter2</body></html>';

function callerOf(...answers: (HttpReply | Error)[]) {
  const time = new SimTime(0);
  const transport = new ScriptedTransport(() => answers.shift() ?? new Error('nobody there'));
  const quota = new Quota({ timer: time });
  const rest = new RestCaller({
    hosts: deltaHosts.india,
    transport,
    quota,
    timer: time,
    random: seededRandom(1),
  });
  const get = async (tries?: number) => {
    let outcome: unknown = null;
    const query = { symbol: 'SOL/USD', start: 1 };
    rest.get({ path: '/v2/x', query, weight: 3, caller: 'test', ...(tries !== undefined && { tries }) }).then(
      (answer) => {
        outcome = answer;
      },
      (error: TradingError) => {
        outcome = { kind: error.kind, code: error.code, message: error.message };
      },
    );
    await time.until(() => outcome !== null, 20 * 60_000);
    return outcome;
  };
  return { time, transport, quota, get };
}

it('sends what the venue asks for and hands on the result', async () => {
  const { transport, get, quota } = callerOf(success([1], { after: 'next' }));
  expect(await get()).toEqual({ result: [1], after: 'next' });
  expect(transport.requests).toEqual([
    {
      method: 'GET',
      url: 'https://api.india.delta.exchange/v2/x?symbol=SOL%2FUSD&start=1',
      headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'breaker' },
      body: null,
      timeoutMs: 10_000,
    },
  ]);
  expect(quota.spent).toBe(3);
});

it('asks again after what passes, each time counted, and after a rest that grows', async () => {
  const { transport, get, quota, time } = callerOf(
    new Error('the connection was cut'),
    reply(503, { success: false, error: { code: 'unavailable' } }),
    reply(403, page),
    success('there'),
  );
  expect(await get()).toEqual({ result: 'there', after: null });
  expect(transport.requests).toHaveLength(4);
  expect(quota.spent).toBe(12);
  expect(time.monotonicMs()).toBeGreaterThan(750);
});

it('gives up after its tries and says why, without what was answered', async () => {
  const { transport, get } = callerOf(...Array.from({ length: 9 }, () => reply(403, page)));
  expect(await get()).toEqual({
    kind: 'transient',
    code: 'delta.unreadable',
    message: 'Delta Exchange India gave an answer that cannot be read (403) to GET /v2/x.',
  });
  expect(transport.requests).toHaveLength(4);
  const unreachable = callerOf();
  expect(await unreachable.get(1)).toEqual({
    kind: 'transient',
    code: 'delta.unreachable',
    message: 'Delta Exchange India cannot be reached: nobody there.',
  });
  expect(unreachable.transport.requests).toHaveLength(1);
});

it.each([
  [
    400,
    { success: false, error: { code: 'bad_schema', context: { key: 'hunter2' } } },
    'rejected',
    'bad_schema',
  ],
  [401, { success: false, error: 'unauthorized' }, 'rejected', 'unauthorized'],
  [401, { success: false, error: { code: 'SignatureExpired' } }, 'rejected', 'signature_expired'],
  [401, { success: false, error: { code: 'Signature Mismatch' } }, 'rejected', 'signature_mismatch'],
  [403, { success: false, error: { code: 'UnauthorizedApiAccess' } }, 'rejected', 'unauthorized_api_access'],
  [404, { success: false, error: { code: 'not_found' } }, 'rejected', 'not_found'],
  [302, '', 'config', 'redirected'],
  [200, { success: true }, 'transient', 'unreadable'],
  [200, '[1,2', 'transient', 'unreadable'],
  [200, 'null', 'transient', 'unreadable'],
  [400, { success: false, error: { code: 'maintenance' } }, 'transient', 'maintenance'],
  [502, { success: false, error: { code: 'something new' } }, 'transient', 'something_new'],
  [500, { success: false, error: 'Internal Server Error' }, 'transient', 'internal_server_error'],
])('understands %d with %j', async (status, body, kind, code) => {
  const { get } = callerOf(...Array.from({ length: 4 }, () => reply(status, body)));
  const outcome = await get();
  expect(outcome).toMatchObject({ kind, code: `delta.${code}` });
  expect(JSON.stringify(outcome)).not.toContain('hunter2');
});

it('rests after a 429 for as long as the venue says, all callers with it', async () => {
  const { get, quota, time } = callerOf(
    reply(429, '<html>', { 'x-rate-limit-reset': '65000' }),
    success('there'),
  );
  let servedMs = 0;
  time.after(100, () => {
    void quota.take({ weight: 1, caller: 'other', priority: 'ordinary' }).then(() => {
      servedMs = time.monotonicMs();
    });
  });
  expect(await get()).toEqual({ result: 'there', after: null });
  expect(time.monotonicMs()).toBeGreaterThanOrEqual(65_000);
  expect(servedMs).toBe(65_000);
});

it('rests for a minute after a 429 that names no time', async () => {
  const { get, time } = callerOf(reply(429, '', { 'x-rate-limit-reset': 'soon' }), success(1));
  await get();
  expect(time.monotonicMs()).toBeGreaterThanOrEqual(60_000);
});
