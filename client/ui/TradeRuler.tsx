import type { Trade } from '#shared/trading/trade.ts';
import { rewardToRisk, tone } from './format.ts';
import { targetR } from './rAxis.ts';
import { layOutRuler } from './rulerLayout.ts';
import './TradeRuler.css';

/** One trade to scale: stop at −1R, entry, target, and how far it went. */
export function TradeRuler({
  trade,
  result,
  isOpen,
}: {
  readonly trade: Pick<Trade, 'entry' | 'stop' | 'target'>;
  readonly result: number | null;
  readonly isOpen: boolean;
}) {
  const target = targetR(trade);
  if (target === null) return null;
  const { percent, words } = layOutRuler(target, result);
  const x = (r: number) => `${percent(r)}%`;
  const width = (from: number, to: number) => `${percent(to) - percent(from)}%`;
  const end = result ?? 0;
  return (
    <figure className={`ruler is-${tone(result)}`}>
      <div className="ruler-words t-micro" aria-hidden="true">
        <span style={{ left: x(-1) }}>Stop −1R</span>
        {words.entry && (
          <span className="is-entry" style={{ left: x(0) }}>
            Entry
          </span>
        )}
        {words.target && (
          <span className={`is-${words.target}`} style={{ left: x(target) }}>
            Target +{rewardToRisk(target)}
          </span>
        )}
      </div>
      <svg width="100%" height="40" aria-hidden="true">
        <line className="ruler-axis" x1="0" x2="100%" y1="20" y2="20" />
        <rect className="ruler-risk" x={x(-1)} width={width(-1, 0)} y="6" height="28" />
        <rect className="ruler-reward" x={x(0)} width={width(0, target)} y="6" height="28" />
        <line className="ruler-stop" x1={x(-1)} x2={x(-1)} y1="2" y2="38" />
        <line className="ruler-target" x1={x(target)} x2={x(target)} y1="2" y2="38" />
        <rect
          className="ruler-bar"
          x={x(Math.min(0, end))}
          width={width(Math.min(0, end), Math.max(0, end))}
          y="15"
          height="10"
        />
        <line className="ruler-entry" x1={x(0)} x2={x(0)} y1="2" y2="38" />
        {result !== null && (
          <circle className={isOpen ? 'ruler-dot is-open' : 'ruler-dot'} cx={x(end)} cy="20" r="7" />
        )}
      </svg>
    </figure>
  );
}
