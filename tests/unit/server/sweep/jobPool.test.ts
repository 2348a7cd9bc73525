import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { runJobs } from '#server/sweep/jobPool.ts';

/** Answers a job with its double; what it does besides is the test's. */
const startWorker = (besides: string, shared = new SharedArrayBuffer(4)) =>
  new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const counter = new Int32Array(workerData);
     parentPort.on('message', (job) => {
       ${besides}
       parentPort.postMessage({ job, answer: 2 * job });
     });`,
    { eval: true, workerData: shared },
  );

const doubles = Array.from({ length: 12 }, (_, job) => 2 * job);

async function run(start: () => Worker, workers = 2) {
  const done: number[] = [];
  const answers = await runJobs<number>({ jobs: 12, workers, start, onDone: (count) => done.push(count) });
  return { answers, done };
}

describe('jobs over threads', () => {
  it.each([1, 2, 30])('are answered in their order by %i threads', async (workers) => {
    const { answers, done } = await run(() => startWorker(''), workers);
    expect(answers).toEqual(doubles);
    expect(done).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it.each([1, 2])('are done again when their thread dies, with %i threads', async (workers) => {
    const deaths = new SharedArrayBuffer(4);
    let started = 0;
    const die = 'if (job === 5 && Atomics.add(counter, 0, 1) === 0) process.exit(3);';
    const { answers } = await run(() => {
      started += 1;
      return startWorker(die, deaths);
    }, workers);
    expect(answers).toEqual(doubles);
    expect(new Int32Array(deaths)[0]).toBe(2);
    expect(started).toBe(workers + 1);
  });

  it('are done again when their thread is killed from outside', async () => {
    const threads: Worker[] = [];
    const start = () => {
      // The first thread never answers: only its death sets its job free.
      const thread = startWorker(threads.length === 0 ? 'return;' : '');
      threads.push(thread);
      if (threads.length === 1) thread.once('online', () => void thread.terminate());
      return thread;
    };
    expect((await run(start)).answers).toEqual(doubles);
    expect(threads).toHaveLength(3);
  });

  it('are given up when one kills every thread that tries it, with what was said last', async () => {
    const attempt = run(() => startWorker("if (job === 5) throw new Error('out of memory');"));
    await expect(attempt).rejects.toThrow('job 5 ended its thread 3 times: out of memory');
  });

  it('end with the first refusal, and no thread is left', async () => {
    const threads: Worker[] = [];
    const refuse = "if (job === 3) { parentPort.postMessage({ job, refused: 'no such mode' }); return; }";
    const attempt = run(() => {
      const thread = startWorker(refuse);
      threads.push(thread);
      return thread;
    });
    await expect(attempt).rejects.toThrow('no such mode');
    expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it('may be none', async () => {
    const start = () => startWorker('');
    expect(await runJobs({ jobs: 0, workers: 2, start, onDone: () => undefined })).toEqual([]);
  });
});
