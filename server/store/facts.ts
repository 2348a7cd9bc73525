import type { Fact } from '#shared/sync/rows.ts';
import type { Sql } from './db.ts';

/** Facts after `cursor`, in commit order. */
export async function readFacts(
  sql: Sql,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly Fact[]> {
  return await sql<Fact[]>`
    select id, at, kind, account_id as "accountId", rows from fact where id > ${after} order by id limit ${limit}`;
}
