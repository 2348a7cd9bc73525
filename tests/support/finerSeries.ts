import { type Candle, closeTime } from '#shared/market/candle.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import { candleSeries } from './candleSeries.ts';

/** A made-up market of short candles without holes, each opening where the one before closed but for some jumps. */
export function shortCandles(seed: number, length: number, jumpsEvery: number): readonly Candle[] {
  let close: number | null = null;
  const start = Date.UTC(2025, 0, 1);
  return candleSeries({ seed, length, holes: 0 }).map((candle, index) => {
    const open = close === null || index % jumpsEvery === 0 ? candle.open : close;
    close = candle.close;
    const [high, low] = [Math.max(candle.high, open), Math.min(candle.low, open)];
    return { ...candle, timeframe: '5m', openTime: start + index * timeframeMs('5m'), open, high, low };
  });
}

/** The longer candles that complete runs of `count` shorter ones make up. */
export function joined(candles: readonly Candle[], count: number, timeframe: Timeframe): readonly Candle[] {
  const whole: Candle[] = [];
  for (let first = 0; first + count <= candles.length; first += count) {
    const parts = candles.slice(first, first + count);
    const [begin, end] = [parts[0], parts.at(-1)];
    if (begin === undefined || end === undefined) continue;
    const high = Math.max(...parts.map((part) => part.high));
    const low = Math.min(...parts.map((part) => part.low));
    const made = { ...begin, timeframe, high, low, close: end.close };
    if (closeTime(made) === closeTime(end)) whole.push(made);
  }
  return whole;
}

export const seriesOf = (candles: readonly Candle[], timeframe: Timeframe): CandleSeries => ({
  symbol: 'TESTUSD',
  timeframe,
  columns: columnsOf(candles),
});
