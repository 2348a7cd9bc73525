import type { Logger } from 'pino';
import type { Timer } from '#shared/ports.ts';
import { isOutage } from './outage.ts';

const retryMs = 250;

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
