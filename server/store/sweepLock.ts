import { setTimeout as delay } from 'node:timers/promises';
import { TradingError } from '#shared/errors.ts';
import { type DatabaseConnection, openClient } from './db.ts';

/** For a predecessor whose end the database has not noticed yet. */
const patienceMs = 3_000;
const tryAgainMs = 250;

/** One process collects a sweep, for as long as one connection lives that does nothing else. */
export async function holdSweep(
  connection: DatabaseConnection,
  id: string,
): Promise<{ release(): Promise<void> }> {
  const sql = openClient({ connection, maxConnections: 1 });
  const release = () => sql.end({ timeout: 1 });
  const giveUpAt = performance.now() + patienceMs;
  try {
    for (;;) {
      const [row] = await sql<{ isOurs: boolean }[]>`
        select pg_try_advisory_lock(hashtextextended(${`sweep ${id}`}, 0)) as "isOurs"`;
      if (row?.isOurs === true) return { release };
      if (performance.now() >= giveUpAt) break;
      await delay(tryAgainMs);
    }
    throw new TradingError(
      'rejected',
      'sweep.running',
      'The same sweep is running already, on this machine or on another one of this database. To help it: npm run worker',
    );
  } catch (error) {
    await release();
    throw error;
  }
}
