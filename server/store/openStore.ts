import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { type DatabaseConnection, openDatabase, type Sql } from './db.ts';
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
  stop(): Promise<void>;
}

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/** The database server: the one at the URL, or our own, brought up or adopted. */
export async function openServer(options: StoreOptions): Promise<Database> {
  if (options.databaseUrl !== null)
    return { connection: { url: options.databaseUrl }, stop: () => Promise.resolve() };
  return await startEmbeddedPostgres(options);
}

/** One market's tables, brought up to date. Live history lies in `public`. */
export async function openMarketSchema(connection: DatabaseConnection, schema: string): Promise<Sql> {
  await migrate({ connection, schema, folder: migrations });
  return await openDatabase({ connection, schema });
}
