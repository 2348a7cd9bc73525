import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TradingError } from '#shared/errors.ts';
import { createSchema, type DatabaseConnection, openClient, type Sql } from './db.ts';

interface MigrationFile {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

interface MigrateOptions {
  readonly connection: DatabaseConnection;
  readonly schema: string;
  /** Holds `NNNN_name.sql`, applied in the order of their numbers, each in a transaction of its own. */
  readonly folder: string;
}

/** Any constant will do: advisory locks belong to one database. */
const migrationLock = 738_201;

/**
 * Brings the schema up to date and answers with the names of the files it applied. What was applied before must still
 * be there unchanged, and new files come after it: otherwise nothing is applied.
 */
export async function migrate({ connection, schema, folder }: MigrateOptions): Promise<string[]> {
  const files = await readMigrations(folder);
  const sql = openClient({ connection, schema, maxConnections: 1 });
  try {
    // Several servers may start at once; the session's end releases the lock.
    await sql`select pg_advisory_lock(${migrationLock})`;
    await createSchema(sql, schema);
    const pending = pendingFiles(files, await appliedMigrations(sql));
    for (const file of pending) await apply(sql, file);
    return pending.map((file) => file.name);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  for (const [index, name] of names.entries()) {
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name)) {
      throw refusal('migration.name', `${name} is no name for a migration, expected NNNN_name.sql`);
    }
    const previous = names[index - 1];
    if (previous?.slice(0, 4) === name.slice(0, 4)) {
      throw refusal('migration.number', `${previous} and ${name} have the same number`);
    }
  }
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  // A checkout on another system may have other line ends.
  const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
}

async function appliedMigrations(sql: Sql): Promise<AppliedMigration[]> {
  const [known] = await sql`select 1 where to_regclass('migration') is not null`;
  if (known === undefined) {
    await sql`
      create table migration (
        name text primary key,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`;
  }
  return sql<AppliedMigration[]>`select name, checksum from migration order by name`;
}

function pendingFiles(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
): MigrationFile[] {
  const checksums = new Map(files.map((file) => [file.name, file.checksum]));
  for (const { name, checksum } of applied) {
    const now = checksums.get(name);
    if (now === undefined) {
      throw refusal('migration.deleted', `${name} was applied to this database, but the file is gone`);
    }
    if (now !== checksum) {
      throw refusal('migration.edited', `${name} was changed after it was applied; write a new file instead`);
    }
  }
  const pending = files.filter((file) => !applied.some(({ name }) => name === file.name));
  const first = pending[0];
  const last = applied.at(-1);
  if (first !== undefined && last !== undefined && first.name < last.name) {
    throw refusal('migration.outOfOrder', `${first.name} is new, but ${last.name} was already applied`);
  }
  return pending;
}

async function apply(sql: Sql, { name, text, checksum }: MigrationFile): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(text);
      await tx`insert into migration (name, checksum) values (${name}, ${checksum})`;
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refusal('migration.failed', `${name} failed and left nothing behind: ${reason}`, cause);
  }
}

function refusal(code: string, message: string, cause?: unknown): TradingError {
  return new TradingError('config', code, `migrations/${message}.`, { cause });
}
