import { type SymbolSpec, symbolSpecSchema } from '#shared/market/symbol.ts';
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

/** What venues said of their instruments when they were last asked, by symbol. */
export async function readVenueSpecs(sql: Queryable): Promise<ReadonlyMap<string, SymbolSpec>> {
  const rows = await sql<{ name: string; spec: unknown }[]>`
    select name, spec from symbol where spec is not null`;
  // A figure that a later version asks for may be missing: then the configured ones hold until the venue answers.
  const read = rows.flatMap(({ spec }) => symbolSpecSchema.safeParse(spec).data ?? []);
  return new Map(read.map((spec) => [spec.symbol, spec]));
}

export async function keepVenueSpec(sql: Queryable, spec: SymbolSpec): Promise<void> {
  await symbolIds(sql, [spec.symbol]);
  await sql`update symbol set spec = ${JSON.stringify(spec)}::text::jsonb where name = ${spec.symbol}`;
}
