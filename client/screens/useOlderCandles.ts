import { useCallback, useEffect, useRef } from 'react';
import type { Chart } from '#shared/sync/chart.ts';
import { loadOlderCandles } from '../data/useChart.ts';

/** Asks for candles before the oldest, once for each oldest; after a failure it may ask again. */
export function useOlderCandles(chart: Chart | undefined): () => void {
  const latest = useRef(chart);
  const asked = useRef<number | null>(null);
  useEffect(() => {
    latest.current = chart;
  }, [chart]);
  return useCallback(() => {
    const held = latest.current;
    const oldest = held?.candles[0]?.[0] ?? null;
    if (!held?.hasMore || oldest === null || oldest === asked.current) return;
    asked.current = oldest;
    void loadOlderCandles(held).then((done) => {
      if (!done) asked.current = null;
    });
  }, []);
}
