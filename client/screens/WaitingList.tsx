import { Link } from 'wouter';
import type { Account } from '#shared/config/accountConfig.ts';
import { useConnection, useServerNow } from '../data/serverClock.ts';
import type { SignalEntry } from '../data/signalState.ts';
import { useAccount, useWaiting } from '../data/useFacts.ts';
import { useStatus } from '../data/useStatus.ts';
import { whyNothing } from '../data/whyNothing.ts';
import { Countdown, CountdownBar } from '../ui/Countdown.tsx';
import { Direction } from '../ui/Direction.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { rewardToRisk } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { SizeAtStop } from './SizeAtStop.tsx';
import './WaitingList.css';

/** What needs an answer, on the home screen: the first few, each a line. */
export function WaitingList() {
  const waiting = useWaiting();
  const account = useAccount();
  return (
    <section className="section" aria-labelledby="waiting">
      <div className="section-head">
        <h2 className="t-head" id="waiting">
          Waiting for you
        </h2>
        {waiting && waiting.length > 0 && <span className="t-label">{waiting.length}</span>}
      </div>
      {!waiting && <Skeleton height="4.6rem" />}
      {waiting?.length === 0 && <Nothing />}
      {waiting && waiting.length > 0 && (
        <ul className="waiting">
          {waiting.slice(0, 5).map((entry) => (
            <li key={entry.signal.id}>
              <Line entry={entry} account={account ?? null} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ entry, account }: { readonly entry: SignalEntry; readonly account: Account | null }) {
  const now = useServerNow();
  const { signal, assessment } = entry;
  const span = { now, from: signal.createdAt, until: signal.expiresAt };
  return (
    <Link
      href={`/signal/${encodeURIComponent(signal.id)}`}
      className="waiting-line"
      aria-label={`${signal.symbol} ${signal.direction}, ${rewardToRisk(signal.rr)}`}
    >
      <span className="waiting-row">
        <span className="t-lg">{signal.symbol}</span>
        <Direction side={signal.direction} />
        <span className="waiting-end t-lg">{rewardToRisk(signal.rr)}</span>
      </span>
      <span className="waiting-row">
        <SizeAtStop assessment={assessment} currency={account?.currency ?? 'USD'} />
        <span className="waiting-end t-label">
          <Countdown {...span} />
        </span>
      </span>
      <CountdownBar {...span} />
    </Link>
  );
}

function Nothing() {
  const status = useStatus();
  const connection = useConnection();
  return (
    <EmptyState title="Nothing to decide">
      {whyNothing(status, connection.state).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </EmptyState>
  );
}
