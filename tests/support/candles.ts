import type { Candle } from '#shared/market/candle.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';

interface Place {
  readonly symbol?: string;
  readonly timeframe?: Timeframe;
  /** Open time of the first candle. */
  readonly from?: number;
}

const newYear = Date.UTC(2025, 0, 1);

/** Candles one after another, each written "open high low close": `candles('100 105 98 104', '104 106 103 105')`. */
export const candles = (...rows: readonly string[]): Candle[] => candlesAt({}, ...rows);

export function candlesAt(place: Place, ...rows: readonly string[]): Candle[] {
  const { symbol = 'TESTUSD', timeframe = '15m', from = newYear } = place;
  return rows.map((row, index) => {
    const [open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN] = row
      .trim()
      .split(/\s+/)
      .map(Number);
    return {
      symbol,
      timeframe,
      openTime: from + index * timeframeMs(timeframe),
      open,
      high,
      low,
      close,
      volume: 1,
    };
  });
}

/** Candles of a CSV with a header and `time,open,high,low,close,volume`, times in epoch seconds. */
export function candlesOfCsv(text: string, { symbol = 'TESTUSD', timeframe = '15m' }: Place = {}): Candle[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [time = Number.NaN, open = 0, high = 0, low = 0, close = 0, volume = 0] = line
        .split(',')
        .map(Number);
      return { symbol, timeframe, openTime: time * 1000, open, high, low, close, volume };
    });
}
