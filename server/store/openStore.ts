import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import { type DatabaseConnection, openClient, openDatabase, type Sql } from './db.ts';
import { startEmbeddedPostgres } from './embeddedPostgres.ts';
import { migrate } from './migrate.ts';

export interface StoreOptions {
  /** null: the built-in Postgres in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

export interface Database {
  readonly connection: DatabaseConnection;
  /** Brings a server of our own back that has gone; does nothing to somebody else's. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/** The database server: the one at the URL, or our own, brought up or adopted. */
export async function openServer(options: StoreOptions): Promise<Database> {
  if (options.databaseUrl === null) {
    const own = await startEmbeddedPostgres(options);
    return { ...own, revive: () => startEmbeddedPostgres(options).then(() => undefined) };
  }
  const connection = { url: options.databaseUrl };
  await reach(connection);
  return { connection, revive: () => Promise.resolve(), stop: () => Promise.resolve() };
}

/** A wrong address or password is a mistake of set-up, told in words; the password itself is told to nobody. */
async function reach(connection: { readonly url: string }): Promise<void> {
  const sql = openClient({ connection, maxConnections: 1 });
  try {
    await sql`select 1`;
  } catch (error) {
    const { host, pathname } = new URL(connection.url);
    const why = error instanceof Error ? error.message || error.name : String(error);
    throw new TradingError(
      'config',
      'database.unreachable',
      `The Postgres of DATABASE_URL (${host}${pathname}) does not let us in: ${why}`,
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** One market's tables, brought up to date. Live history lies in `public`. */
export async function openMarketSchema(connection: DatabaseConnection, schema: string): Promise<Sql> {
  await migrate({ connection, schema, folder: migrations });
  return await openDatabase({ connection, schema });
}
