import { Link } from 'wouter';
import type { Mark } from '#shared/sync/live.ts';
import type { Trade } from '#shared/trading/trade.ts';
import { useAccount } from '../data/useFacts.ts';
import { Button } from '../ui/Button.tsx';
import { Direction } from '../ui/Direction.tsx';
import { rMultiple } from '../ui/format.ts';
import { clockTime, dayAndTime } from '../ui/formatTime.ts';
import { RAxis } from '../ui/RAxis.tsx';
import { Money, RMultiple } from '../ui/Result.tsx';
import { targetR } from '../ui/rAxis.ts';
import './TradeRow.css';

type Running = Mark['trades'][number];

/** A journal row: what, when, where it ended on the axis all rows share, and the result. */
export function TradeRow({
  trade,
  running = null,
  isSelected = false,
  isDated = false,
  onClose,
}: {
  readonly trade: Trade;
  /** An open trade at the last price. */
  readonly running?: Running | null;
  readonly isSelected?: boolean;
  /** Names the day too, where no day stands above the row. */
  readonly isDated?: boolean;
  readonly onClose?: ((trade: Trade) => void) | undefined;
}) {
  const currency = useAccount()?.currency ?? 'USD';
  const { close } = trade;
  const result = close ? close.rMultiple : (running?.rMultiple ?? null);
  const waits = trade.waitsUntil !== undefined;
  const state = close ? close.outcome.toLowerCase() : waits ? 'limit waits' : 'open';
  const name = `${trade.symbol} ${trade.direction}, ${state}, ${rMultiple(result)}`;
  return (
    <article className={isSelected ? 'trade is-selected' : 'trade'} aria-label={name}>
      <div className="trade-words">
        <Link
          href={`/journal/${encodeURIComponent(trade.id)}`}
          className="trade-link t-name"
          aria-current={isSelected || undefined}
        >
          {trade.symbol} <Direction side={trade.direction} form="arrow" />
        </Link>
        <p className="t-micro">
          {close
            ? closedWhen(trade.timeframe, close.closedAt, isDated)
            : `${waits ? 'limit waits ' : ''}since ${dayAndTime(trade.openedAt)}`}
        </p>
      </div>
      <div className="trade-axis">
        <RAxis result={result} target={targetR(trade)} isOpen={close === null} />
      </div>
      <div className="trade-result">
        <p className="t-md">
          <RMultiple value={result} />
        </p>
        <p className="t-micro">
          <Money value={close ? close.net : running?.net} currency={currency} />
        </p>
      </div>
      {onClose && close === null && !waits && (
        <div className="trade-action">
          <Button kind="outlined" size="small" onPress={() => onClose(trade)}>
            Close trade
          </Button>
        </div>
      )}
    </article>
  );
}

const closedWhen = (timeframe: string, at: number, isDated: boolean): string =>
  isDated ? dayAndTime(at) : `${timeframe}, ${clockTime(at)}`;
