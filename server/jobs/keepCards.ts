import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Sql } from '../store/db.ts';
import type { Database } from '../store/openStore.ts';
import { isOutage } from '../store/outage.ts';
import { strategiesFile } from '../strategyConfig.ts';
import { cardWork } from './cardWork.ts';
import { codeVersion } from './codeVersion.ts';
import { JobQueue } from './jobQueue.ts';
import { readLiveStrategies } from './liveStrategies.ts';
import { type CardMarket, requestCards } from './reportCards.ts';

interface CardHost extends CardMarket {
  readonly database: Database;
  /** Of the market's tables. */
  readonly sql: Sql;
  readonly log: Logger;
}

/** The market goes first. Then often, soon seldom: a replay grows by days within minutes, live history once a day. */
const firstLookMs = 10_000;
const mostMsBetweenLooks = 15 * 60_000;

/**
 * Keeps the report cards of a market while the server runs: asks for those that are due now and again, and makes them in
 * a thread, unless a worker is faster. Begins in the background, and what goes wrong is told to the log alone: the
 * market goes on without cards.
 */
export function keepCards(host: CardHost): { stop(): Promise<void> } {
  const leaving = new AbortController();
  const kept = keep(host, leaving.signal).catch((error: unknown) => {
    host.log.error({ evt: 'cards.failed', err: error });
  });
  return {
    stop: () => {
      leaving.abort();
      return kept;
    },
  };
}

async function keep(host: CardHost, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(firstLookMs, signal);
    try {
      if (!signal.aborted) await keepWithQueue(host, signal);
    } catch (error) {
      if (!isOutage(error)) throw error;
      host.log.warn({ evt: 'cards.later', err: error });
    }
  }
}

async function keepWithQueue(
  { database, sql, log, ...market }: CardHost,
  signal: AbortSignal,
): Promise<void> {
  const code = await codeVersion();
  const live = await readLiveStrategies(strategiesFile);
  const { connection } = database;
  const queue = await JobQueue.open({ connection, code, log, revive: () => Promise.resolve() });
  try {
    await queue.work(cardWork({ sql: queue.sql, code }));
    for (let wait = firstLookMs; !signal.aborted; wait = Math.min(2 * wait, mostMsBetweenLooks)) {
      const asked = await requestCards({ ...market, queue, sql, code, live });
      log.info({ evt: 'cards.requested', cards: asked });
      await pause(wait, signal);
    }
  } finally {
    await queue.stop();
  }
}

/** Ends early when it is told to. */
const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  delay(ms, undefined, { signal }).catch(() => undefined);

/** After an import: jobs for the cards that are due now. A running server of this version, or a worker, makes them. */
export async function requestCardsOnce({ database, sql, log, ...market }: CardHost): Promise<number> {
  const code = await codeVersion();
  const live = await readLiveStrategies(strategiesFile);
  const { connection } = database;
  const queue = await JobQueue.open({ connection, code, log, revive: () => Promise.resolve() });
  try {
    return await requestCards({ ...market, queue, sql, code, live });
  } finally {
    await queue.stop();
  }
}
