import { invariant } from '#shared/errors.ts';
import { type Environment, readConfig, type ServerConfig } from '../config.ts';
import { openLog } from '../observe/log.ts';
import type { DatabaseConnection } from '../store/db.ts';
import { openMarketSchema, openServer } from '../store/openStore.ts';
import { codeVersion } from './codeVersion.ts';
import { JobQueue } from './jobQueue.ts';

export interface OpenJobs {
  readonly queue: JobQueue;
  readonly connection: DatabaseConnection;
  readonly config: ServerConfig;
  readonly code: string;
  /** Hands back what is not finished, and stops a database of our own that nobody else uses. */
  close(): Promise<void>;
}

/**
 * The queue for a command beside the server: on the database of `DATABASE_URL`, else on the built-in one, which is
 * started unless a running Breaker has it up. Needs no lead: the server may run or not.
 */
export async function openJobs(env: Environment): Promise<OpenJobs> {
  const config = readConfig([], env);
  invariant(config !== 'help', 'no option asks for help');
  const log = openLog(config.logLevel);
  const code = await codeVersion();
  const database = await openServer({ ...config, log });
  const { connection } = database;
  try {
    const tables = await openMarketSchema(connection, 'public');
    await tables.end({ timeout: 5 });
    const queue = await JobQueue.open({ connection, code, log, revive: () => database.revive() });
    return {
      ...{ queue, connection, config, code },
      close: async () => {
        await queue.stop();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}
