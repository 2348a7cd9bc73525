import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeadJob, JobQueue, type Work } from '#server/jobs/jobQueue.ts';
import type { DatabaseAddress, Sql } from '#server/store/db.ts';
import { openMarketSchema } from '#server/store/openStore.ts';
import { freshDatabase } from '../../support/database.ts';

let connection: DatabaseAddress;
let sql: Sql;
/** Each test has a version, and so queues, of its own. */
let version = 0;
const opened: JobQueue[] = [];

beforeAll(async () => {
  connection = await freshDatabase();
  sql = await openMarketSchema(connection, 'public');
  await sql`create table effect (job integer not null, by_whom text not null)`;
});
afterAll(async () => {
  await Promise.all(opened.map((queue) => queue.stop()));
  await sql.end({ timeout: 1 });
});

async function open(code = `v${version}`): Promise<JobQueue> {
  const log = pino({ level: 'silent' });
  const queue = await JobQueue.open({ connection, code, log, revive: () => Promise.resolve() });
  opened.push(queue);
  return queue;
}

async function two(): Promise<readonly [JobQueue, JobQueue]> {
  version += 1;
  return await Promise.all([open(), open()]);
}

const job = (number: number) => ({ sweep: `of version ${version}`, job: number });

/** Writes who did it; `run` may be replaced. */
const worker = (name: string, change: Partial<Work<'sweep'>> = {}): Work<'sweep'> => ({
  kind: 'sweep',
  places: 1,
  lookEverySeconds: 1,
  run: async (payload) => effect(payload.job, name),
  dead: () => async () => undefined,
  ...change,
});

const effect = (number: number, name: string) => async (tx: Pick<Sql, 'unsafe'>) => {
  await tx.unsafe('insert into effect (job, by_whom) values ($1, $2)', [number, `${version} ${name}`]);
};

const effects = async () => {
  const rows = await sql<{ job: number; byWhom: string }[]>`
    select job, by_whom as "byWhom" from effect where by_whom like ${`${version} %`} order by job, by_whom`;
  return rows.map(({ job: number, byWhom }) => `${number} ${byWhom.replace(/^\d+ /, '')}`);
};

const states = async () => {
  const rows = await sql<{ state: string }[]>`
    select state::text || ' ' || retry_count as state from job_queue.job where name = ${`sweep-v${version}`} order by id`;
  return rows.map(({ state }) => state);
};

function latch() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const patience = { timeout: 30_000, interval: 20 };

describe('the queue', () => {
  it('has a job only once the transaction that added it commits, and once however often it is added', async () => {
    const [queue] = await two();
    const gone = sql.begin(async (tx) => {
      await queue.add(tx, 'sweep', [job(1)]);
      throw new Error('changed my mind');
    });
    await expect(gone).rejects.toThrow('changed my mind');
    expect(await states()).toEqual([]);
    const adding = () => sql.begin((tx) => queue.add(tx, 'sweep', [job(2), job(3)]));
    const added = await Promise.all([adding(), adding(), adding()]);
    expect(added.toSorted()).toEqual([0, 0, 2]);
    await queue.work(worker('one'));
    await expect.poll(effects, patience).toEqual(['2 one', '3 one']);
    expect(await states()).toEqual(['completed 0', 'completed 0']);
  });

  it('is opened by several at once on a database that has none', async () => {
    const fresh = await freshDatabase();
    const log = pino({ level: 'silent' });
    const options = { connection: fresh, code: 'new', log, revive: () => Promise.resolve() };
    const queues = await Promise.all([1, 2, 3, 4].map(() => JobQueue.open(options)));
    const added = await Promise.all(
      queues.map((queue) => queue.sql.begin((tx) => queue.add(tx, 'sweep', [job(1)]))),
    );
    expect(added.toSorted()).toEqual([0, 0, 0, 1]);
    await Promise.all(queues.map((queue) => queue.stop()));
  });

  it('writes what a job changes and that it is done as one', async () => {
    const [queue] = await two();
    let tries = 0;
    await queue.work(
      worker('one', {
        run: async (payload) => async (tx) => {
          await effect(payload.job, `try ${tries}`)(tx);
          tries += 1;
          if (tries === 1) throw new Error('the disk is full');
        },
      }),
    );
    await sql.begin((tx) => queue.add(tx, 'sweep', [job(1)]));
    await expect.poll(effects, patience).toEqual(['1 try 1']);
    expect(await states()).toEqual(['completed 1']);
  });

  it('does a job again elsewhere when its worker falls silent; both may finish it', async () => {
    const [slow, fast] = await two();
    const begun = latch();
    const wake = latch();
    await sql.begin((tx) => slow.add(tx, 'sweep', [job(1)]));
    await slow.work(
      worker('slow', {
        run: async (payload) => {
          begun.open();
          await wake.opened;
          return effect(payload.job, 'slow');
        },
      }),
    );
    await begun.opened;
    // As a machine that sleeps: the queue has not heard of it for a minute.
    await expect
      .poll(async () => {
        await sql`
          update job_queue.job set heartbeat_on = now() - interval '1 minute', started_on = now() - interval '1 minute'
          where name = ${`sweep-v${version}`} and state = 'active'`;
        return (await states())[0];
      }, patience)
      .toMatch(/^(retry|created) /);
    await fast.work(worker('fast'));
    await expect.poll(effects, patience).toEqual(['1 fast']);
    wake.open();
    await expect.poll(effects, patience).toEqual(['1 fast', '1 slow']);
    expect(await states()).toEqual(['completed 1']);
  });

  it('tells what was given up, with the words of the last failure', async () => {
    const [queue] = await two();
    const dead: DeadJob<'sweep'>[] = [];
    await sql.begin((tx) => queue.add(tx, 'sweep', [job(7)]));
    await sql`update job_queue.job set retry_limit = 0 where name = ${`sweep-v${version}`}`;
    await queue.work(
      worker('one', {
        run: () => Promise.reject(new Error('no such candle')),
        dead: (one) => {
          dead.push(one);
          return effect(one.payload.job, one.why);
        },
      }),
    );
    await expect.poll(effects, patience).toEqual(['7 no such candle']);
    expect(dead).toEqual([{ payload: job(7), why: 'no such candle' }]);
  });

  it('hands back what it does when it stops, and takes nothing more', async () => {
    const [first, second] = await two();
    const begun = latch();
    await sql.begin((tx) => first.add(tx, 'sweep', [job(1), job(2)]));
    await first.work(
      worker('first', {
        run: (_, signal) => {
          begun.open();
          return new Promise((__, reject) => {
            signal.addEventListener('abort', () => reject(new Error('told to stop')));
          });
        },
      }),
    );
    await begun.opened;
    await first.stop();
    expect((await states()).toSorted()).toEqual(['created 0', 'created 0']);
    await second.work(worker('second'));
    await expect.poll(effects, patience).toEqual(['1 second', '2 second']);
  });
});

it('does jobs of its own version alone', async () => {
  version += 1;
  const [old, current] = await Promise.all([open(`old${version}`), open(`v${version}`)]);
  await sql.begin((tx) => old.add(tx, 'sweep', [job(1)]));
  await sql.begin((tx) => current.add(tx, 'sweep', [job(2)]));
  await current.work(worker('current'));
  await expect.poll(effects, patience).toEqual(['2 current']);
});
