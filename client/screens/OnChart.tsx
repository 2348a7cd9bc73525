import { IconChevronRight } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Signal } from '#shared/trading/signal.ts';
import type { Trade } from '#shared/trading/trade.ts';
import { useServerNow } from '../data/serverClock.ts';
import { useAccount, useMark } from '../data/useFacts.ts';
import { Countdown } from '../ui/Countdown.tsx';
import { Direction } from '../ui/Direction.tsx';
import { rewardToRisk, size } from '../ui/format.ts';
import { Money, RMultiple } from '../ui/Result.tsx';

const words = { long: 'Long', short: 'Short' } as const;

/** The open trade on this symbol with its running result: under the chart, never over candles. */
export function TradeOnChart({ trade }: { readonly trade: Trade }) {
  const mark = useMark();
  const account = useAccount();
  const running = mark?.trades.find(({ tradeId }) => tradeId === trade.id);
  return (
    <Link href={`/journal/${encodeURIComponent(trade.id)}`} className="on-chart">
      <Direction side={trade.direction} form="arrow" />
      <span className="t-name" aria-hidden="true">
        {words[trade.direction]} {size(trade.size)} {trade.unit}
      </span>
      <span className="sr-only">
        {size(trade.size)} {trade.unit}, open trade
      </span>
      <span className="on-chart-result t-md">
        <RMultiple value={running?.rMultiple} />
      </span>
      <span className="t-label">
        <Money value={running?.net} currency={account?.currency ?? trade.unit} />
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden="true" />
    </Link>
  );
}

/** A signal on this symbol that waits for an answer. */
export function SignalOnChart({ signal }: { readonly signal: Signal }) {
  const now = useServerNow();
  return (
    <Link href={`/signal/${encodeURIComponent(signal.id)}`} className="on-chart">
      <Direction side={signal.direction} form="arrow" />
      <span className="t-name">{words[signal.direction]} signal waiting</span>
      <span className="on-chart-result t-md">{rewardToRisk(signal.rr)}</span>
      <span className="t-label">
        <Countdown now={now} from={signal.createdAt} until={signal.expiresAt} />
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden="true" />
    </Link>
  );
}
