import { useConnection } from '../data/serverClock.ts';
import { useStatus } from '../data/useStatus.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { chooseSeries } from './chartSeries.ts';
import { NoCopyYet } from './NoCopyYet.tsx';
import { SeriesChart } from './SeriesChart.tsx';
import './Chart.css';

/** One symbol's candles with what the engine sees in them, and the trade or signal on it. */
export function Chart({
  symbol,
  timeframe,
}: {
  readonly symbol: string | null;
  readonly timeframe: string | null;
}) {
  const status = useStatus();
  const connection = useConnection();
  if (!status) return connection.state === 'offline' ? <NoCopyYet /> : <ChartScreenSkeleton />;
  const series = chooseSeries(status.series, { symbol, timeframe });
  if (!series) {
    return (
      <div className="screen">
        <h1 className="t-title">Chart</h1>
        <EmptyState title="No market yet">
          <p>The feed has not brought a candle. A chart appears with the first one.</p>
        </EmptyState>
      </div>
    );
  }
  return <SeriesChart key={`${series.symbol} ${series.timeframe}`} series={series} status={status} />;
}

function ChartScreenSkeleton() {
  return (
    <div className="chart-screen" aria-busy="true">
      <div className="chart-head">
        <Skeleton height="1.625rem" width="8rem" />
        <Skeleton height="1.625rem" width="8rem" />
      </div>
      <div className="chart-legend" />
      <div className="chart-pane">
        <Skeleton height="100%" />
      </div>
    </div>
  );
}
