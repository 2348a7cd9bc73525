import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Status } from '#shared/sync/status.ts';
import { removeFolder } from '../../support/cluster.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../../support/process.ts';
import { statusWhen } from '../../support/statusWhen.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = temporaryDataDir();
});
afterAll(() => removeFolder(dataDir));

async function start(...args: readonly string[]): Promise<Breaker> {
  const breaker = await startBreaker({ dataDir, args });
  running.push(breaker);
  return breaker;
}
const sandbox = ['--sandbox', '--speed', '200', '--days', '2'];

const candlesOf = (status: Status) =>
  new Map(status.series.map((series) => [`${series.symbol} ${series.timeframe}`, series.candles]));

/** A test that fails must not leave its server behind for the next one. */
const running: Breaker[] = [];
afterEach(async () => {
  for (const breaker of running.splice(0)) await breaker.stop();
});

it('starts exchange and server together, loads history, goes live, and goes on after a restart', async () => {
  const first = await start(...sandbox);
  expect(first.output()).toMatch(/ready http:\/\/localhost:\d+ · PAPER · SANDBOX/);
  const live = await statusWhen(first, ({ feed }) => feed.state === 'live');
  expect(live.feed).toMatchObject({ kind: 'sandbox', label: 'SANDBOX', venues: [{ venue: 'delta' }] });
  expect([...candlesOf(live).keys()]).toEqual([
    'SOLUSD 5m',
    'SOLUSD 15m',
    'AAVEUSD 5m',
    'AAVEUSD 15m',
    'BTCUSD 5m',
    'BTCUSD 15m',
    'ETHUSD 5m',
    'ETHUSD 15m',
  ]);
  for (const series of live.series) {
    expect(series.candles).toBeGreaterThanOrEqual(series.timeframe === '5m' ? 575 : 191);
    expect(series.doubt).toBeNull();
  }
  const before = candlesOf(live).get('SOLUSD 5m') ?? 0;
  const later = await statusWhen(first, (status) => (candlesOf(status).get('SOLUSD 5m') ?? 0) >= before + 2);
  expect(first.output()).toContain('feed  SANDBOX live.');
  expect(await first.stop()).toBe(0);

  const second = await start(...sandbox);
  const again = await statusWhen(second, ({ feed }) => feed.state === 'live');
  expect(candlesOf(again).get('SOLUSD 5m')).toBeGreaterThanOrEqual(candlesOf(later).get('SOLUSD 5m') ?? 0);
  expect(again.now).toBeGreaterThanOrEqual(later.feed.lastCandleAt ?? Number.POSITIVE_INFINITY);
  expect(await second.stop()).toBe(0);
});

it('says that the venue cannot be reached and what can be done, and goes on trying', async () => {
  const breaker = await start('--venue', 'http://127.0.0.1:9');
  const stale = await statusWhen(breaker, ({ feed }) => feed.state === 'stale');
  expect(stale.feed.message).toContain('Sandbox exchange cannot be reached');
  expect(stale.feed.message).toContain('Trying again in');
  await expect.poll(() => breaker.output(), { timeout: 60_000 }).toContain('npm start -- --sandbox');
  expect(await breaker.stop()).toBe(0);
});
