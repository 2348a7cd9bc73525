import { Worker } from 'node:worker_threads';
import type { SweepLoad } from '#server/sweep/sweepLoad.ts';

export interface Gate {
  /** In place of `startSweepWorker`: threads that take a job and do nothing about it until the gate opens. */
  readonly start: (load: SweepLoad) => Worker;
  open(): void;
}

export function threadGate(): Gate {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const file = (name: string) => new URL(`../../server/sweep/${name}`, import.meta.url).href;
  return {
    start: (load) =>
      new Worker(
        `const { workerData } = require('node:worker_threads');
         Atomics.wait(workerData.gate, 0, 0);
         import(workerData.entry);`,
        {
          eval: true,
          execArgv: [],
          workerData: {
            ...load,
            ...{ gate, entry: file('typescriptWorker.mjs'), module: file('tradeCombination.ts') },
          },
        },
      ),
    open: () => {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    },
  };
}
