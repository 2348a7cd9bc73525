import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type DatabaseAddress, openClient } from '#server/store/db.ts';
import { freshDatabase } from '../../support/database.ts';
import { watch } from '../../support/kill.ts';
import { stealReplies } from '../../support/replyThief.ts';
import { Transfers } from '../../support/transfers.ts';

const loops = 12;
const poolSize = 8;
const kills = 60;
const betweenKills = 20;

let connection: DatabaseAddress;
let transfers: Transfers;

beforeEach(async () => {
  connection = await freshDatabase();
});

afterEach(() => transfers.end());

it(`survives ${kills} killed sessions under ${loops} loops of transactions without losing one`, async () => {
  transfers = new Transfers(connection, poolSize);
  await transfers.createTable();
  const watcher = watch(inject('postgres'), connection.database);
  const running = transfers.run(loops);
  for (let kill = 0; kill < kills; kill += 1) {
    await transfers.progress(betweenKills);
    const sessions = await watcher.sessions();
    const victim = sessions[kill % sessions.length];
    if (victim !== undefined) await watcher.kill(victim);
  }
  transfers.stop();
  await running;
  await transfers.fillPool(poolSize);
  const verdict = await transfers.audit();
  console.log(`${kills} sessions killed: ${JSON.stringify(verdict)}`);
  expect(verdict).toMatchObject({ lost: 0, ghosts: 0, torn: 0 });
  expect(verdict.acknowledged).toBeGreaterThanOrEqual(kills * betweenKills);
  expect(verdict.failed + verdict.unknownAbsent + verdict.unknownCommitted).toBeGreaterThan(0);
  await watcher.sql.end({ timeout: 1 });
});

it('calls a COMMIT whose reply was lost unknown, and finds out by its key what became of it', async () => {
  const host = await mkdtemp(join(tmpdir(), 'thief-'));
  const thief = await stealReplies(connection.host, connection.port, host);
  const sql = openClient({ connection: { ...connection, host }, maxConnections: 1 });
  transfers = new Transfers(connection, 1);
  await transfers.createTable();
  const write = (key: number) =>
    sql.begin((tx) => tx`insert into transfer (key, half) values (${key}, 1), (${key}, 2)`);
  const halves = async (key: number) => (await sql`select 1 from transfer where key = ${key}`).length;

  thief.next = 'replyIsLost';
  await expect(write(1)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await halves(1)).toBe(2);

  thief.next = 'neverArrives';
  await expect(write(2)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await halves(2)).toBe(0);

  await write(3);
  expect(await halves(3)).toBe(2);
  await sql.end({ timeout: 1 });
  await thief.close();
  await rm(host, { recursive: true });
});
