import { type Candle, closeTime } from '../market/candle.ts';
import { type CandleSeries, candleAt, openTimeAt, seriesLength } from '../market/candleColumns.ts';
import { timeframeMs } from '../market/timeframe.ts';

/**
 * Shorter candles of one symbol, to look inside of longer ones. They are believed where they make up the longer candle
 * exactly; a recording with a hole there, or of another venue, says nothing about it.
 */
export class FinerBars {
  readonly #series: readonly CandleSeries[];

  /** `series` of one symbol, of any timeframes. */
  constructor(series: readonly CandleSeries[]) {
    this.#series = series.toSorted((a, b) => timeframeMs(b.timeframe) - timeframeMs(a.timeframe));
  }

  /** The next shorter candles that make it up, oldest first; empty when nobody recorded them. */
  inside(candle: Candle): readonly Candle[] {
    const wholeMs = timeframeMs(candle.timeframe);
    for (const series of this.#series) {
      const partMs = timeframeMs(series.timeframe);
      if (partMs >= wholeMs || wholeMs % partMs !== 0) continue;
      const parts = partsOf(series, candle);
      if (makeUp(parts, candle)) return parts;
    }
    return [];
  }
}

function partsOf(series: CandleSeries, whole: Candle): readonly Candle[] {
  const end = closeTime(whole);
  const parts: Candle[] = [];
  for (let index = firstAtOrAfter(series, whole.openTime); index < seriesLength(series); index += 1) {
    if (openTimeAt(series, index) >= end) break;
    parts.push(candleAt(series, index));
  }
  return parts;
}

function firstAtOrAfter(series: CandleSeries, time: number): number {
  let [low, high] = [0, seriesLength(series)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (openTimeAt(series, middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function makeUp(parts: readonly Candle[], whole: Candle): boolean {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return false;
  return (
    first.open === whole.open &&
    last.close === whole.close &&
    Math.max(...parts.map(({ high }) => high)) === whole.high &&
    Math.min(...parts.map(({ low }) => low)) === whole.low
  );
}
