import { createECDH } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { checkAddress } from '#server/doctor/address.ts';
import type { Check } from '#server/doctor/check.ts';
import { checkDisk } from '#server/doctor/disk.ts';
import { checkNode } from '#server/doctor/node.ts';
import { checkPushKeys } from '#server/doctor/pushKeys.ts';
import { checkSettings } from '#server/doctor/settings.ts';
import { checkTelegram } from '#server/doctor/telegram.ts';
import { checkClock, checkStream, checkSymbols } from '#server/doctor/venue.ts';
import { strategiesFile } from '#server/strategyConfig.ts';
import { symbolsFile } from '#server/symbolConfig.ts';
import { SandboxTransport, simHosts } from '../../support/sandboxTransport.ts';
import { simExchange } from '../../support/simExchange.ts';
import { textFiles } from '../../support/textFiles.ts';

const { write } = textFiles();
const only = async (check: Check) => {
  const findings = await check.run();
  expect(findings).toHaveLength(1);
  return findings[0];
};

it.each([
  ['20.19.0', 'fine'],
  ['20.18.3', 'fails'],
  ['24.1.0', 'fine'],
  ['18.20.4', 'fails'],
])('knows whether Node %s is new enough', async (nodeVersion, state) => {
  expect(await only(checkNode({ nodeVersion }))).toMatchObject({ state });
});

describe('the configuration', () => {
  it('is fine as it is shipped', async () => {
    const files = { symbols: symbolsFile, strategies: strategiesFile };
    const findings = await checkSettings({ config: {} }, files).run();
    expect(findings.map(({ state }) => state)).toEqual(['fine', 'fine']);
    expect(findings[0]?.text).toMatch(/^\d+ instruments \(delta, /);
  });

  it('is told with everything that is wrong with it', async () => {
    const symbols = write('symbols.json', '{"SOLUSD": {"venue": "mars"}}');
    const findings = await checkSettings(
      { problem: 'PORT is "abc", expected a whole number from 0 to 65535' },
      { symbols, strategies: write('strategies.json', '{"luck": {}}') },
    ).run();
    expect(findings.map(({ state }) => state)).toEqual(['fails', 'fails', 'fails']);
    expect(findings[0]?.text).toContain('PORT is "abc"');
    expect(findings[1]?.text).toContain('SOLUSD.venue');
    expect(findings[2]?.text).toContain('there is no strategy "luck"');
  });
});

it('measures the disk of the data, or of the folder it will lie in', async () => {
  const freeOf = (bytes: number) => (path: string) =>
    path === '/home' ? Promise.resolve(bytes) : Promise.reject(new Error('ENOENT'));
  const dataDir = '/home/someone/breaker';
  expect(await only(checkDisk({ dataDir, freeBytes: freeOf(3 * 1024 ** 3) }))).toMatchObject({
    state: 'fine',
    text: `3.0 GB free at ${dataDir}`,
  });
  expect(await only(checkDisk({ dataDir, freeBytes: freeOf(1024 ** 3) }))).toMatchObject({
    state: 'fails',
    text: `1.0 GB free at ${dataDir}, expected 2 GB or more`,
  });
});

it('tells a free port from one where a Breaker answers, and from one that is taken', async () => {
  const body = (text: string) => () => Promise.resolve({ status: 200, body: text });
  expect(await only(checkAddress({ port: 0, host: '127.0.0.1', ask: body('') }))).toMatchObject({
    state: 'notes',
  });
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const host = '127.0.0.1';
  expect(await only(checkAddress({ port, host, ask: body('ok') }))).toMatchObject({ state: 'fine' });
  expect(await only(checkAddress({ port, host, ask: body('hello') }))).toMatchObject({
    state: 'fails',
    text: `port ${port} of 127.0.0.1 cannot be used (EADDRINUSE)`,
  });
  other.close();
  await once(other, 'close');
  expect(await only(checkAddress({ port, host, ask: body('') }))).toMatchObject({ state: 'fine' });
});

describe('push keys', () => {
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  const pair = {
    VAPID_PUBLIC_KEY: curve.getPublicKey('base64url'),
    VAPID_PRIVATE_KEY: curve.getPrivateKey('base64url').padStart(43, 'A'),
    VAPID_SUBJECT: 'mailto:trader@example.com',
  };

  it.each([
    [{}, 'notes', 'no push keys are set'],
    [pair, 'fine', 'push keys are a pair'],
    [{ ...pair, VAPID_SUBJECT: 'https://example.com/contact' }, 'fine', 'push keys are a pair'],
    [{ ...pair, VAPID_SUBJECT: '' }, 'fails', 'VAPID_SUBJECT not set'],
    [{ ...pair, VAPID_SUBJECT: 'mailto:me@localhost' }, 'fails', 'VAPID_SUBJECT is "mailto:me@localhost"'],
    [{ ...pair, VAPID_SUBJECT: 'https://breaker.local' }, 'fails', 'expected a contact that is reachable'],
    [{ ...pair, VAPID_PRIVATE_KEY: 'short' }, 'fails', 'VAPID_PRIVATE_KEY is no key of 32 bytes'],
    [{ ...pair, VAPID_PUBLIC_KEY: `B${'A'.repeat(86)}` }, 'fails', 'does not belong to'],
  ])('%#', async (env, state, text) => {
    const finding = await only(checkPushKeys(env));
    expect(finding).toMatchObject({ state, text: expect.stringContaining(text) });
    expect(JSON.stringify(finding)).not.toContain(pair.VAPID_PRIVATE_KEY);
  });
});

describe('Telegram', () => {
  const token = `123456:${'x'.repeat(35)}`;
  const env = { TELEGRAM_BOT_TOKEN: token, TELEGRAM_OWNER_ID: '4242' };
  const answer = (status: number, body: string) => () => Promise.resolve({ status, body });

  it.each([
    [{}, answer(200, ''), 'notes', 'no bot is set'],
    [{ TELEGRAM_OWNER_ID: '4242' }, answer(200, ''), 'fails', 'one of TELEGRAM_BOT_TOKEN'],
    [{ ...env, TELEGRAM_BOT_TOKEN: 'secret' }, answer(200, ''), 'fails', 'is no token'],
    [{ ...env, TELEGRAM_OWNER_ID: '@me' }, answer(200, ''), 'fails', 'TELEGRAM_OWNER_ID is "@me"'],
    [env, answer(200, '{"ok":true,"result":{"username":"my_bot"}}'), 'fine', '@my_bot answers'],
    [env, answer(401, '{"ok":false}'), 'fails', 'Telegram does not know this bot'],
    [env, answer(502, '{}'), 'fails', 'Telegram answered 502'],
    [env, answer(502, '<html>'), 'fails', 'Telegram cannot be reached'],
    [env, () => Promise.reject(new Error(`GET bot${token}`)), 'fails', 'Telegram cannot be reached'],
  ] as const)('%#', async (set, ask, state, text) => {
    const finding = await only(checkTelegram({ env: set, ask }));
    expect(finding).toMatchObject({ state, text: expect.stringContaining(text) });
    expect(JSON.stringify(finding)).not.toContain('xxxxx');
    expect(JSON.stringify(finding)).not.toContain('secret');
  });
});

describe('the venue', () => {
  async function venue(aheadMs = 0) {
    const { time, protocol } = await simExchange();
    const transport = new SandboxTransport({ sandbox: protocol, timer: time, seed: 1 });
    const wallNow = () => time.now() + aheadMs;
    const options = { hosts: simHosts, transport, timer: time, wallNow, symbolsFile };
    const finish = async (check: Check) => {
      let isDone = false;
      const findings = check.run().finally(() => {
        isDone = true;
      });
      // Reading the file of symbols takes real time, and only then does anything wait for simulated time.
      while (!isDone) await time.advance(60_000);
      return findings;
    };
    return { options, transport, finish };
  }

  it('is compared with this clock, with the file of symbols, and listened to', async () => {
    const { options, finish } = await venue();
    expect(await finish(checkClock(options))).toMatchObject([{ state: 'fine' }]);
    const symbols = await finish(checkSymbols(options));
    expect(symbols[0]).toMatchObject({
      state: 'fine',
      text: 'Sandbox in process answers; followed: SOLUSD, AAVEUSD, BTCUSD, ETHUSD',
    });
    expect(symbols.filter(({ state }) => state === 'fails')).toEqual([]);
    expect(await finish(checkStream(options))).toMatchObject([{ state: 'fine' }]);
  });

  it('does not count among those followed what the venue does not have', async () => {
    const { options, finish } = await venue();
    const sol =
      '"venue": "delta", "kind": "crypto", "quote": "USD", "tick": "0.0001", "contractValue": "1", "sizeStep": "1", ' +
      '"minSize": "1", "unit": "contracts", "takerFeePct": "0.059", "session": "24x7", "timeframes": ["5m"]';
    const file = write(
      'symbols.json',
      `{"SOLUSD": {"base": "SOL", ${sol}}, "NOPEUSD": {"base": "NOPE", ${sol}}}`,
    );
    expect(await finish(checkSymbols({ ...options, symbolsFile: file }))).toMatchObject([
      { state: 'fine', text: 'Sandbox in process answers; followed: SOLUSD' },
      { state: 'fails', text: expect.stringContaining('NOPEUSD: Delta lists no perpetual') },
    ]);
  });

  it('shows that this clock is wrong, and by how much', async () => {
    const late = await venue(-7_000);
    const [finding] = await late.finish(checkClock(late.options));
    expect(finding).toMatchObject({ state: 'fails' });
    expect(finding?.text).toMatch(/^this machine's is (69|70)\d\d ms behind the venue's/);
  });

  it('that cannot be reached is told as such by each', async () => {
    const { options, transport, finish } = await venue();
    transport.cut();
    expect(await finish(checkClock(options))).toMatchObject([{ state: 'notes' }]);
    expect(await finish(checkSymbols(options))).toMatchObject([
      { state: 'fails', todo: expect.stringContaining('npm start -- --sandbox') },
    ]);
    expect(await finish(checkStream(options))).toMatchObject([{ state: 'fails' }]);
    const mute = await venue();
    mute.transport.freeze();
    expect(await mute.finish(checkStream(mute.options))).toMatchObject([
      { state: 'fails', text: 'nothing was heard for 10 s' },
    ]);
  });
});
