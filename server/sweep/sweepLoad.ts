import { Worker } from 'node:worker_threads';
import type { RunParams } from '#shared/backtest/paramSpace.ts';
import type { CandleColumns } from '#shared/market/candleColumns.ts';
import type { Setting } from '../backtestFiles.ts';
import type { BacktestRun } from '../backtestOptions.ts';
import type { CandleFile } from '../feed/candleFile.ts';

/** Everything that the threads of a sweep need; they get it once, when they start. */
export interface SweepLoad {
  readonly run: BacktestRun;
  readonly setting: Setting;
  readonly files: readonly CandleFile[];
  /** Of each combination. */
  readonly params: readonly RunParams[];
}

export function startSweepWorker(load: SweepLoad): Worker {
  const module = new URL('./tradeCombination.ts', import.meta.url).href;
  return new Worker(new URL('./typescriptWorker.mjs', import.meta.url), {
    workerData: { ...load, module },
    execArgv: [],
  });
}

/** The same candles in memory that all threads read: they are not copied to each of them. */
export function sharedFile(file: CandleFile): CandleFile {
  const { openTime, open, high, low, close, volume } = file.series.columns;
  const columns: CandleColumns = {
    openTime: shared(openTime),
    open: shared(open),
    high: shared(high),
    low: shared(low),
    close: shared(close),
    volume: shared(volume),
  };
  return { ...file, series: { ...file.series, columns } };
}

function shared(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
