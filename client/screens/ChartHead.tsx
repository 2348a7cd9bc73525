import { IconChevronDown } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Chart } from '#shared/sync/chart.ts';
import { changeToday } from '../chart/chartSummary.ts';
import { zoneOffset } from '../chart/chartTime.ts';
import type { Series } from '../data/useStatus.ts';
import { percent, tone } from '../ui/format.ts';
import { clockTime } from '../ui/formatTime.ts';
import { chartPath } from './chartSeries.ts';

/** Which symbol, its last price, and how far it went today. */
export function ChartHead({
  series,
  all,
  chart,
  isStale,
  formatPrice,
}: {
  readonly series: Series;
  readonly all: readonly Series[];
  readonly chart: Chart | undefined;
  readonly isStale: boolean;
  readonly formatPrice: (price: number) => string;
}) {
  const last = chart?.candles.at(-1)?.[4] ?? series.lastPrice;
  return (
    <header className="chart-head">
      <SymbolPicker series={series} all={all} />
      <p className={isStale ? 'chart-price is-stale' : 'chart-price'}>
        <span className="t-lg">{last === null ? '—' : formatPrice(last)}</span>
        {isStale
          ? series.lastCandleAt !== null && (
              <span className="t-label">as of {clockTime(series.lastCandleAt)}</span>
            )
          : chart && <Change chart={chart} />}
      </p>
    </header>
  );
}

/** The browser's own list: the best one on every phone, and it speaks. */
function SymbolPicker({ series, all }: { readonly series: Series; readonly all: readonly Series[] }) {
  const [, navigate] = useLocation();
  const symbols = [...new Set(all.map((one) => one.symbol))];
  const choose = (symbol: string) => {
    const sameFrame = all.find((one) => one.symbol === symbol && one.timeframe === series.timeframe);
    const chosen = sameFrame ?? all.find((one) => one.symbol === symbol);
    if (chosen) navigate(chartPath(chosen), { replace: true });
  };
  return (
    <h1 className="chart-symbol t-lg">
      <span aria-hidden="true">{series.symbol}</span>
      <IconChevronDown size={18} stroke={1.75} aria-hidden="true" />
      <select aria-label="Symbol" value={series.symbol} onChange={(event) => choose(event.target.value)}>
        {symbols.map((symbol) => (
          <option key={symbol}>{symbol}</option>
        ))}
      </select>
    </h1>
  );
}

const toneClass = { profit: 'is-profit', loss: 'is-loss', even: 'is-quiet' } as const;

function Change({ chart }: { readonly chart: Chart }) {
  const offset = useMemo(() => zoneOffset(new Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const change = changeToday(chart, offset);
  return (
    <span className={`t-label ${toneClass[tone(change)]}`}>
      {tone(change) === 'profit' && '+'}
      {percent(change)}
      <span className="sr-only"> today</span>
    </span>
  );
}
