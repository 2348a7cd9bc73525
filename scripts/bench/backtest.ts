import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runBacktest } from '#shared/backtest/runBacktest.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { CloseEntry } from '#shared/executors/closeEntry.ts';
import type { Candle } from '#shared/market/candle.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { sampleMarket } from '#shared/market/sampleMarket.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { printFigure } from '../measure/figure.ts';

/** Half a year of 15m candles for fifty symbols, shared by two threads: each backtests every second symbol. */
const symbols = 50;
const candlesEach = 17_280;
const threads = 2;

const shareSchema = z.object({ first: z.int() });
const doneSchema = z.object({ trades: z.int(), seconds: z.number() });

const spec: SymbolSpec = inferSymbolSpec({ symbol: 'BENCHUSD', priceDigits: 2, timeframes: ['15m'] });

function madeUpSeries(seed: number): CandleSeries {
  const random = seededRandom(seed);
  const market = sampleMarket({ startPrice: 170, typicalRange: 0.0046, leash: 0.3 }, random);
  const onTick = (price: number) => Math.round(price * 100) / 100;
  const candles = Array.from({ length: candlesEach }, (_, index): Candle => {
    const { open, high, low, close } = market.next(1);
    const prices = { open: onTick(open), high: onTick(high), low: onTick(low), close: onTick(close) };
    return { symbol: spec.symbol, timeframe: '15m', openTime: index * 900_000, ...prices, volume: 1 };
  });
  return { symbol: spec.symbol, timeframe: '15m', columns: columnsOf(candles) };
}

function tradesOf(series: CandleSeries): number {
  const { trades } = runBacktest({
    strategy: new ProgressiveSmc(),
    series,
    executor: new CloseEntry(blockEntryParams.parse({})),
    spec,
    config: defaultSmcConfig,
    capital: '10000',
    costs: tradingCostsSchema.parse({}),
    limitFills: 'touch',
  });
  return trades.length;
}

function backtestShare(first: number): void {
  const all: CandleSeries[] = [];
  for (let seed = first; seed < symbols; seed += threads) all.push(madeUpSeries(seed));
  for (const series of all.slice(0, 3)) tradesOf(series);
  parentPort?.once('message', () => {
    const start = performance.now();
    const trades = all.reduce((sum, series) => sum + tradesOf(series), 0);
    parentPort?.postMessage({ trades, seconds: (performance.now() - start) / 1_000 });
  });
  parentPort?.postMessage('ready');
}

const answer = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });

async function measure(): Promise<void> {
  const run = fileURLToPath(new URL('../run.mjs', import.meta.url));
  const workers = Array.from(
    { length: threads },
    (_, first) => new Worker(run, { argv: ['scripts/bench/backtest.ts'], workerData: { first } }),
  );
  await Promise.all(workers.map(answer));
  const start = performance.now();
  const answers = workers.map(answer);
  for (const worker of workers) worker.postMessage('go');
  const shares = (await Promise.all(answers)).map((share) => doneSchema.parse(share));
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all(workers.map((worker) => worker.terminate()));
  const n = symbols * candlesEach;
  const busy = shares.reduce((sum, share) => sum + share.seconds, 0);
  const trades = shares.reduce((sum, share) => sum + share.trades, 0);
  printFigure({ name: 'backtest.halfYearOf50Symbols', value: seconds, unit: 's', n: trades });
  printFigure({ name: 'backtest.timePerCandle', value: (1e6 * busy) / n, unit: 'us', n });
}

if (isMainThread) await measure();
else backtestShare(shareSchema.parse(workerData).first);
