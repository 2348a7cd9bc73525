import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type DatabaseAddress, openClient, type Sql } from '#server/store/db.ts';
import { freshDatabase } from '../../support/database.ts';
import { backendOf, type Watcher, watch } from '../../support/kill.ts';

const rows = 50_000;
let connection: DatabaseAddress;
let watcher: Watcher;
let sql: Sql;

beforeAll(async () => {
  connection = await freshDatabase();
  watcher = watch(inject('postgres'), connection.database);
  sql = openClient({ connection, maxConnections: 1 });
  await sql`create table line (id int primary key, text text)`;
  await sql`insert into line select n, repeat('x', 100) from generate_series(1, ${rows}) n`;
});

afterAll(async () => {
  await sql.end({ timeout: 1 });
  await watcher.sql.end({ timeout: 1 });
});

const copyOut = () => sql`copy line to stdout`.readable();
const stillAnswers = async () => expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);

it('copies everything out to a consumer slower than the server', async () => {
  let seen = 0;
  const slow = new Writable({
    highWaterMark: 1,
    async write(chunk: Buffer, _encoding, done) {
      seen += chunk.toString().split('\n').length - 1;
      await setImmediate();
      done();
    },
  });
  await pipeline(await copyOut(), slow);
  expect(seen).toBe(rows);
  await stillAnswers();
});

it('copies everything out through gzip', async () => {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(await copyOut(), createGzip({ level: 1 }), count);
  expect(bytes).toBeGreaterThan(0);
  await stillAnswers();
});

it('goes on with the next query after a reader that stopped early', async () => {
  for await (const chunk of await copyOut()) {
    expect(String(chunk)).toContain('x');
    break;
  }
  await stillAnswers();
});

it('tells the reader when the connection dies under it', async () => {
  const pid = await backendOf(sql);
  const stream = await copyOut();
  const read = async () => {
    let seen = 0;
    for await (const _ of stream) {
      seen += 1;
      if (seen === 1) await watcher.kill(pid);
    }
    return seen;
  };
  await expect(read()).rejects.toThrow();
  await stillAnswers();
});

it('copies in', async () => {
  await sql`create table copied (id int primary key)`;
  await pipeline(Readable.from(['1\n2\n3\n']), await sql`copy copied from stdin`.writable());
  expect(await sql`select count(*) from copied`).toEqual([{ count: 3 }]);
});

it('tells the writer when the last rows break a rule', async () => {
  await sql`create table unique_number (id int primary key)`;
  const writable = await sql`copy unique_number from stdin`.writable();
  await expect(pipeline(Readable.from(['1\n2\n1\n']), writable)).rejects.toMatchObject({ code: '23505' });
  expect(await sql`select * from unique_number`).toEqual([]);
});

it('tells the writer when the connection dies under it', async () => {
  const pid = await backendOf(sql);
  await sql`create table cut_off (id int primary key)`;
  const writable = await sql`copy cut_off from stdin`.writable();
  async function* numbers() {
    yield '1\n';
    await watcher.kill(pid);
    for (let n = 2; n < 100_000; n += 1) yield `${n}\n`;
  }
  await expect(pipeline(Readable.from(numbers()), writable)).rejects.toThrow();
  expect(await sql`select * from cut_off`).toEqual([]);
});

it('lets other queries wait, not fail, while the only connection copies', async () => {
  const stream = await copyOut();
  const waiting = sql`select 1 as one`.execute();
  let bytes = 0;
  for await (const chunk of stream) bytes += Buffer.byteLength(String(chunk));
  expect(bytes).toBeGreaterThan(rows * 100);
  expect(await waiting).toEqual([{ one: 1 }]);
});
