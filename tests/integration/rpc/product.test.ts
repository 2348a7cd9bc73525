import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppRouter } from '#server/rpc/router.ts';
import { removeFolder } from '../../support/cluster.ts';
import { freshDatabase } from '../../support/database.ts';
import { databaseUrl } from '../../support/databaseUrl.ts';
import { listen } from '../../support/eventStream.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../../support/process.ts';
import { writeSampleFiles } from '../../support/sampleFiles.ts';

/** The product as it is started, on candles that end just when a signal is raised, so that one waits for ever. */
const end = Date.UTC(2026, 0, 15, 1, 45);
let breaker: Breaker;
let dataDir: string;
const client = () => createTRPCClient<AppRouter>({ links: [httpLink({ url: `${breaker.url}/trpc` })] });

beforeAll(async () => {
  dataDir = temporaryDataDir();
  const recording = join(dataDir, 'recording');
  writeSampleFiles(recording, end);
  const env = { DATABASE_URL: databaseUrl(await freshDatabase()) };
  breaker = await startBreaker({ dataDir, args: ['--replay', recording, '--speed', 'max'], env });
  await untilEnded();
});
afterAll(async () => {
  await breaker.stop();
  removeFolder(dataDir);
});

async function untilEnded(): Promise<void> {
  const stop = new AbortController();
  for await (const { message } of listen(breaker.url, { lastEventId: '0', signal: stop.signal }))
    if (message.type === 'status' && message.status.feed.state === 'ended') break;
  stop.abort();
}

async function waitingSignal() {
  const { rows } = await client().facts.pull.query({ epoch: null, cursor: 0 });
  const clear = rows.assessments?.find(({ verdict }) => verdict === 'clear');
  const signal = rows.signals?.find(({ id }) => id === clear?.signalId);
  if (!signal) throw new Error('the recording ends with a signal waiting');
  return signal;
}

describe('the stream of facts', () => {
  const hear = async (lastEventId: string, count: number) => {
    const stop = new AbortController();
    const ids: (string | null)[] = [];
    for await (const { id, message } of listen(breaker.url, { lastEventId, signal: stop.signal })) {
      if (message.type === 'fact') ids.push(id);
      if (ids.length >= count) break;
    }
    stop.abort();
    return ids;
  };

  it('tells every fact once, in order, from any point on', async () => {
    const first = await hear('0', 30);
    expect(first).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)));
    expect(await hear('25', 5)).toEqual(['26', '27', '28', '29', '30']);
  });

  it('is resumed after the last fact, whatever came after it', async () => {
    const stop = new AbortController();
    let reached = 0;
    let isRenamed = false;
    const rename = async (name: string) => {
      const settings = { name, initialBalance: '10000', riskPerTradePct: '1', maxOpenTrades: 3 };
      await client().accounts.edit.mutate({ commandId: randomUUID(), accountId: 'paper', settings });
    };
    for await (const { id, message } of listen(breaker.url, { lastEventId: '0', signal: stop.signal })) {
      if (message.type === 'fact') reached = message.fact.id;
      expect(id).toBe(String(reached));
      if (reached === 30 && !isRenamed) {
        isRenamed = true;
        await rename('Paper');
      }
      // A commit brings marks after its facts.
      if (reached > 30 && message.type === 'mark') break;
    }
    stop.abort();
  });

  it('brings a new fact to a stream that waits', async () => {
    const { cursor, rows } = await client().facts.pull.query({ epoch: null, cursor: 0 });
    const account = rows.accounts?.[0];
    if (!account) throw new Error('an account exists from the start');
    const heard = hear(String(cursor), 1);
    const { name, initialBalance, maxOpenTrades } = account;
    const settings = { name, initialBalance, riskPerTradePct: '0.75', maxOpenTrades };
    const result = await client().accounts.edit.mutate({
      commandId: randomUUID(),
      accountId: account.id,
      settings,
    });
    expect(result).toMatchObject({ status: 'applied', factId: cursor + 1 });
    expect(await heard).toEqual([String(cursor + 1)]);
    const delta = await client().facts.pull.query({
      epoch: (await client().facts.pull.query({ epoch: null, cursor: 0 })).epoch,
      cursor,
    });
    expect(delta).toMatchObject({
      reset: false,
      cursor: cursor + 1,
      rows: { accounts: [{ riskPerTradePct: '0.75' }] },
    });
  });
});

describe('commands', () => {
  it('answer the same to the same id, and refuse it for something else', async () => {
    const signal = await waitingSignal();
    const command = {
      commandId: randomUUID(),
      accountId: 'paper',
      signalId: signal.id,
      answer: 'accept' as const,
    };
    const results = await Promise.all([1, 2, 3].map(() => client().signals.answer.mutate(command)));
    expect(results[0]).toMatchObject({ status: 'applied' });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    await expect(client().signals.answer.mutate({ ...command, answer: 'reject' })).rejects.toThrow(
      'already used',
    );
    const again = await client().signals.answer.mutate({ ...command, commandId: randomUUID() });
    expect(again).toMatchObject({ status: 'noop', code: 'signal.alreadyAccepted' });
    const trades = await client().trades.list.query({ accountId: 'paper' });
    expect(trades.filter((trade) => trade.signalId === signal.id)).toHaveLength(1);
  });

  it('close, count and delete a trade', async () => {
    const [trade] = await client().trades.list.query({ accountId: 'paper' });
    if (!trade) throw new Error('a trade was accepted before');
    const at = { accountId: 'paper', tradeId: trade.id, price: trade.target };
    const preview = await client().trades.preview.query(at);
    const close = { commandId: randomUUID(), ...at };
    expect(await client().trades.close.mutate({ ...close, note: 'by hand' })).toMatchObject({
      status: 'applied',
    });
    const [closed] = await client().trades.list.query({ accountId: 'paper' });
    expect(closed?.close).toEqual(preview);
    const stats = await client().trades.stats.query({ accountId: 'paper' });
    expect(stats).toMatchObject({ trades: 1, wins: 1, open: 0, winRate: 1, lossless: true });
    const remove = { commandId: randomUUID(), accountId: 'paper', tradeId: trade.id };
    expect(await client().trades.delete.mutate(remove)).toMatchObject({ status: 'applied' });
    expect(await client().trades.list.query({ accountId: 'paper' })).toEqual([]);
  });

  it('refuse garbage by name, value and expectation', async () => {
    const bad = { commandId: 'no-uuid', accountId: 'paper', tradeId: 'x', price: '-1' };
    await expect(client().trades.close.mutate(bad)).rejects.toMatchObject({
      data: {
        code: 'BAD_REQUEST',
        issues: { fieldErrors: { commandId: [expect.any(String)], price: [expect.any(String)] } },
      },
    });
    await expect(client().trades.stats.query({ accountId: 'nobody' })).rejects.toThrow(
      'There is no account "nobody".',
    );
    const query = { symbol: 'NOPE', timeframe: '15m' as const };
    await expect(client().market.chart.query(query)).rejects.toThrow('Symbol "NOPE" is not followed');
  });
});

it('serves a chart page by page', async () => {
  const [series] = (await client().system.status.query()).series;
  if (!series) throw new Error('the recording has series');
  const newest = await client().market.chart.query({
    symbol: series.symbol,
    timeframe: series.timeframe,
    limit: 200,
  });
  expect(newest.candles).toHaveLength(200);
  expect(newest).toMatchObject({ hasMore: true, digits: 1 });
  expect(newest.breaks.length).toBeGreaterThan(0);
  expect(newest.blocks.length).toBeGreaterThan(0);
  const before = newest.candles[0]?.[0] ?? 0;
  const older = await client().market.chart.query({
    symbol: series.symbol,
    timeframe: series.timeframe,
    limit: 200,
    before,
  });
  expect(older.candles.at(-1)?.[0]).toBeLessThan(before);
  expect(older.candles).toHaveLength(200);
});

it('makes a report card for every series while it runs, and gives all of them in one query', async () => {
  const cards = () => client().reportCards.list.query();
  const made = async () => (await cards()).filter(({ backtest }) => backtest !== null).length;
  await expect.poll(made, { timeout: 100_000, interval: 100 }).toBe(3);
  const [card] = await cards();
  expect(card).toMatchObject({ accountId: 'paper', strategy: 'progressive-smc', timeframe: '15m' });
  expect(card?.backtest).toMatchObject({ mode: 'A', verdict: { kind: 'tooFew' } });
  expect(card?.backtest?.candles).toBeGreaterThan(300);
});

describe('the door', () => {
  const post = (init: RequestInit) =>
    fetch(`${breaker.url}/trpc/trades.delete`, { method: 'POST', body: '{}', ...init });
  /** fetch sets Host itself; a page that rebinds its own name to this machine does not. */
  const statusUnder = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${breaker.url}/trpc/system.status`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('is closed to foreign names, foreign sites and bodies that are no JSON', async () => {
    expect(await statusUnder('evil.example')).toBe(421);
    expect(await statusUnder('localhost:1')).toBe(200);
    const json = { 'content-type': 'application/json' };
    expect((await post({ headers: { ...json, origin: 'https://evil.example' } })).status).toBe(403);
    expect((await post({ headers: { ...json, origin: 'null' } })).status).toBe(403);
    expect((await post({ headers: { ...json, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await post({ headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    const form = new FormData();
    form.set('commandId', 'x');
    expect((await post({ body: form })).status).toBe(415);
    expect((await post({ headers: json, body: `"${'x'.repeat(70_000)}"` })).status).toBe(413);
  });

  it('sends strict headers, the app for every path, and nothing for missing files', async () => {
    const page = await fetch(`${breaker.url}/journal`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(await page.text()).toContain('<div id="root">');
    expect((await fetch(`${breaker.url}/assets/gone.js`)).status).toBe(404);
    expect(await (await fetch(`${breaker.url}/healthz`)).text()).toBe('ok');
    const api = await fetch(`${breaker.url}/trpc/system.status`);
    expect(api.headers.get('cache-control')).toBe('no-store');
  });
});
