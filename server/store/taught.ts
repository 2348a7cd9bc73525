import { type Taught, taughtSchema } from '#shared/gym/taught.ts';
import type { Queryable } from './db.ts';

/** What practice taught the strategy; null: nothing is chosen. */
export async function readTaught(sql: Queryable, strategy: string): Promise<Taught | null> {
  const [row] = await sql<{ body: unknown }[]>`select body from taught where strategy = ${strategy}`;
  return row === undefined ? null : taughtSchema.parse(row.body);
}

export async function saveTaught(sql: Queryable, strategy: string, taught: Taught): Promise<void> {
  await sql`
    insert into taught (strategy, body) values (${strategy}, ${JSON.stringify(taught)}::text::jsonb)
    on conflict (strategy) do update set body = excluded.body`;
}

/** false if there was none. */
export async function forgetTaught(sql: Queryable, strategy: string): Promise<boolean> {
  return (await sql`delete from taught where strategy = ${strategy}`).count > 0;
}
