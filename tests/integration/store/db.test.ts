import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema, type DatabaseAddress, openClient, openDatabase, type Sql } from '#server/store/db.ts';
import { freshDatabase } from '../../support/database.ts';

let connection: DatabaseAddress;
let sql: Sql;

beforeAll(async () => {
  connection = await freshDatabase();
  sql = await openDatabase({ connection, schema: 'live' });
});

afterAll(() => sql.end({ timeout: 1 }));

describe('values on the wire', () => {
  it('reads bigint and timestamptz as numbers, numeric and date as strings, float8 as a number', async () => {
    const [row] = await sql`
      select 9007199254740991::bigint as big, '2026-01-05 14:15:00.123+00'::timestamptz as moment,
        0.30::numeric as price, '2026-01-05'::date as day, 0.1::float8 as ratio`;
    expect(row).toEqual({
      big: 9_007_199_254_740_991,
      moment: Date.UTC(2026, 0, 5, 14, 15, 0, 123),
      price: '0.30',
      day: '2026-01-05',
      ratio: 0.1,
    });
  });

  it('writes a time as the number it was read as, alone and in an array', async () => {
    const moments = [Date.UTC(2026, 0, 5), Date.UTC(1999, 11, 31, 23, 59, 59, 999)];
    const [row] = await sql`
      select ${moments[0] ?? 0}::timestamptz as alone, ${moments}::timestamptz[] as listed,
        extract(epoch from ${moments[1] ?? 0}::timestamptz) as epoch`;
    expect(row).toEqual({ alone: moments[0], listed: moments, epoch: '946684799.999000' });
  });

  it('refuses a bigint that a number cannot hold', async () => {
    await expect(sql`select 9007199254740993::bigint as big`).rejects.toThrow('does not fit a number');
  });

  it('refuses an infinite time', async () => {
    await expect(sql`select 'infinity'::timestamptz as moment`).rejects.toThrow('no moment in time');
  });
});

describe('one schema per market', () => {
  it('keeps the tables of two markets apart under the same names', async () => {
    const sample = await openDatabase({ connection, schema: 'sample' });
    await sql`create table note (text text)`;
    await sample`create table note (text text)`;
    await sql`insert into note values ('live')`;
    expect(await sample`select * from note`).toEqual([]);
    expect(await sql`select text from live.note`).toEqual([{ text: 'live' }]);
    await sample.end();
  });

  it('lets several servers make the schema at once', async () => {
    const clients = [1, 2, 3, 4].map(() => openClient({ connection, maxConnections: 1 }));
    await Promise.all(clients.map((client) => createSchema(client, 'crowded')));
    expect(await sql`select nspname from pg_namespace where nspname = 'crowded'`).toHaveLength(1);
    await Promise.all(clients.map((client) => client.end()));
  });

  it.each(['', 'Live', 'a-b', 'pg_x', '1a', 'a"b', 'a'.repeat(64)])(
    'refuses the name "%s"',
    async (schema) => {
      await expect(openDatabase({ connection, schema })).rejects.toMatchObject({
        code: 'database.schemaName',
      });
    },
  );
});
