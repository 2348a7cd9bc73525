import { useMemo, useState } from 'react';
import type { CandleTuple, Chart } from '#shared/sync/chart.ts';
import type { Status } from '#shared/sync/status.ts';
import { ChartTable } from '../chart/ChartTable.tsx';
import { chartSummary } from '../chart/chartSummary.ts';
import { OhlcLegend } from '../chart/OhlcLegend.tsx';
import { ChartSkeleton, PriceChart } from '../chart/PriceChart.tsx';
import type { ChartPosition } from '../chart/positionGeometry.ts';
import { positionOfSignal, positionOfTrade } from '../chart/positions.ts';
import type { Layers } from '../chart/scene.ts';
import { useConnection } from '../data/serverClock.ts';
import { useOpenChart } from '../data/useChart.ts';
import { useTrades, useWaiting } from '../data/useFacts.ts';
import type { Series } from '../data/useStatus.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { price } from '../ui/format.ts';
import { ChartHead } from './ChartHead.tsx';
import { ChartTools } from './ChartTools.tsx';
import { SignalOnChart, TradeOnChart } from './OnChart.tsx';
import { useOlderCandles } from './useOlderCandles.ts';

const allLayers: Layers = { blocks: true, structure: true, position: true };

export function SeriesChart({ series, status }: { readonly series: Series; readonly status: Status }) {
  const chart = useOpenChart(series.symbol, series.timeframe);
  const connection = useConnection();
  const [layers, setLayers] = useState(allLayers);
  const [isTable, setIsTable] = useState(false);
  const trade = useTrades()?.find((one) => one.symbol === series.symbol && one.close === null);
  const waiting = useWaiting()?.find(({ signal }) => signal.symbol === series.symbol);
  const signal = trade ? undefined : waiting?.signal;
  const position = useMemo(() => {
    if (trade) return positionOfTrade(trade);
    return signal ? positionOfSignal(signal) : null;
  }, [trade, signal]);
  const formatPrice = useMemo(() => (value: number) => price(value, series.digits), [series.digits]);
  const isStale = series.doubt !== null || connection.state === 'offline';
  return (
    <div className="chart-screen">
      <ChartHead
        series={series}
        all={status.series}
        chart={chart}
        isStale={isStale}
        formatPrice={formatPrice}
      />
      <Pane
        series={series}
        chart={chart}
        isTable={isTable}
        position={position}
        layers={layers}
        isStale={isStale}
        isOffline={connection.state === 'offline'}
        formatPrice={formatPrice}
      />
      <div className="chart-below">
        {trade && <TradeOnChart trade={trade} />}
        {signal && <SignalOnChart signal={signal} />}
      </div>
      <ChartTools
        series={series}
        all={status.series}
        layers={layers}
        onLayers={setLayers}
        isTable={isTable}
        onTable={setIsTable}
      />
    </div>
  );
}

interface PaneProps {
  readonly series: Series;
  readonly chart: Chart | undefined;
  readonly isTable: boolean;
  readonly position: ChartPosition | null;
  readonly layers: Layers;
  readonly isStale: boolean;
  readonly isOffline: boolean;
  readonly formatPrice: (price: number) => string;
}

/** Legend and chart; the crosshair moves here without the rest being drawn anew. */
function Pane({ series, chart, isTable, position, layers, isStale, isOffline, formatPrice }: PaneProps) {
  const [pointed, setPointed] = useState<CandleTuple | null>(null);
  const onOldest = useOlderCandles(chart);
  return (
    <>
      <div className="chart-legend">
        <OhlcLegend candle={pointed ?? chart?.candles.at(-1) ?? null} formatPrice={formatPrice} />
      </div>
      <figure className="chart-pane">
        <figcaption className="sr-only">
          {chart ? chartSummary(chart, formatPrice) : `${series.symbol} ${series.timeframe}, loading.`}
        </figcaption>
        {chart && isTable && <ChartTable chart={chart} formatPrice={formatPrice} />}
        {chart && !isTable && chart.candles.length > 0 && (
          <PriceChart
            chart={chart}
            position={position}
            layers={layers}
            isStale={isStale}
            formatPrice={formatPrice}
            takesVerticalDrag
            onCrosshair={setPointed}
            onOldest={onOldest}
          />
        )}
        {!chart && series.candles > 0 && <ChartSkeleton isOffline={isOffline} />}
        <WarmingUp series={series} hasCandles={(chart?.candles.length ?? 0) > 0} />
      </figure>
    </>
  );
}

/** The engine needs candles before it can know a block; until then it says how far it is. */
function WarmingUp({ series, hasCandles }: { readonly series: Series; readonly hasCandles: boolean }) {
  if (series.candles >= series.warmupCandles) return null;
  const words = `The engine is warming up, ${series.candles} of ${series.warmupCandles} candles.`;
  if (hasCandles) return <p className="chart-warming t-label">{words}</p>;
  if (series.candles > 0) return null;
  return (
    <div className="chart-empty">
      <EmptyState title={`No candle of ${series.symbol} yet`}>
        <p>{words} The chart appears with the first one.</p>
      </EmptyState>
    </div>
  );
}
