import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { median, printFigure, timed } from '../measure/figure.ts';

/** Runs counted, after as many that only warm the compiler up. */
const rounds = 7;
const [series] = sampleSeries();
if (!series) throw new Error('the sample has series');
const candles = Array.from({ length: seriesLength(series) }, (_, index) => candleAt(series, index));
const { columns, timeframe } = series;

function foldAll(): void {
  const engine = new SmcEngine({ timeframe });
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

/** Cost per candle with a hundred times as many candles behind it, against the first ones. */
function growth(): number {
  const engine = new SmcEngine({ timeframe });
  const span = candles.length * timeframeMs(timeframe) + (candles.at(-1)?.openTime ?? 0);
  const pass = (lap: number) =>
    timed(() => {
      for (const candle of candles)
        engine.step(lap === 0 ? candle : { ...candle, openTime: candle.openTime + lap * span });
    });
  pass(0);
  const early = median([1, 2, 3].map(pass));
  for (let lap = 4; lap < 97; lap += 1) pass(lap);
  const late = median([97, 98, 99].map(pass));
  return late / early;
}

for (let round = 0; round < rounds; round += 1) {
  foldAll();
  bareLoop();
}
const engineSeconds = median(Array.from({ length: rounds }, () => timed(foldAll)));
const bareSeconds = median(Array.from({ length: rounds }, () => timed(bareLoop)));
const n = rounds * candles.length;
printFigure({ name: 'engine.candlesPerSecond', value: candles.length / engineSeconds, unit: 'candles/s', n });
printFigure({ name: 'engine.timePerCandle', value: (1e6 * engineSeconds) / candles.length, unit: 'us', n });
printFigure({ name: 'engine.againstBareLoop', value: engineSeconds / bareSeconds, unit: 'ratio', n: rounds });
printFigure({ name: 'engine.growthOver100Times', value: growth(), unit: 'ratio', n: 3 });
