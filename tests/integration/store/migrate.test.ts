import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DatabaseAddress, openClient, type Sql } from '#server/store/db.ts';
import { migrate } from '#server/store/migrate.ts';
import { freshDatabase } from '../../support/database.ts';

let connection: DatabaseAddress;
let sql: Sql;
let folder: string;
let schema: string;
let count = 0;

beforeAll(async () => {
  connection = await freshDatabase();
  sql = openClient({ connection, maxConnections: 1 });
});

afterAll(() => sql.end({ timeout: 1 }));

beforeEach(() => {
  count += 1;
  schema = `market${count}`;
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  file('0001_candle.sql', 'create table candle (ts bigint);\ncreate index on candle (ts);\n');
  file('0002_trade.sql', 'create table trade (id int);\ninsert into trade values (1);\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = () => migrate({ connection, schema, folder });

async function tables(): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = ${schema} order by tablename`;
  return rows.map((row) => row.name);
}

it('applies every file once, in order', async () => {
  expect(await run()).toEqual(['0001_candle.sql', '0002_trade.sql']);
  expect(await tables()).toEqual(['candle', 'migration', 'trade']);
  expect(await run()).toEqual([]);
  file('0003_more.sql', 'insert into trade values (2);');
  expect(await run()).toEqual(['0003_more.sql']);
  expect(await sql`select id from ${sql(schema)}.trade order by id`).toEqual([{ id: 1 }, { id: 2 }]);
});

it('keeps the schemas of one database apart', async () => {
  await run();
  const other = `${schema}_replay`;
  expect(await migrate({ connection, schema: other, folder })).toHaveLength(2);
  expect(await sql`select id from ${sql(other)}.trade`).toEqual([{ id: 1 }]);
});

it('lets one of three servers that start at once apply them', async () => {
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.map((names) => names.length).sort()).toEqual([0, 0, 2]);
  expect(await sql`select id from ${sql(schema)}.trade`).toEqual([{ id: 1 }]);
});

it('leaves nothing of a file that fails, and goes on from there when it is mended', async () => {
  file('0003_broken.sql', 'create table half (id int);\ncreate table half (id int);');
  await expect(run()).rejects.toMatchObject({
    code: 'migration.failed',
    message: expect.stringContaining('0003_broken.sql'),
  });
  expect(await tables()).toEqual(['candle', 'migration', 'trade']);
  file('0003_broken.sql', 'create table half (id int);');
  expect(await run()).toEqual(['0003_broken.sql']);
});

it('refuses a file that was edited after it was applied', async () => {
  await run();
  file('0001_candle.sql', 'create table candle (ts bigint, extra int);');
  file('0003_more.sql', 'create table more (id int);');
  await expect(run()).rejects.toMatchObject({
    code: 'migration.edited',
    message: expect.stringContaining('0001_candle.sql'),
  });
  expect(await tables()).not.toContain('more');
});

it('does not mind line ends of another system', async () => {
  await run();
  file('0002_trade.sql', 'create table trade (id int);\r\ninsert into trade values (1);\r\n');
  expect(await run()).toEqual([]);
});

it('refuses when an applied file is gone', async () => {
  await run();
  rmSync(join(folder, '0002_trade.sql'));
  await expect(run()).rejects.toMatchObject({
    code: 'migration.deleted',
    message: expect.stringContaining('0002_trade.sql'),
  });
});

it('refuses a new file that comes before one already applied', async () => {
  file('0005_late.sql', 'create table late (id int);');
  await run();
  file('0004_forgotten.sql', 'create table forgotten (id int);');
  await expect(run()).rejects.toMatchObject({
    code: 'migration.outOfOrder',
    message: expect.stringContaining('0004_forgotten.sql'),
  });
  expect(await tables()).not.toContain('forgotten');
});

it.each([
  ['3_short.sql', 'migration.name'],
  ['0002_twice.sql', 'migration.number'],
])('refuses %s (%s)', async (name, code) => {
  file(name, 'select 1;');
  await expect(run()).rejects.toMatchObject({ kind: 'config', code });
  expect(await tables()).toEqual([]);
});
