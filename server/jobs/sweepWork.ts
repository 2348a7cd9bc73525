import type { Worker } from 'node:worker_threads';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';
import type { Sql } from '../store/db.ts';
import { insertAnswer, readColumns, readSweep } from '../store/sweeps.ts';
import { type SweepLoad, startSweepWorker } from '../sweep/sweepLoad.ts';
import { SweepThread } from '../sweep/sweepThread.ts';
import type { Payload } from './jobKinds.ts';
import type { Effect, Work } from './jobQueue.ts';
import { unpackLoad } from './loadBytes.ts';
import { answerBytes, backtestsOf, type SweepAnswer } from './sweepAnswer.ts';

export interface SweepWorkOptions {
  readonly sql: Sql;
  /** Threads; each does a job of its own. */
  readonly places: number;
  readonly start?: (load: SweepLoad) => Worker;
  /** A job is begun, and how it went: a line for the terminal each. */
  readonly tell?: (line: string) => void;
}

export interface SweepWork extends Work<'sweep'> {
  /** Ends the threads. */
  end(): Promise<void>;
}

/** Doing jobs of sweeps in threads. */
export function sweepWork({
  sql,
  places,
  start = startSweepWorker,
  tell = () => undefined,
}: SweepWorkOptions): SweepWork {
  const threads = new SweepThreads(sql, start);
  const answerTo =
    ({ sweep, job }: Payload<'sweep'>, answer: SweepAnswer): Effect =>
    (tx) =>
      insertAnswer(tx, { sweepId: sweep, job, answer: answerBytes(answer) });
  return {
    kind: 'sweep',
    places,
    lookEverySeconds: 1,
    run: async (payload, signal) => {
      const name = `sweep ${payload.sweep.slice(0, 8)}, job ${payload.job + 1}`;
      const leased = await threads.lease(payload.sweep);
      // Whoever waited for it has what was wanted, from another worker.
      if (leased === null) return async () => undefined;
      tell(`${name}: begun`);
      try {
        const answer = await tradeJob(payload.job, leased, signal);
        tell(`${name}: ${answer.kind === 'trades' ? 'done' : answer.why}`);
        return answerTo(payload, answer);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        tell(`${name}: ${signal.aborted ? 'handed back' : `${why}; it will be tried again`}`);
        throw error;
      } finally {
        threads.giveBack(payload.sweep, leased.thread);
      }
    },
    dead: ({ payload, why }) => answerTo(payload, { kind: 'failed', why }),
    end: () => threads.end(),
  };
}

interface Leased {
  readonly load: SweepLoad;
  readonly thread: SweepThread;
}

async function tradeJob(job: number, { load, thread }: Leased, signal: AbortSignal): Promise<SweepAnswer> {
  const { from, to } = backtestsOf(job, { combinations: load.params.length, files: load.files.length });
  const trades: (readonly ReportTrade[])[] = [];
  const leave = () => void thread.end();
  signal.addEventListener('abort', leave);
  try {
    signal.throwIfAborted();
    for (let number = from; number < to; number += 1) {
      const reply = await thread.trade(number);
      if ('refused' in reply) return { kind: 'refused', why: reply.refused };
      trades.push(reply.answer);
    }
    return { kind: 'trades', trades };
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Threads that know the candles of one sweep, kept for its next job; those of the sweep before are ended. */
class SweepThreads {
  readonly #sql: Sql;
  readonly #start: (load: SweepLoad) => Worker;
  #sweep: string | null = null;
  #load: Promise<SweepLoad | null> = Promise.resolve(null);
  #idle: SweepThread[] = [];
  readonly #all = new Set<SweepThread>();

  constructor(sql: Sql, start: (load: SweepLoad) => Worker) {
    this.#sql = sql;
    this.#start = start;
  }

  /** null: nobody waits for the sweep any more. */
  async lease(sweep: string): Promise<Leased | null> {
    if (this.#sweep !== sweep) this.#turnTo(sweep);
    const load = await this.#load;
    if (load === null) return null;
    const thread = this.#idle.pop() ?? new SweepThread(this.#start(load));
    this.#all.add(thread);
    return { load, thread };
  }

  giveBack(sweep: string, thread: SweepThread): void {
    if (sweep === this.#sweep && !thread.hasEnded) this.#idle.push(thread);
    else this.#dismiss(thread);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#all].map((thread) => thread.end()));
  }

  #turnTo(sweep: string): void {
    for (const thread of this.#idle) this.#dismiss(thread);
    this.#idle = [];
    this.#sweep = sweep;
    this.#load = readLoad(this.#sql, sweep);
    this.#load.catch(() => {
      this.#sweep = null;
    });
  }

  #dismiss(thread: SweepThread): void {
    this.#all.delete(thread);
    void thread.end();
  }
}

async function readLoad(sql: Sql, id: string): Promise<SweepLoad | null> {
  const sweep = await readSweep(sql, id);
  return sweep === null ? null : unpackLoad({ bytes: sweep.load, columns: await readColumns(sql, id) });
}
