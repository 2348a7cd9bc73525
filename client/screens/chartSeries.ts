import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Series } from '../data/useStatus.ts';

let lastShown: { readonly symbol: string; readonly timeframe: Timeframe } | null = null;

/** The series to show: what the address asks for, else what was shown last, else the first that the server follows. */
export function chooseSeries(
  series: readonly Series[],
  asked: { readonly symbol: string | null; readonly timeframe: string | null },
): Series | null {
  const ofSymbol = (symbol: string | null | undefined, timeframe: string | null | undefined) =>
    series.find((one) => one.symbol === symbol && one.timeframe === timeframe) ??
    series.find((one) => one.symbol === symbol);
  const chosen =
    ofSymbol(asked.symbol, asked.timeframe) ??
    (asked.symbol === null ? ofSymbol(lastShown?.symbol, lastShown?.timeframe) : undefined) ??
    series[0] ??
    null;
  if (chosen) lastShown = { symbol: chosen.symbol, timeframe: chosen.timeframe };
  return chosen;
}

export const chartPath = ({ symbol, timeframe }: Pick<Series, 'symbol' | 'timeframe'>): string =>
  `/chart/${encodeURIComponent(symbol)}/${timeframe}`;
