import { useMemo } from 'react';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { Chart, ChartBlock } from '#shared/sync/chart.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { ChartSkeleton, PriceChart } from '../chart/PriceChart.tsx';
import { useChart } from '../data/useChart.ts';
import { price } from '../ui/format.ts';

const layers = { blocks: true, structure: true, position: true };
const fewestBars = 52;
const mostBars = 100;

/** The signal on its chart: its own block, the breaks around it, and the position it suggests. */
export function SignalChart({ signal, isStale }: { readonly signal: Signal; readonly isStale: boolean }) {
  const chart = useChart(signal.symbol, signal.timeframe);
  const [target = signal.entry] = signal.targets;
  const shown = useMemo(() => chart && { ...chart, blocks: [blockOf(signal)] }, [chart, signal]);
  const position = useMemo(
    () => ({
      direction: signal.direction,
      entry: signal.entry,
      stop: signal.stop,
      target,
      rr: signal.rr,
      from: signal.createdAt,
    }),
    [signal, target],
  );
  const digits = chart?.digits ?? 2;
  const formatPrice = useMemo(() => (value: number) => price(value, digits), [digits]);
  const words = `${signal.timeframe} chart. Entry ${formatPrice(signal.entry)}, stop ${formatPrice(signal.stop)}, target ${formatPrice(target)}, block ${formatPrice(signal.zone.bottom)} to ${formatPrice(signal.zone.top)}.`;
  return (
    <figure className="signal-chart" aria-label={words}>
      {shown ? (
        <PriceChart
          chart={shown}
          position={position}
          layers={layers}
          isStale={isStale}
          formatPrice={formatPrice}
          firstBars={barsToShow(shown, signal)}
        />
      ) : (
        <ChartSkeleton />
      )}
    </figure>
  );
}

/** Enough bars to see where the block comes from, as far as they stay legible. */
function barsToShow({ candles, timeframe }: Chart, { zone }: Signal): number {
  const last = candles.at(-1)?.[0] ?? zone.formedAt;
  const since = Math.ceil((last - zone.formedAt) / timeframeMs(timeframe)) + 8;
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
