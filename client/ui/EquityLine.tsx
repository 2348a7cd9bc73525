import { layOutEquity } from './equityGeometry.ts';
import './EquityLine.css';

const height = 120;
/** Distance of the dimension's arrows from what they point at. */
const gap = 8;

/** Equity since the start, with the result drawn as the dimension between start and now. */
export function EquityLine({
  balances,
  equity,
  startLabel,
  resultLabel,
}: {
  readonly balances: readonly number[];
  readonly equity: number;
  readonly startLabel: string;
  readonly resultLabel: string;
}) {
  const { path, startY, endX, endY, hasArrow } = layOutEquity(balances, equity, height);
  const isUp = endY <= startY;
  const [from, to] = isUp ? [startY, endY + gap] : [startY, endY - gap];
  return (
    <figure className="equity" style={{ height }}>
      <svg width="100%" height={height} aria-hidden="true">
        <line className="equity-start" x1="0" x2="100%" y1={startY} y2={startY} />
        <svg
          width="100%"
          height={height}
          viewBox={`0 0 100 ${height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path className="equity-path" d={path} />
        </svg>
        <circle className="equity-dot" cx={`${endX}%`} cy={endY} r="4" />
        {hasArrow && <Dimension x={`${endX}%`} from={from} to={to} />}
      </svg>
      <span
        className={isUp ? 'equity-label t-micro is-below' : 'equity-label t-micro is-above'}
        style={{ top: startY }}
      >
        {startLabel}
      </span>
      <span
        className="equity-result t-label is-strong"
        style={{ left: `calc(${endX}% + 8px)`, top: hasArrow ? (startY + endY) / 2 : endY }}
      >
        {resultLabel}
      </span>
    </figure>
  );
}

function Dimension({ x, from, to }: { readonly x: string; readonly from: number; readonly to: number }) {
  const up = Math.min(from, to);
  const down = Math.max(from, to);
  return (
    <svg className="equity-dimension" x={x} overflow="visible" aria-hidden="true">
      <path d={`M0 ${up}V${down}M-4 ${up + 5}L0 ${up}L4 ${up + 5}M-4 ${down - 5}L0 ${down}L4 ${down - 5}`} />
    </svg>
  );
}
