import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openRecording } from '#server/feed/recording.ts';
import type { AppRouter } from '#server/rpc/router.ts';
import { type DatabaseAddress, openClient, openDatabase } from '#server/store/db.ts';
import { readStructure } from '#server/store/structure.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { isAlive, postmasterPid, removeFolder } from '../../support/cluster.ts';
import { freshDatabase } from '../../support/database.ts';
import { databaseUrl } from '../../support/databaseUrl.ts';
import { listen } from '../../support/eventStream.ts';
import { watch } from '../../support/kill.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../../support/process.ts';
import { type Relay, relayTo } from '../../support/relay.ts';

/** Hundreds of candles a second, and still a good part of the sample left. */
const busySpeed = '300000';
const client = (breaker: Breaker) =>
  createTRPCClient<AppRouter>({ links: [httpLink({ url: `${breaker.url}/trpc` })] });

/** Calls `each` with every fact after `cursor`, until it answers false. */
async function follow(
  breaker: Breaker,
  cursor: number,
  each: (id: number) => boolean | Promise<boolean>,
): Promise<void> {
  const stop = new AbortController();
  const stream = listen(breaker.url, { lastEventId: String(cursor), signal: stop.signal });
  for await (const { message } of stream)
    if (message.type === 'fact' && !(await each(message.fact.id))) break;
  stop.abort();
}

async function rename(breaker: Breaker, name: string) {
  const settings = { name, initialBalance: '10000', riskPerTradePct: '1', maxOpenTrades: 3 };
  const command = { commandId: randomUUID(), accountId: 'paper', settings };
  return await client(breaker).accounts.edit.mutate(command);
}

let dataDir: string;
beforeAll(() => {
  dataDir = temporaryDataDir();
});
afterAll(() => removeFolder(dataDir));

it('brings its own Postgres back that was killed, and loses nothing it has told', async () => {
  const breaker = await startBreaker({ dataDir, args: ['--sample', '--speed', busySpeed] });
  const postmaster = () => postmasterPid(join(dataDir, 'pg18'));
  const killed = postmaster();
  if (killed === null) throw new Error('a Postgres runs');
  const heard: number[] = [];
  let renamed: ReturnType<typeof rename> | null = null;
  await follow(breaker, 0, (id) => {
    heard.push(id);
    if (heard.length === 20) {
      process.kill(killed, 'SIGKILL');
      renamed = rename(breaker, 'Kept');
    }
    return heard.length < 60;
  });
  expect(heard).toEqual(heard.map((_, index) => index + 1));
  expect(await renamed).toMatchObject({ status: 'applied' });
  const back = postmaster();
  expect(back).not.toBe(killed);
  expect(await client(breaker).accounts.list.query()).toMatchObject([{ name: 'Kept' }]);
  expect(await breaker.stop()).toBe(0);
  expect(back !== null && isAlive(back)).toBe(false);
});

it('goes on when every session is ended again and again, as a run that nobody disturbed', async () => {
  const connection = await freshDatabase();
  const breaker = await startBreaker({
    dataDir,
    args: ['--sample', '--speed', busySpeed],
    env: { DATABASE_URL: databaseUrl(connection) },
  });
  const watcher = watch(inject('postgres'), connection.database);
  const names: string[] = [];
  await follow(breaker, 0, async (id) => {
    if (id % 10 !== 0) return true;
    for (const pid of await watcher.sessions()) await watcher.kill(pid);
    const name = `Round ${id}`;
    if ((await rename(breaker, name)).status === 'applied') names.push(name);
    return id < 80;
  });
  await watcher.sql.end({ timeout: 1 });
  expect(await breaker.stop()).toBe(0);
  const { schema } = await openRecording({ kind: 'sample', from: null });
  const sql = await openDatabase({ connection, schema });
  const facts = await sql<{ id: number; kind: string; name: string | null }[]>`
    select id, kind, rows -> 'accounts' -> 0 ->> 'name' as name from fact order by id`;
  expect(facts.map(({ id }) => id)).toEqual(facts.map((_, index) => index + 1));
  expect(names.length).toBeGreaterThan(3);
  const renames = facts.filter(({ kind }) => kind === 'accountEdited').map(({ name }) => name);
  expect(renames).toEqual(names);
  for (const series of sampleSeries()) {
    const engine = new SmcEngine({ timeframe: series.timeframe });
    const events = Array.from({ length: seriesLength(series) }, (_, index) =>
      engine.step(candleAt(series, index)),
    ).flat();
    const stored = await readStructure(sql, series);
    expect(stored.length).toBeGreaterThan(100);
    expect(stored).toEqual(events.slice(0, stored.length));
  }
  await sql.end({ timeout: 1 });
});

describe('while the database is away', () => {
  let relay: Relay;
  let connection: DatabaseAddress;
  const start = async () => {
    connection = await freshDatabase();
    relay = await relayTo(connection);
    return await startBreaker({
      dataDir,
      args: ['--sample', '--speed', busySpeed],
      env: { DATABASE_URL: databaseUrl(relay.address) },
    });
  };

  it('answers nothing it has not stored, says so to who asks, and answers when it is back', async () => {
    const breaker = await start();
    await relay.cut();
    let isAnswered = false;
    const renamed = rename(breaker, 'Waits').finally(() => {
      isAnswered = true;
    });
    await expect(client(breaker).facts.pull.query({ epoch: null, cursor: 0 })).rejects.toMatchObject({
      data: { code: 'SERVICE_UNAVAILABLE', reason: 'database.away' },
    });
    expect(isAnswered).toBe(false);
    await relay.mend();
    expect(await renamed).toMatchObject({ status: 'applied' });
    expect(await breaker.stop()).toBe(0);
  });

  it('ends when it is asked to, though candles and commands wait', async () => {
    const breaker = await start();
    await relay.cut();
    const outcomes = ['One', 'Two'].map((name) => rename(breaker, name).catch((error) => error));
    await expect(client(breaker).facts.pull.query({ epoch: null, cursor: 0 })).rejects.toThrow();
    await breaker.stop();
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toBeInstanceOf(Error);
  });

  it('ends with code 1 and a plain line when another has taken the lead meanwhile', async () => {
    const breaker = await start();
    const other = openClient({ connection, maxConnections: 1 });
    const [{ pid } = { pid: 0 }] = await other<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const taken = other`select pg_advisory_lock(738202)`.execute();
    const watcher = watch(inject('postgres'), connection.database);
    for (const session of await watcher.sessions()) if (session !== pid) await watcher.kill(session);
    await taken;
    expect(await breaker.ended).toBe(1);
    expect(breaker.output()).toContain('Another Breaker has taken over this database.');
    await other.end({ timeout: 1 });
    await watcher.sql.end({ timeout: 1 });
  });
});
