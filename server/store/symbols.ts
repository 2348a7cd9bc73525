import type { Queryable } from './db.ts';

/** The ids of these symbols; those that are new get one. */
export async function symbolIds(
  sql: Queryable,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const names = [...new Set(symbols)];
  // Asked first: every insert that is tried uses up an id, and there are only 32,767.
  const known = await readIds(sql, names);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return known;
  await sql`
    insert into symbol (name) select unnest(${missing}::text[]) on conflict (name) do nothing`;
  return await readIds(sql, names);
}

async function readIds(sql: Queryable, names: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; name: string }[]>`
    select id, name from symbol where name = any(${[...names]}::text[])`;
  return new Map(rows.map(({ id, name }) => [name, id]));
}
