import { lazy, Suspense, useMemo } from 'react';
import type { UnixMs } from '#shared/market/candle.ts';
import type { CandleTuple, Chart } from '#shared/sync/chart.ts';
import type { ChartPosition } from './positionGeometry.ts';
import type { Layers } from './scene.ts';
import './PriceChart.css';

const loadCanvas = () => import('./ChartCanvas.tsx');
const ChartCanvas = lazy(() => loadCanvas().then((module) => ({ default: module.ChartCanvas })));

// A screen that has this file is about to need the library: fetch it beside the screen's data, not after it.
void loadCanvas().catch(() => undefined);

export interface PriceChartProps {
  readonly chart: Chart;
  readonly position: ChartPosition | null;
  readonly layers: Layers;
  /** Prices are old: the last one is drawn grey. */
  readonly isStale: boolean;
  readonly formatPrice: (price: number) => string;
  /** A moment to show first; by itself the chart shows the newest candles. */
  readonly focus?: UnixMs | null;
  readonly timeZone?: string;
  readonly takesVerticalDrag?: boolean;
  readonly firstBars?: number;
  readonly onCrosshair?: (candle: CandleTuple | null) => void;
  readonly onOldest?: () => void;
}

/** Candles, blocks, breaks and a position, filling its parent. The library comes in a chunk of its own. */
export function PriceChart({
  chart,
  position,
  layers,
  isStale,
  formatPrice,
  focus = null,
  timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone,
  takesVerticalDrag = false,
  firstBars = 60,
  onCrosshair = ignore,
  onOldest = ignore,
}: PriceChartProps) {
  const content = useMemo(
    () => ({
      seriesKey: `${chart.symbol} ${chart.timeframe}`,
      candles: chart.candles,
      timeframe: chart.timeframe,
      tick: chart.tick,
      blocks: chart.blocks,
      breaks: chart.breaks,
      position,
      layers,
      isStale,
      formatPrice,
      focus,
    }),
    [chart, position, layers, isStale, formatPrice, focus],
  );
  return (
    <div className="chart">
      <Suspense fallback={<ChartSkeleton />}>
        <ChartCanvas
          content={content}
          timeZone={timeZone}
          takesVerticalDrag={takesVerticalDrag}
          firstBars={firstBars}
          onCrosshair={onCrosshair}
          onOldest={onOldest}
        />
      </Suspense>
    </div>
  );
}

/** Stands where the chart will be, at its size, without moving; offline it says why it stays empty. */
export function ChartSkeleton({ isOffline = false }: { readonly isOffline?: boolean }) {
  return (
    <div className="chart-skeleton">
      {isOffline && (
        <p className="chart-skeleton-words t-label">
          No candles on this device yet. They come when the server answers.
        </p>
      )}
    </div>
  );
}

function ignore() {
  // Nobody listens.
}
