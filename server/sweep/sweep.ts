import type { Worker } from 'node:worker_threads';
import { type Grid, gridSchema } from '#shared/backtest/grid.ts';
import { gridRuns } from '#shared/backtest/paramSpace.ts';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';
import { sweepReportOf, type Tried } from '#shared/backtest/sweepReport.ts';
import type { Span } from '#shared/backtest/walkForward.ts';
import { TradingError } from '#shared/errors.ts';
import { closeTime } from '#shared/market/candle.ts';
import { candleAt, openTimeAt, seriesLength } from '#shared/market/candleColumns.ts';
import { readInput, readSetting, type Setting } from '../backtestFiles.ts';
import type { BacktestRun } from '../backtestOptions.ts';
import { bar, pathsToTrade } from '../backtestReport.ts';
import { processEnvironment } from '../config.ts';
import type { CandleFile } from '../feed/candleFile.ts';
import { count, faultLines } from '../feed/historyReport.ts';
import { type QueueHost, sweepOverQueue } from '../jobs/queueSweep.ts';
import { readJsonConfig } from '../jsonConfig.ts';
import { readable } from '../readable.ts';
import { runJobs } from './jobPool.ts';
import { sweepLines } from './sweepLines.ts';
import { type SweepLoad, sharedFile, startSweepWorker } from './sweepLoad.ts';
import { readSweepCommand } from './sweepOptions.ts';
import { sweepUsage } from './sweepUsage.ts';

export interface SweepTerminal {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly showProgress: (line: string) => void;
}

/** Draws of every interval: enough for two digits. */
const draws = 2_000;

/** `npm run sweep`. What cannot be done is an error. */
export async function sweep(
  argv: readonly string[],
  terminal: SweepTerminal,
  start: (load: SweepLoad) => Worker = startSweepWorker,
  host: QueueHost = { env: processEnvironment(), signal: new AbortController().signal },
): Promise<void> {
  const asked = readSweepCommand(argv);
  if (asked.command === 'help') {
    terminal.say(sweepUsage);
    return;
  }
  const { run, seed, steps, training, workers, top } = asked;
  const grid = await readGrid(asked.gridPath);
  const setting = await readSetting(run);
  const runs = gridRuns(grid, run.strategy, setting.strategyParams);
  const files = await readFiles(run, setting, terminal);
  const jobs = runs.length * files.length;
  terminal.warn(
    `${count(runs.length, 'combination')} on ${count(files.length, 'series', 'series')}: ${count(jobs, 'backtest')} in ${count(workers, 'thread')}.`,
  );
  const load = { run, setting, files, params: runs.map(({ params }) => params) };
  const showDone = (done: number, all: number) => terminal.showProgress(bar(done / all, `${done} of ${all}`));
  const tell = (answers: readonly (readonly ReportTrade[])[]) => {
    terminal.showProgress('');
    const tried = runs.map(({ combination }, index): Tried => {
      const own = answers.slice(index * files.length, (index + 1) * files.length);
      return { combination, trades: own.flat().toSorted((a, b) => a.exitAt - b.exitAt) };
    });
    const report = sweepReportOf(tried, { span: spanOf(files, run), steps, training, seed, draws });
    for (const line of run.asJson ? [JSON.stringify(report)] : sweepLines(report, top)) terminal.say(line);
  };
  if (asked.isQueued) {
    await sweepOverQueue(
      { ...host, load, threads: workers, start, warn: terminal.warn, onDone: showDone },
      tell,
    );
    return;
  }
  const onDone = (done: number) => showDone(done, jobs);
  tell(await runJobs<readonly ReportTrade[]>({ jobs, workers, start: () => start(load), onDone }));
}

async function readGrid(path: string): Promise<Grid> {
  return await readable(`--grid ${path}`, () => readJsonConfig(path, gridSchema));
}

async function readFiles(
  run: BacktestRun,
  { specs }: Setting,
  terminal: SweepTerminal,
): Promise<readonly CandleFile[]> {
  const files: CandleFile[] = [];
  for (const path of await pathsToTrade(run, terminal)) {
    const file = await readInput(path, run, specs);
    if (file.faults.length > 0) terminal.warn(faultLines(file).join('\n'));
    if (seriesLength(file.series) > 0) files.push(sharedFile(file));
  }
  if (files.length > 0) return files;
  throw new TradingError('config', 'sweep.noCandles', `${run.paths.join(', ')}: no candles to trade.`);
}

/** From the first candle that may trade to the end of the last one. */
function spanOf(files: readonly CandleFile[], { from, to }: BacktestRun): Span {
  const firsts = files.map(({ series }) => openTimeAt(series, 0));
  const ends = files.map(({ series }) => closeTime(candleAt(series, seriesLength(series) - 1)));
  const span = {
    from: Math.max(Math.min(...firsts), from ?? Number.NEGATIVE_INFINITY),
    to: Math.min(Math.max(...ends), to ?? Number.POSITIVE_INFINITY),
  };
  if (span.from < span.to) return span;
  throw new TradingError('config', 'sweep.noCandles', 'no candle lies between --from and --to.');
}
