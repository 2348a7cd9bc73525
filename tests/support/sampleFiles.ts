import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeTime } from '#shared/market/candle.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';

/** Writes the sample's candles that close by `until` as CSV files, one per symbol, under names of its own. */
export function writeSampleFiles(folder: string, until: number): void {
  mkdirSync(folder, { recursive: true });
  for (const series of sampleSeries()) {
    const rows = Array.from({ length: seriesLength(series) }, (_, index) => candleAt(series, index))
      .filter((candle) => closeTime(candle) <= until)
      .map(({ openTime, open, high, low, close, volume }) =>
        [openTime / 1_000, open, high, low, close, volume].join(','),
      );
    const name = `${series.symbol.replace('SAMPLE-', '')}USD-${series.timeframe}.csv`;
    writeFileSync(join(folder, name), `${['time,open,high,low,close,volume', ...rows].join('\n')}\n`);
  }
}
