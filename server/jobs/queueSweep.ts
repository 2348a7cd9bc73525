import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';
import { TradingError } from '#shared/errors.ts';
import type { Environment } from '../config.ts';
import { count } from '../feed/historyReport.ts';
import { isOutage } from '../store/outage.ts';
import { holdSweep } from '../store/sweepLock.ts';
import {
  deleteAnswers,
  forgetSweep,
  hasSweep,
  insertSweep,
  keepColumns,
  readAnswer,
  readAnsweredJobs,
} from '../store/sweeps.ts';
import type { SweepLoad } from '../sweep/sweepLoad.ts';
import type { JobQueue } from './jobQueue.ts';
import { packLoad } from './loadBytes.ts';
import { type OpenJobs, openJobs } from './openJobs.ts';
import { answerOf, jobsOf, type SweepAnswer } from './sweepAnswer.ts';
import { sweepWork } from './sweepWork.ts';

export interface QueueHost {
  readonly env: Environment;
  /** Aborted when the user wants to stop; what is done stays for the next time. */
  readonly signal: AbortSignal;
}

interface QueueRequest extends QueueHost {
  readonly load: SweepLoad;
  readonly threads: number;
  readonly start?: (load: SweepLoad) => Worker;
  readonly warn: (line: string) => void;
  readonly onDone: (done: number, jobs: number) => void;
}

/** Trades of every backtest in the order of a sweep over threads. */
type Answers = readonly (readonly ReportTrade[])[];

/**
 * A sweep whose jobs are done by this process and by every worker of the same database. `use` gets what a run over
 * threads would give; once it is through the sweep is forgotten. Whatever ends it before, the same command goes on
 * where it was.
 */
export async function sweepOverQueue(request: QueueRequest, use: (answers: Answers) => void): Promise<void> {
  const jobs = await openJobs(request.env);
  try {
    await overQueue(jobs, request, use);
  } finally {
    await jobs.close();
  }
}

async function overQueue(
  { queue, connection, code }: OpenJobs,
  { load, threads, start, warn, onDone, signal }: QueueRequest,
  use: (answers: Answers) => void,
): Promise<void> {
  const packed = packLoad(load);
  const id = createHash('sha256').update(`${code} ${packed.hash}`).digest('hex').slice(0, 32);
  const jobs = jobsOf(load.params.length);
  const lock = await holdSweep(connection, id);
  const work = sweepWork({ sql: queue.sql, places: threads, ...(start === undefined ? {} : { start }) });
  try {
    const done = await enter(queue, { id, code, jobs, packed });
    const before = done === 0 ? '' : `, ${done} of them done before`;
    warn(`Sweep ${id.slice(0, 8)}: ${count(jobs, 'job')} through the queue${before}.`);
    warn(`Workers of version ${code} with this database take part: npm run worker`);
    await queue.work(work);
    use(await collect(queue, { id, jobs, onDone, signal }));
    await forget(queue, { id, jobs });
  } catch (error) {
    if (error instanceof Refusal) await forget(queue, { id, jobs });
    throw error;
  } finally {
    // Before its threads: jobs of this process go back to the queue.
    await queue.leave();
    await work.end();
    await lock.release();
  }
}

/** The sweep and its jobs, as one; answers how many are done already. What failed before is tried again. */
async function enter(
  queue: JobQueue,
  sweep: {
    readonly id: string;
    readonly code: string;
    readonly jobs: number;
    readonly packed: ReturnType<typeof packLoad>;
  },
): Promise<number> {
  const { id, code, jobs, packed } = sweep;
  return await queue.sql.begin(async (tx) => {
    const isKnown = await insertSweep(tx, { id, code, jobs, load: packed.bytes });
    if (!isKnown) await keepColumns(tx, id, packed.columns);
    const failed: number[] = [];
    const done = new Set<number>();
    for (const job of await readAnsweredJobs(tx, id)) {
      const answer = await readAnswer(tx, id, job);
      if (answer !== null && answerOf(answer).kind === 'trades') done.add(job);
      else failed.push(job);
    }
    await deleteAnswers(tx, id, failed);
    await queue.add(
      tx,
      'sweep',
      payloadsOf(
        id,
        numbersBelow(jobs).filter((job) => !done.has(job)),
      ),
    );
    return done.size;
  });
}

async function forget(
  queue: JobQueue,
  { id, jobs }: { readonly id: string; readonly jobs: number },
): Promise<void> {
  await queue.cancel('sweep', payloadsOf(id, numbersBelow(jobs)));
  await forgetSweep(queue.sql, id);
}

const numbersBelow = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, number) => number);

const payloadsOf = (sweep: string, jobs: readonly number[]) => jobs.map((job) => ({ sweep, job }));

interface Collection {
  readonly id: string;
  readonly jobs: number;
  readonly onDone: QueueRequest['onDone'];
  readonly signal: AbortSignal;
}

const lookAgainMs = 200;

/** Waits for every job, whoever does it; an outage of the database is waited for, too. */
async function collect(queue: JobQueue, { id, jobs, onDone, signal }: Collection): Promise<Answers> {
  const found = new Map<number, Answers>();
  for (;;) {
    if (signal.aborted) throw stopped(found.size, jobs);
    try {
      for (const job of await readAnsweredJobs(queue.sql, id)) {
        if (found.has(job)) continue;
        const answer = await readAnswer(queue.sql, id, job);
        if (answer !== null) found.set(job, tradesOf(answerOf(answer), job));
        onDone(found.size, jobs);
      }
      if (found.size === jobs) return numbersBelow(jobs).flatMap((job) => found.get(job) ?? []);
      if (!(await hasSweep(queue.sql, id))) throw forgotten(id);
    } catch (error) {
      if (!isOutage(error)) throw error;
    }
    await delay(lookAgainMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What no worker and no other try can change. */
class Refusal extends TradingError {}

function tradesOf(answer: SweepAnswer, job: number): Answers {
  if (answer.kind === 'trades') return answer.trades;
  if (answer.kind === 'refused') throw new Refusal('config', 'sweep.refused', answer.why);
  throw new TradingError(
    'rejected',
    'sweep.failed',
    `Job ${job + 1} was given up after many tries: ${answer.why}. What is done is kept; the same command tries again.`,
  );
}

const stopped = (done: number, jobs: number): TradingError =>
  new TradingError(
    'rejected',
    'sweep.stopped',
    `Stopped with ${done} of ${jobs} jobs done. They are kept for a month: the same command goes on from there.`,
  );

const forgotten = (id: string): TradingError =>
  new TradingError('rejected', 'sweep.forgotten', `Sweep ${id.slice(0, 8)} is gone from the database.`);
