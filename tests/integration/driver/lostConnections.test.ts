import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { type DatabaseAddress, openClient, type Sql, type Transaction } from '#server/store/db.ts';
import { freshDatabase } from '../../support/database.ts';
import { backendOf, type Watcher, watch } from '../../support/kill.ts';

let connection: DatabaseAddress;
let watcher: Watcher;
let sql: Sql;

beforeAll(async () => {
  connection = await freshDatabase();
  watcher = watch(inject('postgres'), connection.database);
  sql = openClient({ connection, maxConnections: 1 });
  await sql`create table note (text text primary key)`;
});

beforeEach(() => sql`truncate note`.then(() => undefined));

afterAll(async () => {
  await sql.end({ timeout: 1 });
  await watcher.sql.end({ timeout: 1 });
});

const notes = async () =>
  (await sql<{ text: string }[]>`select text from note order by text`).map((row) => row.text);
const lost = { code: 'CONNECTION_CLOSED' };

it('rejects a transaction whose connection died between two statements', async () => {
  const begun = sql.begin(async (tx) => {
    await tx`insert into note values ('first')`;
    await watcher.kill(await backendOf(tx));
    await tx`insert into note values ('second')`;
  });
  await expect(begun).rejects.toMatchObject(lost);
  expect(await notes()).toEqual([]);
});

it('rejects a transaction whose connection died under a running statement, and the next query is unharmed', async () => {
  const begun = sql.begin(async (tx) => {
    const pid = await backendOf(tx);
    await Promise.all([tx`select pg_sleep(60)`, watcher.kill(pid)]);
  });
  await expect(begun).rejects.toThrow();
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
});

it('rejects a plain query whose connection died, and the next query is unharmed', async () => {
  const pid = await backendOf(sql);
  const sleeping = sql`select pg_sleep(60)`.execute();
  const outcome = expect(sleeping).rejects.toThrow();
  await watcher.kill(pid);
  await outcome;
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
});

it('keeps statements of a dead transaction out of the one that got its place', async () => {
  let dead: Transaction | undefined;
  let died: () => void = () => {};
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  const first = sql.begin(async (tx) => {
    dead = tx;
    await watcher.kill(await backendOf(tx));
    // Goes on as if nothing had happened, as a slow caller would.
    await death;
  });
  await expect(first).rejects.toMatchObject(lost);
  await sql.begin(async (tx) => {
    await tx`insert into note values ('kept')`;
    await expect(dead?.unsafe("insert into note values ('stray')")).rejects.toMatchObject(lost);
    await expect(dead?.unsafe('rollback')).rejects.toMatchObject(lost);
    died();
  });
  expect(await notes()).toEqual(['kept']);
});

it('settles every statement that waited in a dead transaction', async () => {
  const outcomes: Promise<PromiseSettledResult<unknown>[]>[] = [];
  const begun = sql.begin(async (tx) => {
    const pid = await backendOf(tx);
    // The first has a parameter to be described, so the others wait in the driver.
    outcomes.push(
      Promise.allSettled([tx`select pg_sleep(${60}::int)`, tx`select ${1}::int`, tx`select ${2}::int`]),
    );
    await watcher.kill(pid);
    await outcomes[0];
  });
  await expect(begun).rejects.toThrow();
  const statuses = (await outcomes[0])?.map((outcome) => outcome.status);
  expect(statuses).toEqual(['rejected', 'rejected', 'rejected']);
});

it('gives a reserved connection back only once, and never a dead one', async () => {
  const reserved = await sql.reserve();
  await watcher.kill(await backendOf(reserved));
  await expect(reserved`select 1`).rejects.toThrow();
  await sql.begin(async (tx) => {
    await tx`insert into note values ('kept')`;
    await expect(reserved`rollback`).rejects.toMatchObject(lost);
    reserved.release();
    await tx`insert into note values ('kept too')`;
  });
  expect(await notes()).toEqual(['kept', 'kept too']);
});

it('settles every statement that waited on a dead reserved connection', async () => {
  const reserved = await sql.reserve();
  const pid = await backendOf(reserved);
  const waiting = Promise.allSettled([reserved`select pg_sleep(${60}::int)`, reserved`select ${1}::int`]);
  await watcher.kill(pid);
  expect((await waiting).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
});

it('does not lose a place in the pool to a reservation that failed', async () => {
  const fresh = openClient({ connection, maxConnections: 1 });
  await watcher.sql.unsafe(`alter database ${connection.database} allow_connections false`);
  await expect(fresh.reserve()).rejects.toThrow();
  await watcher.sql.unsafe(`alter database ${connection.database} allow_connections true`);
  expect(await fresh`select 1 as one`).toEqual([{ one: 1 }]);
  expect(await fresh`select 2 as two`).toEqual([{ two: 2 }]);
  await fresh.end({ timeout: 1 });
});

it('begins a transaction on its own connection however many queries are on their way', async () => {
  const pool = openClient({ connection, maxConnections: 2 });
  await Promise.all([pool`select pg_sleep(0.01)`, pool`select pg_sleep(0.01)`]);
  // Two connections take 101 queries each; the transaction would be the 101st on the second.
  const queries = Array.from({ length: 201 }, () => pool`select 1`.execute());
  const begun = pool.begin((tx) => tx`insert into note values ('begun')`);
  await Promise.all([...queries, begun]);
  expect(await notes()).toEqual(['begun']);
  await pool.end({ timeout: 1 });
});

it('sets a connection up again that died while it was set up', async () => {
  const pool = openClient({ connection, maxConnections: 1 });
  const asked = await whileSetUpFails(() => pool`select 1 as one`.execute());
  expect(await asked[0]).toEqual([{ one: 1 }]);
  await pool.end({ timeout: 1 });
});

it('still makes a reservation whose connection died while it was set up', async () => {
  const pool = openClient({ connection, maxConnections: 1 });
  const [asked] = await whileSetUpFails(() => pool.reserve());
  const reserved = await asked;
  expect(await reserved?.unsafe('select 1 as one')).toEqual([{ one: 1 }]);
  reserved?.release();
  expect(await pool`select 2 as two`).toEqual([{ two: 2 }]);
  await pool.end({ timeout: 1 });
});

/** The driver's own first query reads the types: it waits for a lock, and its session is killed there. */
async function whileSetUpFails<Asked>(ask: () => Promise<Asked>): Promise<[Promise<Asked>]> {
  const keeper = openClient({ connection, maxConnections: 1 });
  let asked: [Promise<Asked>] | undefined;
  await keeper.begin(async (tx) => {
    await tx`lock table pg_type in access exclusive mode`;
    asked = [ask()];
    await watcher.kill(await waitingSession());
  });
  await keeper.end({ timeout: 1 });
  if (asked === undefined) throw new Error('nothing was asked');
  return asked;
}

async function waitingSession(): Promise<number> {
  for (;;) {
    const [row] = await watcher.sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = ${connection.database} and wait_event_type = 'Lock'`;
    if (row !== undefined) return row.pid;
  }
}
