import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openClient, type Sql } from '#server/store/db.ts';
import { sweep } from '#server/sweep/sweep.ts';
import { startSweepWorker } from '#server/sweep/sweepLoad.ts';
import { TradingError } from '#shared/errors.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { freshDatabase } from '../../support/database.ts';
import { databaseUrl } from '../../support/databaseUrl.ts';
import { threadGate } from '../../support/gatedThread.ts';
import { writeSampleFiles } from '../../support/sampleFiles.ts';
import { startScript } from '../../support/script.ts';
import { textFiles } from '../../support/textFiles.ts';

const { folder, write } = textFiles();
/** 24 combinations, twelve jobs of two. */
const jobs = 12;
const grid = write(
  'params.json',
  '{"entryPenetration": [0.1, 0.2, 0.3, 0.4], "cooldownBars": [0, 2, 4, 6, 8, 10]}',
);
const candles = join(folder, 'candles');
const argv = [
  '--mode',
  'A',
  '--grid',
  grid,
  '--data',
  join(candles, 'SOLUSD-15m.csv'),
  '--json',
  '--workers',
  '1',
];
let overThreads: readonly string[];

beforeAll(async () => {
  writeSampleFiles(candles, Date.UTC(2026, 0, 31));
  overThreads = (await run(argv)).lines;
});

interface Host {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly start?: typeof startSweepWorker;
  readonly warn?: (line: string) => void;
}

async function run(
  asked: readonly string[],
  { env = {}, signal = new AbortController().signal, start = startSweepWorker, warn }: Host = {},
) {
  const lines: string[] = [];
  const warnings: string[] = [];
  const hear = (line: string) => {
    warnings.push(line);
    warn?.(line);
  };
  const terminal = { say: (line: string) => lines.push(line), warn: hear, showProgress: () => undefined };
  await sweep(asked, terminal, start, { env, signal });
  return { lines, warnings: warnings.join('\n') };
}

const queued = (host: Host) => run([...argv, '--queue'], host);

/** A database of the test's own, and a look at what the queue and the sweep keep in it. */
async function database() {
  const address = await freshDatabase();
  const look = async <Answer>(ask: (sql: Sql) => Promise<Answer>): Promise<Answer> => {
    const sql = openClient({ connection: address, schema: 'public', maxConnections: 1 });
    try {
      return await ask(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
  return { env: { DATABASE_URL: databaseUrl(address) }, look };
}

const patience = { timeout: 100_000, interval: 20 };

/** Attempts of every job that the queue has seen, in the order of their numbers. */
const attempts = async (sql: Sql) => {
  const rows = await sql<{ job: number; tries: number; state: string }[]>`
    select (data->>'job')::int as job, retry_count + 1 as tries, state::text
    from job_queue.job where name like 'sweep-%' order by 1`;
  return rows;
};

/** Resolves once every job is done or somebody is at it. */
const nothingWaits = async (sql: Sql) => {
  await expect
    .poll(async () => (await attempts(sql)).map(({ state }) => /completed|active/.test(state)), patience)
    .toEqual(Array.from({ length: jobs }, () => true));
};

const isEmpty = async (sql: Sql) => {
  const [kept] = await sql<{ rows: number }[]>`
    select (select count(*) from sweep) + (select count(*) from sweep_result)
      + (select count(*) from sweep_uses) + (select count(*) from sweep_column) as rows`;
  return kept?.rows === 0;
};

describe('a sweep through the queue', () => {
  it('gives what a sweep over threads gives, with nobody to help it, and leaves nothing behind', async () => {
    const { env, look } = await database();
    const { lines, warnings } = await queued({ env });
    expect(lines).toEqual(overThreads);
    expect(warnings).toMatch(new RegExp(`^Sweep [0-9a-f]{8}: ${jobs} jobs through the queue\\.$`, 'm'));
    expect(await look(attempts)).toEqual(
      Array.from({ length: jobs }, (_, job) => ({ job, tries: 1, state: 'completed' })),
    );
    expect(await look(isEmpty)).toBe(true);
  });

  it('loses nothing and counts nothing twice when workers are killed in the middle of jobs', async () => {
    const { env, look } = await database();
    const random = seededRandom(7);
    // The coordinator's own thread waits, so that the workers get to the job at which they die.
    const gate = threadGate();
    const workers = [0, 1].map(() => startScript('worker', ['--threads', '1'], env));
    await Promise.all(workers.map((worker) => worker.said(/^Worker of version/)));
    const answer = queued({ env, start: gate.start });
    // One in its first job, the other in a later one, or when there is none left for it.
    const [first, second] = workers;
    await first?.said(/begun$/);
    await first?.kill();
    await Promise.race([second?.said(/begun$/, 1 + Math.floor(4 * random.even())), look(nothingWaits)]);
    await second?.kill();
    gate.open();
    expect((await answer).lines).toEqual(overThreads);
    const seen = await look(attempts);
    expect(seen.map(({ job }) => job)).toEqual(Array.from({ length: jobs }, (_, job) => job));
    expect(seen.filter(({ tries }) => tries > 1).length).toBeGreaterThanOrEqual(1);
    expect(await look(isEmpty)).toBe(true);
  });

  it('does a job again whose thread died', async () => {
    const { env, look } = await database();
    let threads = 0;
    const start: typeof startSweepWorker = (load) => {
      const thread = startSweepWorker(load);
      threads += 1;
      if (threads === 1) thread.once('message', () => void thread.terminate());
      return thread;
    };
    expect((await queued({ env, start })).lines).toEqual(overThreads);
    expect(threads).toBe(2);
    const tries = (await look(attempts)).map((attempt) => attempt.tries);
    expect(tries.toSorted()).toEqual([...Array.from({ length: jobs - 1 }, () => 1), 2]);
  });

  it('goes on at once with what a stopped worker hands back', async () => {
    const { env, look } = await database();
    const gate = threadGate();
    const worker = startScript('worker', ['--threads', '1'], env);
    await worker.said(/^Worker of version/);
    const answer = queued({ env, start: gate.start });
    await worker.said(/begun$/, 2);
    expect(await worker.stop()).toBe(0);
    expect(worker.output()).toContain('Stopping: what is unfinished goes back to the queue.');
    gate.open();
    expect((await answer).lines).toEqual(overThreads);
    expect((await look(attempts)).map(({ job }) => job)).toEqual(
      Array.from({ length: jobs }, (_, job) => job),
    );
  });

  it('goes on where it was when its own process was killed', async () => {
    const { env, look } = await database();
    const first = startScript('sweep', [...argv, '--queue'], env);
    const answers = (sql: Sql) => sql`select 1 from sweep_result`.catch(() => []);
    await look((sql) => expect.poll(() => answers(sql), patience).not.toHaveLength(0));
    await first.kill();
    const { lines, warnings } = await queued({ env });
    expect(lines).toEqual(overThreads);
    expect(warnings).toMatch(/12 jobs through the queue, \d+ of them done before\.$/m);
    expect(await look(isEmpty)).toBe(true);
  });

  it('keeps what is done when it is stopped, and says how to go on', async () => {
    const { env, look } = await database();
    const stop = new AbortController();
    const gate = threadGate();
    const warn = (line: string) => {
      if (line.startsWith('Workers of version')) stop.abort();
    };
    const error: unknown = await queued({ env, signal: stop.signal, start: gate.start, warn }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TradingError);
    expect(error).toMatchObject({
      code: 'sweep.stopped',
      message: expect.stringContaining('0 of 12 jobs done'),
    });
    const states = (await look(attempts)).map(({ state }) => state);
    expect(states).toEqual(Array.from({ length: jobs }, () => 'created'));
    expect((await queued({ env })).lines).toEqual(overThreads);
  });

  it('hands on what cannot be traded, and forgets it', async () => {
    const { env, look } = await database();
    const fives = ['--strategy', 'human-trained', '--grid', write('human.json', '{"rr": [2, 3]}')];
    const refused = run([...fives, '--data', join(candles, 'SOLUSD-15m.csv'), '--queue'], { env });
    await expect(refused).rejects.toThrow('needs 5m candles');
    expect(await look(isEmpty)).toBe(true);
  });

  it('is collected by one process alone', async () => {
    const { env } = await database();
    const gate = threadGate();
    let second: Promise<unknown> | null = null;
    const warn = (line: string) => {
      if (!line.startsWith('Workers of version')) return;
      second = queued({ env })
        .then(
          () => 'done',
          (error: unknown) => error,
        )
        .finally(gate.open);
    };
    expect((await queued({ env, start: gate.start, warn })).lines).toEqual(overThreads);
    expect(await second).toMatchObject({ code: 'sweep.running' });
  });
});
