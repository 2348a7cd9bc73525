import type { CandleSeries } from './candleColumns.ts';
import { type Timeframe, timeframeMs } from './timeframe.ts';

/** The same candles as if each had taken longer or shorter; of a market that never closes. */
export function pacedSeries(series: CandleSeries, timeframe: Timeframe): CandleSeries {
  const { columns } = series;
  const start = columns.openTime[0] ?? 0;
  const pace = timeframeMs(timeframe) / timeframeMs(series.timeframe);
  const openTime = columns.openTime.map((time) => start + (time - start) * pace);
  return { ...series, timeframe, columns: { ...columns, openTime } };
}
