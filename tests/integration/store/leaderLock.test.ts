import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { DatabaseAddress } from '#server/store/db.ts';
import { acquireLeader } from '#server/store/leaderLock.ts';
import { freshDatabase } from '../../support/database.ts';
import { type Watcher, watch } from '../../support/kill.ts';

let connection: DatabaseAddress;
let watcher: Watcher;

beforeAll(async () => {
  connection = await freshDatabase();
  watcher = watch(inject('postgres'), connection.database);
});

afterAll(() => watcher.sql.end({ timeout: 1 }));

const neverLost = () => {
  throw new Error('lost');
};

it('tells a second Breaker on the same database that one is running', async () => {
  const leader = await acquireLeader({ connection, onLost: neverLost });
  await expect(acquireLeader({ connection, onLost: neverLost, patienceMs: 0 })).rejects.toMatchObject({
    kind: 'config',
    code: 'server.alreadyRunning',
  });
  await leader.release();
});

it('gives the lead to the next one after a release', async () => {
  const first = await acquireLeader({ connection, onLost: neverLost });
  await first.release();
  const second = await acquireLeader({ connection, onLost: neverLost, patienceMs: 0 });
  await second.release();
});

it('waits for a predecessor that is just ending', async () => {
  const first = await acquireLeader({ connection, onLost: neverLost });
  const second = acquireLeader({ connection, onLost: neverLost, patienceMs: 60_000 });
  await first.release();
  await (await second).release();
});

it('leads every database separately', async () => {
  const here = await acquireLeader({ connection, onLost: neverLost });
  const there = await acquireLeader({
    connection: { ...connection, database: 'postgres' },
    onLost: neverLost,
    patienceMs: 0,
  });
  await here.release();
  await there.release();
});

it('says at once and once that the lead is lost when its connection dies', async () => {
  let losses = 0;
  let tell = () => {};
  const lost = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const onLost = () => {
    losses += 1;
    tell();
  };
  const leader = await acquireLeader({ connection, onLost });
  for (const pid of await watcher.sessions()) await watcher.kill(pid);
  await lost;

  const next = await acquireLeader({ connection, onLost: neverLost, patienceMs: 0 });
  // The one that lost the lead has nothing to give back: the next one keeps it.
  await leader.release();
  await expect(acquireLeader({ connection, onLost: neverLost, patienceMs: 0 })).rejects.toMatchObject({
    code: 'server.alreadyRunning',
  });
  await next.release();
  expect(losses).toBe(1);
});
