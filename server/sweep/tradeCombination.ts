import { parentPort, workerData } from 'node:worker_threads';
import { type ReportTrade, reportTrades } from '#shared/backtest/reportTrade.ts';
import { TradingError } from '#shared/errors.ts';
import { runFile } from '../backtestFiles.ts';
import type { JobReply } from './jobPool.ts';
import type { SweepLoad } from './sweepLoad.ts';

/** The thread's side of a sweep: the number of a job comes in, its trades go out. */
const load: SweepLoad = workerData;

parentPort?.on('message', (job: number) => {
  const reply: JobReply<readonly ReportTrade[]> = attempt(job);
  parentPort?.postMessage(reply);
});

function attempt(job: number): JobReply<readonly ReportTrade[]> {
  try {
    return { job, answer: tradesOf(job) };
  } catch (error) {
    if (error instanceof TradingError) return { job, refused: error.message };
    throw error;
  }
}

/** Jobs count through the files of the first combination, then through those of the next one. */
function tradesOf(job: number): readonly ReportTrade[] {
  const { files, params, run, setting } = load;
  const file = files[job % files.length];
  const chosen = params[Math.floor(job / files.length)];
  if (file === undefined || chosen === undefined) throw new RangeError(`there is no job ${job}`);
  return reportTrades([runFile(file, { run, setting, params: chosen })]);
}
