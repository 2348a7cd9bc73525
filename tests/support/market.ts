import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import type { DatabaseAddress, Sql } from '#server/store/db.ts';
import { openMarket } from '#server/store/market.ts';
import { openMarketSchema } from '#server/store/openStore.ts';
import { freshDatabase } from './database.ts';

/** Who writes the markets of tests. */
export const writer = '00000000-0000-4000-8000-00000000aaaa';

/** A migrated market in a database of the calling test file's own; closed after the file. */
export async function freshMarket(database?: DatabaseAddress): Promise<Sql> {
  const sql = await openMarketSchema(database ?? (await freshDatabase()), 'test_market');
  afterAll(() => sql.end({ timeout: 1 }));
  await openMarket(sql, { epoch: randomUUID(), label: 'TEST', writer });
  return sql;
}
