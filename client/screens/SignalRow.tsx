import { IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Trade } from '#shared/trading/trade.ts';
import type { SignalEntry } from '../data/signalState.ts';
import { Direction } from '../ui/Direction.tsx';
import { rewardToRisk } from '../ui/format.ts';
import { clockTime } from '../ui/formatTime.ts';
import { RMultiple } from '../ui/Result.tsx';
import './SignalRow.css';

/** A signal that is over: what was answered and when, and what came of it. */
export const SignalRow = memo(function SignalRow({
  entry: { signal, decision },
  trade,
  isSelected,
}: {
  readonly entry: SignalEntry;
  /** The trade an accepted signal became, while the journal has it. */
  readonly trade: Trade | null;
  readonly isSelected: boolean;
}) {
  const answer = decision?.answer ?? 'expired';
  const at = clockTime(decision?.at ?? signal.expiresAt);
  const words = {
    accepted: `Accepted ${at}`,
    rejected: `Rejected ${at}${decision?.reason ? `, ${decision.reason.toLowerCase()}` : ''}`,
    expired: `Expired ${at}, no answer`,
  }[answer];
  const Icon = { accepted: IconCheck, rejected: IconX, expired: IconClock }[answer];
  const className = `past${answer === 'expired' ? ' is-spent' : ''}${isSelected ? ' is-selected' : ''}`;
  return (
    <article className={className} aria-label={`${signal.symbol} ${signal.direction}, ${answer}`}>
      <Icon className="past-icon" size={20} stroke={1.75} aria-hidden="true" />
      <div className="past-words">
        <Link
          href={`/signal/${encodeURIComponent(signal.id)}`}
          className="past-link t-name"
          aria-current={isSelected || undefined}
        >
          {signal.symbol} <Direction side={signal.direction} />
        </Link>
        <p className="t-micro">{words}</p>
      </div>
      <span className="t-label">{trade ? <TradeResult trade={trade} /> : rewardToRisk(signal.rr)}</span>
    </article>
  );
});

function TradeResult({ trade }: { readonly trade: Trade }) {
  return trade.close ? <RMultiple value={trade.close.rMultiple} /> : 'open';
}
