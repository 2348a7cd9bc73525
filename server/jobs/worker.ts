import { once } from 'node:events';
import type { Environment } from '../config.ts';
import { count } from '../feed/historyReport.ts';
import { readOtherCodes } from '../store/sweeps.ts';
import { cardWork } from './cardWork.ts';
import { openJobs } from './openJobs.ts';
import { sweepWork } from './sweepWork.ts';
import { readWorkerCommand, workerUsage } from './workerOptions.ts';

interface WorkerHost {
  readonly argv: readonly string[];
  readonly env: Environment;
  /** Aborted when it has to stop. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** `npm run worker`: resolves once it was stopped and everything unfinished is handed back. */
export async function runWorker({ argv, env, signal, say }: WorkerHost): Promise<void> {
  const asked = readWorkerCommand(argv);
  if (asked.command === 'help') {
    say(workerUsage);
    return;
  }
  const { threads } = asked;
  const jobs = await openJobs(env);
  const { queue, code, config } = jobs;
  const sweeps = sweepWork({ sql: queue.sql, places: threads, tell: say });
  try {
    await queue.work(sweeps);
    await queue.work(cardWork({ sql: queue.sql, code, tell: say }));
    const where = config.databaseUrl === null ? `of ${config.dataDir}` : 'of DATABASE_URL';
    say(`Worker of version ${code} on the database ${where}, ${count(threads, 'thread')}. Ctrl-C stops it.`);
    for (const other of await readOtherCodes(queue.sql, code)) {
      say(`A sweep of version ${other} waits there, too: this one cannot take part in it.`);
    }
    if (!signal.aborted) await once(signal, 'abort');
    say('Stopping: what is unfinished goes back to the queue.');
  } finally {
    await queue.leave();
    await sweeps.end();
    await jobs.close();
  }
}
