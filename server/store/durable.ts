import type { Logger } from 'pino';
import postgres from 'postgres';
import type { Timer } from '#shared/ports.ts';

const retryMs = 250;

/** Connection lost, server starting or going down: the same statement may work in a moment. */
function isOutage(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return /^(08|57P0|53|40)/.test(error.code);
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && outages.has(error.code)
  );
}

const outages = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
]);

/**
 * Repeats a statement that is safe to repeat until the database is back. Everything behind it waits meanwhile, so
 * nothing is acknowledged that is not committed. `isOver` ends the waiting when the server is told to stop.
 */
export async function untilStored<Value>(
  run: () => Promise<Value>,
  host: { readonly timer: Timer; readonly log: Logger; readonly isOver: () => boolean },
): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      const value = await run();
      if (tries > 1) host.log.warn({ evt: 'database.back', tries });
      return value;
    } catch (error) {
      if (!isOutage(error) || host.isOver()) throw error;
      if (tries === 1) host.log.error({ evt: 'database.lost', err: error });
      await new Promise<void>((resolve) => {
        host.timer.after(retryMs, resolve);
      });
    }
  }
}
