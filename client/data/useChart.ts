import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Chart } from '#shared/sync/chart.ts';
import { withOpen } from './chartWindow.ts';
import { chartKey } from './db.ts';
import { db, live } from './local.ts';
import { storedQuery, useStored } from './useStored.ts';

const olderCandles = 500;

const chartQuery = storedQuery(async (key: string) => (await db.charts.get(key)) ?? null);

/** A symbol's newest candles with blocks and breaks, live while the caller is on screen; undefined until there are any. */
export function useChart(symbol: string, timeframe: Timeframe): Chart | undefined {
  useEffect(() => live.watchChart({ symbol, timeframe }), [symbol, timeframe]);
  return useStored(chartQuery, chartKey({ symbol, timeframe })) ?? undefined;
}

/** The same with what has not closed yet, which changes with every price; drawn, never decided by. */
export function useOpenChart(symbol: string, timeframe: Timeframe): Chart | undefined {
  const chart = useChart(symbol, timeframe);
  const key = chartKey({ symbol, timeframe });
  const open = useSyncExternalStore(live.subscribe, () => live.openOf(key));
  return useMemo(() => chart && withOpen(chart, open), [chart, open]);
}

/** Reads candles before those of the chart, which then grows; false when the server could not be asked. */
export async function loadOlderCandles({ symbol, timeframe, candles, hasMore }: Chart): Promise<boolean> {
  if (!hasMore) return true;
  return live.loadOlder({ symbol, timeframe, before: candles[0]?.[0] ?? null, limit: olderCandles });
}
