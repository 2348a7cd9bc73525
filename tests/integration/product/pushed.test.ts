import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIngest } from '#server/ingest.ts';
import type { AppRouter } from '#server/rpc/router.ts';
import { isTrading } from '#shared/market/session.ts';
import type { Status } from '#shared/sync/status.ts';
import { pushedCandle } from '../../support/candlePusher.ts';
import { removeFolder } from '../../support/cluster.ts';
import { freshDatabase } from '../../support/database.ts';
import { databaseUrl } from '../../support/databaseUrl.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../../support/process.ts';
import { statusWhen } from '../../support/statusWhen.ts';

const step = 5 * 60_000;
/** Nobody listens there. */
const venue = ['--venue', 'http://127.0.0.1:9'];

let dataDir: string;
beforeAll(() => {
  dataDir = temporaryDataDir();
});
afterAll(() => removeFolder(dataDir));

/** The newest closed M5 candles of EURUSD in trading hours, oldest first: today's, or Friday's at a weekend. */
function newestOpenTimes(count: number): readonly number[] {
  const times: number[] = [];
  for (let at = Math.floor(Date.now() / step) * step - step; times.length < count; at -= step)
    if (isTrading(at, '5m', 'forex')) times.unshift(at);
  return times;
}

/** Quarters that are over, and began with the candles or after. */
function quartersOf(openTimes: readonly number[]): number {
  const [first = 0, last = 0] = [openTimes[0], openTimes.at(-1)];
  const starts = new Set(openTimes.map((at) => Math.floor(at / (3 * step)) * 3 * step));
  return [...starts].filter((start) => start >= first && start + 3 * step <= last + step).length;
}

const candlesOf = ({ series }: Status) =>
  Object.fromEntries(
    series
      .filter(({ symbol }) => symbol === 'EURUSD')
      .map(({ timeframe, candles, doubt }) => [timeframe, { candles, doubt }]),
  );

it('takes candles while the venue is away, makes the longer ones, and counts each once whatever happens', async () => {
  const env = { DATABASE_URL: databaseUrl(await freshDatabase()) };
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  await runIngest({ argv: ['add', 'metatrader', ...venue], env, say });
  const authorization = `Bearer ${said[1]}`;
  const start = () => startBreaker({ dataDir, args: venue, env });
  const push = async ({ url }: Breaker, openTimes: readonly number[]) => {
    const candles = openTimes.map((at) => {
      const { symbol: _, timeframe: __, openTime: time, ...prices } = pushedCandle('EURUSD', at);
      return { time, ...prices };
    });
    const body = JSON.stringify({ symbol: 'EURUSD', timeframe: 'M5', candles });
    const headers = { 'content-type': 'application/json', authorization };
    const response = await fetch(`${url}/ingest`, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };
  const times = newestOpenTimes(40);
  const kept = times.filter((_, index) => index !== 20);
  const missed = times.slice(20, 21);
  const isAll = (count: number) => (status: Status) =>
    candlesOf(status)['5m']?.candles === count &&
    candlesOf(status)['5m']?.doubt === null &&
    candlesOf(status)['15m']?.candles === quartersOf(times);

  const first = await start();
  await expect.poll(() => push(first, kept), { timeout: 60_000 }).toMatchObject({ body: { known: 39 } });
  const live = await statusWhen(first, isAll(39));
  expect(live.feed.venues).toMatchObject([
    { venue: 'delta', state: expect.stringMatching(/^(starting|stale)$/) },
    { venue: 'ingest', state: 'live', message: null, staleSymbols: [] },
  ]);
  expect(live.series.find(({ symbol }) => symbol === 'EURUSD')?.lastPrice).toBe(
    pushedCandle('EURUSD', times.at(-1) ?? 0).close,
  );
  expect((await push(first, [times.at(-1) ?? 0])).body).toEqual({ added: 0, known: 1, late: 0 });
  await first.kill();

  const second = await start();
  await statusWhen(second, isAll(39));
  await expect.poll(() => push(second, kept), { timeout: 60_000 }).toMatchObject({ body: { known: 39 } });
  expect(await push(second, missed)).toMatchObject({ status: 200, body: { late: 1 } });
  await second.kill();

  const third = await start();
  await statusWhen(third, isAll(40));
  expect(third.output()).toContain('engine.refolded');
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${third.url}/trpc` })] });
  const chart = await client.market.chart.query({
    symbol: 'EURUSD',
    timeframe: '5m',
    before: null,
    limit: 100,
  });
  expect(chart.candles.map(([at]) => at)).toEqual(times);
  expect(await third.stop()).toBe(0);
  // Told once, it is counted for good.
  const fourth = await start();
  await statusWhen(fourth, isAll(40));
  expect(fourth.output()).not.toContain('engine.refolded');
  expect(await fourth.stop()).toBe(0);
});
