import type { Queryable } from './db.ts';

/** Of a queue in the schema of its library (pg-boss 12), of which nothing is written here. */
interface QueueName {
  readonly schema: string;
  readonly name: string;
}

/** Keys of the jobs that are not done; nobody else adds to the queue until the transaction ends. */
export async function holdOpenKeys(
  tx: Queryable,
  { schema, name }: QueueName,
): Promise<ReadonlySet<string | null>> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`${schema} ${name}`}, 0))`;
  const rows = await tx<{ key: string | null }[]>`
    select singleton_key as key from ${tx(schema)}.job where name = ${name} and state < 'completed'`;
  return new Set(rows.map(({ key }) => key));
}

/** Jobs that somebody does who has said nothing for so long, each with the number of its attempt. */
export async function readSilentJobs(
  sql: Queryable,
  { schema, name, silentSeconds }: QueueName & { readonly silentSeconds: number },
): Promise<readonly { readonly id: string; readonly retryCount: number }[]> {
  return await sql<{ id: string; retryCount: number }[]>`
    select id, retry_count as "retryCount" from ${sql(schema)}.job
    where name = ${name} and state = 'active'
      and coalesce(heartbeat_on, started_on) < now() - ${silentSeconds} * interval '1 second'`;
}

/** Jobs that are waiting or done at the moment, of those with these keys. */
export async function readOpenIds(
  sql: Queryable,
  { schema, name, keys }: QueueName & { readonly keys: readonly string[] },
): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from ${sql(schema)}.job
    where name = ${name} and state < 'completed' and singleton_key = any(${[...keys]}::text[])`;
  return rows.map(({ id }) => id);
}
