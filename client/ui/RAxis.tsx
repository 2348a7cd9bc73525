import { tone } from './format.ts';
import { isBeyondAxis, rAxisPercent } from './rAxis.ts';
import './RAxis.css';

/** A trade on the shared axis: bar from 0 to its result, dot at the end, tick at the target; hollow while it runs. */
export function RAxis({
  result,
  target,
  isOpen = false,
}: {
  readonly result: number | null;
  readonly target: number | null;
  readonly isOpen?: boolean;
}) {
  const zero = `${rAxisPercent(0)}%`;
  const end = result === null ? null : `${rAxisPercent(result)}%`;
  return (
    <svg className={`r-axis is-${tone(result)}`} width="100%" height="100%" aria-hidden="true">
      <line className="r-axis-zero" x1={zero} x2={zero} y1="0" y2="100%" />
      {target !== null && !isBeyondAxis(target) && (
        <svg x={`${rAxisPercent(target)}%`} y="50%" overflow="visible" aria-hidden="true">
          <path className="r-axis-target" d="M0 -4V4" />
        </svg>
      )}
      {end !== null && (
        <>
          <line className="r-axis-bar" x1={zero} x2={end} y1="50%" y2="50%" />
          <circle className={isOpen ? 'r-axis-dot is-open' : 'r-axis-dot'} cx={end} cy="50%" r="3.6" />
        </>
      )}
    </svg>
  );
}

const ticks = [-1, 0, 1, 2, 3] as const;

/** The numbers over the column of axes. */
export function RAxisScale() {
  return (
    <div className="r-scale t-micro" aria-hidden="true">
      {ticks.map((r) => (
        <span key={r} style={{ left: `${rAxisPercent(r)}%` }}>
          {label(r)}
        </span>
      ))}
    </div>
  );
}

function label(r: number): string {
  if (r === 0) return '0';
  const text = r < 0 ? `\u2212${-r}` : `+${r}`;
  return r === 3 ? `${text}R` : text;
}
