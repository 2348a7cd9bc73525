import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { runHistory } from '#server/history.ts';
import { startExchange } from '#server/startExchange.ts';
import { openClient } from '#server/store/db.ts';
import { systemTimer } from '#server/systemTimer.ts';
import { freshDatabase } from '../support/database.ts';
import { writeSampleFiles } from '../support/sampleFiles.ts';
import { textFiles } from '../support/textFiles.ts';

const { folder, write } = textFiles();
const row = (step: number, close = 1.75) => `${1_706_573_700 + step * 900},1.5,2,1.25,${close},10`;

async function terminalOn(database: {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}) {
  const { user, password } = inject('postgres');
  const url = `postgres://${user}:${encodeURIComponent(password)}@localhost:${database.port}/${database.database}?host=${encodeURIComponent(database.host)}`;
  return async (...argv: string[]) => {
    const said: string[] = [];
    const progress: string[] = [];
    const isDone = await runHistory({
      argv,
      env: { DATABASE_URL: url },
      signal: new AbortController().signal,
      terminal: {
        say: (line) => said.push(line.replaceAll(`${folder}/`, '')),
        showProgress: (line) => progress.push(line),
      },
    });
    return { isDone, said, progress };
  };
}

it('imports files, twice without a change, and tells what is there', async () => {
  const history = await terminalOn(await freshDatabase());
  expect(await history('status')).toMatchObject({
    isDone: true,
    said: [
      'There is no history yet. Load it from the venue: npm run history -- load',
      'Or import some: npm run history -- import <files or folders>',
    ],
  });
  const solana = write('SOLUSDT-15m.csv', [row(0), row(1), row(5)].join('\n'));
  const bad = write('ETHUSDT-15m.csv', [row(0), row(1, 9)].join('\n'));
  const first = await history('import', solana, bad);
  expect(first.isDone).toBe(false);
  expect(first.said).toEqual([
    'SOLUSDT-15m.csv: SOLUSDT 15m, 3 candles, 2024-01-30 00:15 to 2024-01-30 01:30: 3 new, 0 changed, 0 known.',
    '  1 gap, 3 candles missing; the longest: 2024-01-30 00:30 to 2024-01-30 01:30 (3)',
    'ETHUSDT-15m.csv: 1 fault.',
    '  line 2: high 2 is below close 9',
    '  Nothing was imported from it. With --skip-bad the good rows are imported.',
    '1 file imported, 1 refused.',
  ]);
  expect(first.progress).toContain(`[1/2] ${solana}: 100 % of 3 candles`);
  const again = await history('import', solana);
  expect(again.isDone).toBe(true);
  expect(again.said[0]).toContain('0 new, 0 changed, 3 known');
  expect((await history('import', bad, '--skip-bad')).isDone).toBe(true);
  expect((await history('status')).said).toEqual([
    'symbol   timeframe  first             last              candles  gaps  missing',
    'ETHUSDT  15m        2024-01-30 00:15  2024-01-30 00:15        1     0        0',
    'SOLUSDT  15m        2024-01-30 00:15  2024-01-30 01:30        3     1        3',
  ]);
});

it('loads what is missing from an exchange, and keeps it apart from the real market', async () => {
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
  const history = await terminalOn(database);
  const load = (days: number) =>
    history(...`load --symbol SOLUSD --timeframe 1h --days ${days} --venue ${exchange.rest}`.split(' '));
  expect((await load(10)).said).toEqual(['SOLUSD 1h: 240 candles loaded.']);
  const longer = await load(100);
  expect(longer.isDone).toBe(true);
  // An hour may have ended between the two.
  expect(longer.said[0]).toMatch(/^SOLUSD 1h: 2,16[01] candles loaded\.$/);
  expect((await history('status')).said[0]).toContain('There is no history yet.');
});

it('explains itself without a database', async () => {
  const said: string[] = [];
  const terminal = { say: (line: string) => said.push(line), showProgress: () => undefined };
  expect(
    await runHistory({ argv: ['--help'], env: {}, signal: new AbortController().signal, terminal }),
  ).toBe(true);
  expect(said[0]).toContain('npm run history -- import');
});

it('asks for the report cards of what it imported', async () => {
  const database = await freshDatabase();
  const history = await terminalOn(database);
  writeSampleFiles(folder, Date.UTC(2026, 0, 12));
  const file = join(folder, 'SOLUSD-15m.csv');
  expect((await history('import', file)).isDone).toBe(true);
  const sql = openClient({ connection: database, maxConnections: 1 });
  const jobs = () => sql<{ data: object }[]>`select data from job_queue.job where name like 'reportCard-%'`;
  expect((await jobs()).map(({ data }) => data)).toMatchObject([
    { schema: 'public', strategy: 'progressive-smc', symbol: 'SOLUSD', timeframe: '15m', mode: 'A' },
  ]);
  await history('import', file);
  expect(await jobs()).toHaveLength(1);
  await sql.end({ timeout: 1 });
});
