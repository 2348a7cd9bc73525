import { IconRulerMeasure, IconStack2, IconStairs, IconTable } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { Layers } from '../chart/scene.ts';
import type { Series } from '../data/useStatus.ts';
import { Segment } from '../ui/Segment.tsx';
import { chartPath } from './chartSeries.ts';

const toggles = [
  { layer: 'blocks', name: 'Order blocks', Icon: IconStack2 },
  { layer: 'structure', name: 'Structure', Icon: IconStairs },
  { layer: 'position', name: 'Position', Icon: IconRulerMeasure },
] as const;

/** Timeframes that exist, what is drawn, and the chart as a table. */
export function ChartTools({
  series,
  all,
  layers,
  onLayers,
  isTable,
  onTable,
}: {
  readonly series: Series;
  readonly all: readonly Series[];
  readonly layers: Layers;
  readonly onLayers: (layers: Layers) => void;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
}) {
  const [, navigate] = useLocation();
  const frames = all.filter((one) => one.symbol === series.symbol).map((one) => one.timeframe);
  return (
    <div className="chart-tools">
      {frames.length > 1 ? (
        <Segment
          label="Timeframe"
          value={series.timeframe}
          onChange={(timeframe) =>
            navigate(chartPath({ symbol: series.symbol, timeframe }), { replace: true })
          }
          options={frames.map((frame) => ({ value: frame, label: frame }))}
        />
      ) : (
        <span className="t-md">{series.timeframe}</span>
      )}
      <p className="chart-credit t-micro">
        <a href="https://www.tradingview.com/" rel="noreferrer">
          Chart by TradingView
        </a>
      </p>
      {toggles.map(({ layer, name, Icon }) => (
        <button
          key={layer}
          type="button"
          className="chart-tool"
          aria-label={name}
          title={name}
          aria-pressed={layers[layer]}
          disabled={isTable}
          onClick={() => onLayers({ ...layers, [layer]: !layers[layer] })}
        >
          <Icon size={22} stroke={1.75} aria-hidden="true" />
        </button>
      ))}
      <button
        type="button"
        className="chart-tool"
        aria-label="Table"
        title="Table"
        aria-pressed={isTable}
        onClick={() => onTable(!isTable)}
      >
        <IconTable size={22} stroke={1.75} aria-hidden="true" />
      </button>
    </div>
  );
}
