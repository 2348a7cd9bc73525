import type { Worker } from 'node:worker_threads';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';
import type { JobReply } from './jobPool.ts';

type Reply = JobReply<readonly ReportTrade[]>;

/** A thread that does one backtest of a sweep after the other; never two at once. */
export class SweepThread {
  readonly #worker: Worker;
  #ended: string | null = null;
  #settle: { readonly done: (reply: Reply) => void; readonly failed: (error: Error) => void } | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    let why = '';
    worker.on('message', (reply: Reply) => {
      this.#settle?.done(reply);
      this.#settle = null;
    });
    // What it could not catch ends it, and 'exit' comes next.
    worker.on('error', (error) => {
      why = `: ${error.message}`;
    });
    worker.on('exit', () => {
      this.#ended ??= `a thread ended in the middle of a backtest${why}`;
      this.#settle?.failed(new Error(this.#ended));
      this.#settle = null;
    });
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  /** Rejects when the thread ends. */
  trade(job: number): Promise<Reply> {
    if (this.#ended !== null) return Promise.reject(new Error(this.#ended));
    return new Promise((done, failed) => {
      this.#settle = { done, failed };
      this.#worker.postMessage(job);
    });
  }

  async end(): Promise<void> {
    this.#ended ??= 'the thread was ended';
    await this.#worker.terminate();
  }
}
