import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import type { Timer } from '#shared/ports.ts';
import { acquireLeader, type LeaderLock } from './leaderLock.ts';
import { takenOver } from './market.ts';
import type { Database } from './openStore.ts';
import { isOutage } from './outage.ts';

const retryMs = 250;

interface LeadOptions {
  readonly database: Database;
  readonly timer: Timer;
  readonly log: Logger;
  /** The lead is another's, or the database cannot be brought back: the process has to end. */
  readonly onOver: (error: unknown) => void;
}

/**
 * Leads the database for as long as the process lives: when the connection that holds the lock dies, the database is
 * brought back if it is ours and the lock taken again. Meanwhile nobody else's writes can be mixed with ours: whoever
 * takes the lead writes the market under another name.
 */
export async function holdLead(options: LeadOptions): Promise<LeaderLock> {
  const { database, timer, log, onOver } = options;
  let isReleased = false;
  let recovering = Promise.resolve();
  const take = () => acquireLeader({ connection: database.connection, onLost });
  let lock = await take();
  return {
    release: async () => {
      isReleased = true;
      await recovering;
      await lock.release();
    },
  };

  function onLost() {
    log.error({ evt: 'leader.lost' });
    recovering = recover();
  }

  async function recover() {
    await lock.release();
    while (!isReleased) {
      try {
        await database.revive();
        lock = await take();
        log.warn({ evt: 'leader.back' });
        return;
      } catch (error) {
        if (!isOutage(error)) return onOver(isAnothers(error) ? takenOver() : error);
        await new Promise<void>((resolve) => {
          timer.after(retryMs, resolve);
        });
      }
    }
  }
}

const isAnothers = (error: unknown) =>
  error instanceof TradingError && error.code === 'server.alreadyRunning';
