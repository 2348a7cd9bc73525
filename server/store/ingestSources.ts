import { createHash, randomBytes } from 'node:crypto';
import { TradingError } from '#shared/errors.ts';
import type { UnixMs } from '#shared/market/candle.ts';
import type { Queryable } from './db.ts';

export interface IngestSource {
  readonly name: string;
  readonly createdAt: UnixMs;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Makes a source and answers its token, which nobody can be told a second time. */
export async function addIngestSource(sql: Queryable, name: string): Promise<string> {
  const token = `brk_${randomBytes(32).toString('base64url')}`;
  const [added] = await sql<{ name: string }[]>`
    insert into ingest_source (name, token_hash) values (${name}, ${hashOf(token)})
    on conflict (name) do nothing returning name`;
  if (added) return token;
  const text = `There is a source "${name}" already. Remove it first, and its token with it.`;
  throw new TradingError('config', 'ingest.known', text);
}

/** False: there was none of that name. */
export async function removeIngestSource(sql: Queryable, name: string): Promise<boolean> {
  const removed = await sql`delete from ingest_source where name = ${name} returning name`;
  return removed.length > 0;
}

export async function readIngestSources(sql: Queryable): Promise<readonly IngestSource[]> {
  return await sql<IngestSource[]>`
    select name, created_at as "createdAt" from ingest_source order by name`;
}

/** The source whose token this is; null: nobody's. */
export async function findIngestSource(sql: Queryable, token: string): Promise<string | null> {
  const [found] = await sql<{ name: string }[]>`
    select name from ingest_source where token_hash = ${hashOf(token)}`;
  return found?.name ?? null;
}
