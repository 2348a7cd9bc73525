import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readCandleFile } from '#server/feed/candleFile.ts';
import type { Candle } from '#shared/market/candle.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { median, printFigure, timed } from '../measure/figure.ts';

/** Every detector and every event. */
const everything: SmcConfig = {
  ...defaultSmcConfig,
  fvgInversion: true,
  swingLabels: true,
  windows: defaultTradingWindows,
  periods: ['day', 'week'],
};
/** Runs counted, after as many that only warm the compiler up. */
const rounds = 15;
const series = await recordedSeries();
const candles = Array.from({ length: seriesLength(series) }, (_, index) => candleAt(series, index));
const { columns, timeframe } = series;

/** Half a year of an exchange's 15m candles where they are at hand, else the made-up market. */
async function recordedSeries(): Promise<CandleSeries> {
  const path = fileURLToPath(
    new URL('../../../shared/data/crypto/binance-usdm-SOLUSDT-15m.csv.gz', import.meta.url),
  );
  const [sample] = sampleSeries();
  if (!sample) throw new Error('the sample has series');
  if (!existsSync(path)) return sample;
  const names = { symbol: 'SOLUSDT', timeframe: '15m', timeZone: 'UTC' } as const;
  const file = await readCandleFile(path, { ...names, knownSymbols: new Set(), sessionOf: () => '24x7' });
  return file.series;
}

function foldAll(config: SmcConfig): void {
  const engine = new SmcEngine({ timeframe, config });
  for (const candle of candles) engine.step(candle);
}

/** What the folds cannot be faster than: ATR and pivots over plain columns, nothing kept, nothing told. */
function bareLoop(): number {
  const { high, low, close } = columns;
  let atr = 0;
  let found = 0;
  for (let i = 1; i < high.length; i += 1) {
    const previous = close[i - 1] ?? 0;
    const h = high[i] ?? 0;
    const l = low[i] ?? 0;
    atr += (Math.max(h - l, Math.abs(h - previous), Math.abs(l - previous)) - atr) / 200;
    if (i < 10) continue;
    const pivotHigh = high[i - 5] ?? 0;
    const pivotLow = low[i - 5] ?? 0;
    let isHigh = true;
    let isLow = true;
    for (let k = i - 10; k <= i; k += 1) {
      if ((high[k] ?? 0) > pivotHigh) isHigh = false;
      if ((low[k] ?? 0) < pivotLow) isLow = false;
    }
    if (isHigh || isLow) found += 1;
  }
  return found + atr;
}

/** The same candles again and again, one lap after the other in time. */
function* laps(): Generator<Candle> {
  const [first, last] = [candles[0], candles.at(-1)];
  const span = (last?.openTime ?? 0) - (first?.openTime ?? 0) + timeframeMs(timeframe);
  for (let lap = 0; ; lap += 1)
    for (const candle of candles) yield { ...candle, openTime: candle.openTime + lap * span };
}

/** Heap in use after everything that can go has gone. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** One engine over five million candles: its cost per candle and the heap on the way. */
function longRun(): void {
  const marks = [10_000, 100_000, 1_000_000, 5_000_000];
  const window = 10_000;
  const source = laps();
  const next = (count: number) => Array.from({ length: count }, () => source.next().value ?? candles[0]);
  const engine = new SmcEngine({ timeframe, config: everything });
  const step = (part: readonly (Candle | undefined)[]) => {
    for (const candle of part) if (candle !== undefined) engine.step(candle);
  };
  const before = heapBytes();
  let first = 0;
  let done = 0;
  for (const mark of marks) {
    // The last candles before the mark are the ones that are timed.
    while (done < mark - 3 * window) {
      const count = Math.min(window, mark - 3 * window - done);
      step(next(count));
      done += count;
    }
    const parts = Math.min(3, Math.floor((mark - done) / window));
    const times = Array.from({ length: parts }, () => {
      const part = next(window);
      return timed(() => step(part)) / window;
    });
    done += parts * window;
    const cost = median(times);
    if (first === 0) first = cost;
    const name = `engine.after${mark / 1_000}kCandles`;
    printFigure({ name: `${name}.timePerCandle`, value: 1e6 * cost, unit: 'us', n: parts * window });
    printFigure({ name: `${name}.heap`, value: (heapBytes() - before) / 1e6, unit: 'MB', n: 1 });
  }
}

for (let round = 0; round < rounds; round += 1) {
  foldAll(defaultSmcConfig);
  foldAll(everything);
  bareLoop();
}
const secondsOf = (run: () => void) => median(Array.from({ length: rounds }, () => timed(run)));
const engineSeconds = secondsOf(() => foldAll(defaultSmcConfig));
const everythingSeconds = secondsOf(() => foldAll(everything));
const bareSeconds = secondsOf(bareLoop);
const n = rounds * candles.length;
const perCandle = (seconds: number) => (1e6 * seconds) / candles.length;
printFigure({ name: 'engine.candlesPerSecond', value: candles.length / engineSeconds, unit: 'candles/s', n });
printFigure({ name: 'engine.timePerCandle', value: perCandle(engineSeconds), unit: 'us', n });
printFigure({
  name: 'engine.everythingOn.timePerCandle',
  value: perCandle(everythingSeconds),
  unit: 'us',
  n,
});
printFigure({ name: 'engine.againstBareLoop', value: engineSeconds / bareSeconds, unit: 'ratio', n: rounds });
printFigure({
  name: 'engine.everythingOn.againstBareLoop',
  value: everythingSeconds / bareSeconds,
  unit: 'ratio',
  n: rounds,
});
longRun();
