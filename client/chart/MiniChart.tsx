import { useLayoutEffect, useRef, useState } from 'react';
import type { CandleTuple } from '#shared/sync/chart.ts';
import type { Direction } from '#shared/trading/signal.ts';
import { price } from '../ui/format.ts';
import './MiniChart.css';
import { layOutMini, type MiniLayout } from './miniGeometry.ts';

const boxWidth = 34;
const leaderEnd = 46;
/** Outline of a candle's body: what makes a hollow one visible on light ground. */
const edge = 0.6;

/** The signal card's picture: recent candles, the zone, and where entry, stop and target lie, to scale. */
export function MiniChart({
  height = 84,
  digits,
  ...setup
}: {
  readonly candles: readonly CandleTuple[];
  readonly zone: { readonly top: number; readonly bottom: number; readonly formedAt: number };
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  readonly direction: Direction;
  readonly digits: number;
  readonly height?: number;
}) {
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const layout = layOutMini(setup, { width, height });
  return (
    <div className="mini" style={{ height }}>
      <div className="mini-plot" ref={plot}>
        <svg className="mini-svg" width={width} height={height} aria-hidden="true">
          <rect className={`mini-zone mini-${setup.direction}`} {...layout.zone} />
          <Candles bars={layout.bars} />
        </svg>
      </div>
      <svg className="mini-svg" width={leaderEnd} height={height} aria-hidden="true">
        <Box layout={layout} />
      </svg>
      <dl className="mini-levels">
        {layout.levels.map((level) => (
          <div key={level.name} className="mini-level" style={{ top: level.labelY - 10 }}>
            <dt>{level.name}</dt>
            <dd>{price(level.price, digits)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Two paths for each colour instead of two elements for each candle: a list of cards stays light. */
function Candles({ bars }: Pick<MiniLayout, 'bars'>) {
  const wicks = (isUp: boolean) =>
    bars
      .filter((bar) => bar.isUp === isUp)
      .map((bar) => `M${bar.wickX} ${bar.high}V${bar.low}`)
      .join('');
  const bodies = (isUp: boolean) =>
    bars
      .filter((bar) => bar.isUp === isUp)
      .map(({ x, top, width, height }) => {
        // The edge is stroked; half of it lies outside the path.
        const [w, h] = [width - edge, Math.max(height - edge, 0.1)];
        return `M${x + edge / 2} ${top + edge / 2}h${w}v${h}h${-w}z`;
      })
      .join('');
  return (
    <>
      <path className="mini-up-wick" d={wicks(true)} />
      <path className="mini-down-wick" d={wicks(false)} />
      <path className="mini-up" d={bodies(true)} />
      <path className="mini-down" d={bodies(false)} />
    </>
  );
}

function Box({ layout }: { readonly layout: MiniLayout }) {
  const { entryY, stopY, targetY } = layout;
  return (
    <>
      <rect
        className="mini-reward"
        y={Math.min(entryY, targetY)}
        width={boxWidth}
        height={Math.abs(entryY - targetY)}
      />
      <rect
        className="mini-risk"
        y={Math.min(entryY, stopY)}
        width={boxWidth}
        height={Math.abs(entryY - stopY)}
      />
      {layout.levels.map((level) => (
        <polyline
          key={level.name}
          className={`mini-line mini-${level.name.toLowerCase()}`}
          points={`0,${level.y} ${boxWidth},${level.y} ${leaderEnd},${level.labelY}`}
        />
      ))}
    </>
  );
}

/** Width of the element, kept as it changes; the first paint already has the right one. */
function useWidth(element: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    setWidth(Math.floor(node.clientWidth));
    const observer = new ResizeObserver(() => setWidth(Math.floor(node.clientWidth)));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
