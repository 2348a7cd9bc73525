import { setTimeout as delay } from 'node:timers/promises';
import { TradingError } from '#shared/errors.ts';
import { type DatabaseConnection, openClient, type Sql } from './db.ts';

export interface LeaderLock {
  /** Gives the lock back; `onLost` is not called. */
  release(): Promise<void>;
}

interface LeaderOptions {
  readonly connection: DatabaseConnection;
  /** The lock is gone, perhaps somebody else's already: stop acting at once. Called at most once. */
  readonly onLost: () => void;
  /** How long to wait for a predecessor whose end the database has not noticed yet. */
  readonly patienceMs?: number;
}

/** Any constant will do: advisory locks belong to one database, so this is one leader per database. */
const leaderLock = 738_202;
const usualPatienceMs = 3_000;
const tryAgainMs = 250;

/**
 * Makes this process the one Breaker of the database, for as long as one connection lives that does nothing else.
 * Tries again and again instead of waiting in the database, where a waiting session would hold up vacuum.
 */
export async function acquireLeader(options: LeaderOptions): Promise<LeaderLock> {
  const { connection, onLost, patienceMs = usualPatienceMs } = options;
  let state: 'asking' | 'leading' | 'over' = 'asking';
  const sql = openClient({
    connection,
    maxConnections: 1,
    onClose: () => {
      if (state !== 'leading') return;
      state = 'over';
      onLost();
    },
  });
  const end = async () => {
    state = 'over';
    await sql.end({ timeout: 1 });
  };
  try {
    await waitForLock(sql, patienceMs);
  } catch (error) {
    await end();
    throw error;
  }
  state = 'leading';
  return { release: end };
}

async function waitForLock(sql: Sql, patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const [row] = await sql<{ isOurs: boolean }[]>`select pg_try_advisory_lock(${leaderLock}) as "isOurs"`;
    if (row?.isOurs === true) return;
    if (performance.now() >= giveUpAt) break;
    await delay(tryAgainMs);
  }
  throw new TradingError(
    'config',
    'server.alreadyRunning',
    'Another Breaker is already running on this database. Stop it first, or give this one a data directory ' +
      '(DATA_DIR) or a database (DATABASE_URL) of its own.',
  );
}
