import type { Worker } from 'node:worker_threads';
import { TradingError } from '#shared/errors.ts';

/** What a thread answers to the number of a job. */
export type JobReply<Answer> =
  | { readonly job: number; readonly answer: Answer }
  | { readonly job: number; readonly refused: string };

export interface PoolOptions {
  readonly jobs: number;
  readonly workers: number;
  readonly start: () => Worker;
  readonly onDone: (done: number) => void;
}

/** A job whose thread died so often is not tried again: it is the job that kills them. */
const mostTries = 3;

/**
 * Answers of all jobs in their order, whoever did them. A thread that dies is replaced and its job done again; the first
 * refusal ends everything.
 */
export async function runJobs<Answer>(options: PoolOptions): Promise<readonly Answer[]> {
  const pool = new JobPool<Answer>(options);
  try {
    return await pool.answers();
  } finally {
    await pool.end();
  }
}

class JobPool<Answer> {
  readonly #options: PoolOptions;
  readonly #answers = new Map<number, Answer>();
  readonly #waiting: number[];
  readonly #tries = new Map<number, number>();
  /** With the job that it does. */
  readonly #workers = new Map<Worker, number>();
  readonly #outcome: Promise<readonly Answer[]>;
  #finish: (answers: readonly Answer[]) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  #hasEnded = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#waiting = Array.from({ length: options.jobs }, (_, job) => job);
    this.#outcome = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
  }

  answers(): Promise<readonly Answer[]> {
    const { jobs, workers } = this.#options;
    if (jobs === 0) this.#finish([]);
    for (let count = 0; count < Math.min(workers, jobs); count += 1) this.#hire();
    return this.#outcome;
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    await Promise.all([...this.#workers.keys()].map((worker) => worker.terminate()));
  }

  #hire(): void {
    const job = this.#waiting.shift();
    if (job === undefined) return;
    const worker = this.#options.start();
    let why = '';
    worker.on('message', (reply: JobReply<Answer>) => this.#take(worker, reply));
    // What it could not catch ends it, and 'exit' comes next.
    worker.on('error', (error) => {
      why = error.message;
    });
    worker.on('exit', () => this.#replace(worker, why));
    this.#give(worker, job);
  }

  #give(worker: Worker, job: number): void {
    this.#workers.set(worker, job);
    worker.postMessage(job);
  }

  #take(worker: Worker, reply: JobReply<Answer>): void {
    if (this.#hasEnded) return;
    if ('refused' in reply) {
      this.#fail(new TradingError('config', 'sweep.refused', reply.refused));
      return;
    }
    this.#answers.set(reply.job, reply.answer);
    this.#options.onDone(this.#answers.size);
    if (this.#answers.size === this.#options.jobs) {
      this.#finish([...this.#answers].toSorted(([a], [b]) => a - b).map(([, answer]) => answer));
      return;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) this.#give(worker, next);
    else this.#dismiss(worker);
  }

  /** Nothing is left for it; another one may still die, and then a new one is hired for its job. */
  #dismiss(worker: Worker): void {
    this.#workers.delete(worker);
    void worker.terminate();
  }

  #replace(worker: Worker, why: string): void {
    const job = this.#workers.get(worker);
    this.#workers.delete(worker);
    if (job === undefined || this.#hasEnded) return;
    const tries = (this.#tries.get(job) ?? 0) + 1;
    this.#tries.set(job, tries);
    if (tries >= mostTries) {
      this.#fail(new Error(`job ${job} ended its thread ${tries} times${why === '' ? '' : `: ${why}`}`));
      return;
    }
    this.#waiting.unshift(job);
    this.#hire();
  }
}
