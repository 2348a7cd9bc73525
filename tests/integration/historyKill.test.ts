import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { sandboxHosts } from '#server/delta/hosts.ts';
import { liveSchema } from '#server/liveSchema.ts';
import { startExchange } from '#server/startExchange.ts';
import { openDatabase } from '#server/store/db.ts';
import { liveHistory } from '#server/store/liveHistory.ts';
import { systemTimer } from '#server/systemTimer.ts';
import { freshDatabase } from '../support/database.ts';
import { databaseUrl } from '../support/databaseUrl.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tsx = fileURLToPath(import.meta.resolve('tsx'));
const minuteMs = 60_000;
const series = { symbol: 'SOLUSD', timeframe: '1m' } as const;

function load(url: string, venue: string): ChildProcess {
  const asked = `load --symbol SOLUSD --timeframe 1m --days 30 --venue ${venue}`.split(' ');
  return spawn(process.execPath, ['--import', tsx, 'scripts/history.ts', ...asked], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Ends it without a word as soon as it says that a page is stored. */
async function killAtFirstPage(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.stderr?.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes(' %: ')) child.kill('SIGKILL');
  });
  expect(await ended).toEqual([null, 'SIGKILL']);
}

it('goes on where a process was killed, until all that the exchange has is stored', async () => {
  const exchange = await startExchange({
    data: [],
    start: Date.now(),
    speed: 1,
    port: 0,
    seed: 1,
    hasSeededKeys: true,
    faults: [],
    timer: systemTimer,
  });
  onTestFinished(() => exchange.stop());
  const database = await freshDatabase();
  const url = databaseUrl(database);
  await killAtFirstPage(load(url, exchange.rest));
  await killAtFirstPage(load(url, exchange.rest));
  const last = load(url, exchange.rest);
  expect(await once(last, 'exit')).toEqual([0, null]);
  const sql = await openDatabase({
    connection: database,
    schema: liveSchema(sandboxHosts(exchange.rest)),
  });
  onTestFinished(() => sql.end({ timeout: 5 }));
  const store = liveHistory({ sql, writer: null, sessionOf: () => '24x7' });
  const before = Date.now();
  const spans = await store.spans(series, { from: 0, before });
  expect(spans).toHaveLength(1);
  const [span] = spans;
  if (span === undefined) throw new Error('nothing is stored');
  const stored = await store.read(series, { from: 0, before, limit: 100_000 });
  expect(stored.length).toBeGreaterThanOrEqual(30 * 24 * 60);
  expect(stored).toHaveLength((span.last - span.first) / minuteMs + 1);
  const rows = exchange.exchange.candles({
    symbol: 'SOLUSD',
    resolution: '1m',
    start: span.last / 1_000 - 1_999 * 60,
    end: span.last / 1_000,
  });
  const truth = rows.map(({ time, open, high, low, close, volume }) =>
    [time, open, high, low, close, volume].map(Number),
  );
  const newest = stored
    .slice(-rows.length)
    .toReversed()
    .map(({ openTime, open, high, low, close, volume }) => [
      openTime / 1_000,
      open,
      high,
      low,
      close,
      volume,
    ]);
  expect(rows.length).toBeGreaterThan(1_000);
  expect(newest).toEqual(truth);
});
