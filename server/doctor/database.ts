import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import type { ServerConfig } from '../config.ts';
import { openClient } from '../store/db.ts';
import { openServer } from '../store/openStore.ts';
import { type Check, fails, fine } from './check.ts';

interface DatabaseOptions {
  readonly config: ServerConfig;
  readonly log: Logger;
}

/** Brings the built-in server up when it does not run, and takes it down again. Writes nothing. */
export const checkDatabase = ({ config, log }: DatabaseOptions): Check => ({
  name: 'database',
  run: async () => {
    try {
      const database = await openServer({ ...config, log });
      const sql = openClient({ connection: database.connection, maxConnections: 1 });
      try {
        const [server] = await sql<{ version: string; bytes: number }[]>`
          select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`;
        const size = `${((server?.bytes ?? 0) / 1024 ** 2).toFixed(0)} MB`;
        const whose = config.databaseUrl === null ? 'built-in' : 'DATABASE_URL';
        return [fine(`Postgres ${server?.version ?? '?'} (${whose}), ${size}`)];
      } finally {
        await sql.end({ timeout: 5 });
        await database.stop();
      }
    } catch (error) {
      if (error instanceof TradingError) return [fails(error.message, 'Nothing works without it.')];
      throw error;
    }
  },
});
