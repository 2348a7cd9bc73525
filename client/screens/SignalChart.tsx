import { useEffect, useMemo } from 'react';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { ChartBlock } from '#shared/sync/chart.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { ChartSkeleton, PriceChart } from '../chart/PriceChart.tsx';
import { positionOfSignal } from '../chart/positions.ts';
import { useOpenChart } from '../data/useChart.ts';
import { price } from '../ui/format.ts';
import { useOlderCandles } from './useOlderCandles.ts';

const layers = { blocks: true, structure: true, position: true };
const fewestBars = 52;
const mostBars = 100;

/** The signal on its chart: its own block, the breaks around it, and the position it suggests. */
export function SignalChart({
  signal,
  isStale,
  isOffline,
  isOver,
}: {
  readonly signal: Signal;
  readonly isStale: boolean;
  readonly isOffline: boolean;
  /** A signal of the past is shown where it was raised. */
  readonly isOver: boolean;
}) {
  const chart = useOpenChart(signal.symbol, signal.timeframe);
  const onOldest = useOlderCandles(chart);
  const isBefore = (chart?.candles[0]?.[0] ?? 0) > signal.zone.formedAt;
  useEffect(() => {
    if (isBefore && isOver) onOldest();
  });
  const shown = useMemo(() => chart && { ...chart, blocks: [blockOf(signal)] }, [chart, signal]);
  const position = useMemo(() => positionOfSignal(signal), [signal]);
  const digits = chart?.digits ?? 2;
  const formatPrice = useMemo(() => (value: number) => price(value, digits), [digits]);
  const words = `${signal.timeframe} chart. Entry ${formatPrice(signal.entry)}, stop ${formatPrice(signal.stop)}, target ${formatPrice(position.target)}, block ${formatPrice(signal.zone.bottom)} to ${formatPrice(signal.zone.top)}.`;
  return (
    <figure className="signal-chart" aria-label={words}>
      {shown ? (
        <PriceChart
          chart={shown}
          position={position}
          layers={layers}
          isStale={isStale}
          formatPrice={formatPrice}
          firstBars={barsToShow(signal)}
          focus={isOver ? signal.createdAt : null}
          onOldest={onOldest}
        />
      ) : (
        <ChartSkeleton isOffline={isOffline} />
      )}
    </figure>
  );
}

/** Enough bars to see where the block comes from, as far as they stay legible. */
function barsToShow({ zone, createdAt, timeframe }: Signal): number {
  const since = Math.ceil((createdAt - zone.formedAt) / timeframeMs(timeframe)) + 12;
  return since > mostBars ? fewestBars : Math.max(fewestBars, since);
}

/** The block as it was when the signal was raised; the engine may have ended it since. */
const blockOf = ({ zone, createdAt }: Signal): ChartBlock => ({
  id: zone.blockId,
  bias: zone.bias,
  top: zone.top,
  bottom: zone.bottom,
  formedAt: zone.formedAt,
  confirmedAt: createdAt,
  state: zone.state,
  touched: true,
  penetration: zone.penetration,
  flippedAt: zone.state === 'breaker' ? createdAt : null,
  endedAt: null,
});
