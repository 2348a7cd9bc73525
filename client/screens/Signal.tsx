import { useState } from 'react';
import { Link } from 'wouter';
import type { Account } from '#shared/config/accountConfig.ts';
import { useConnection, useServerNow } from '../data/serverClock.ts';
import type { SignalEntry } from '../data/signalState.ts';
import { useAccount, useSignal, useTrade } from '../data/useFacts.ts';
import { digitsOf, doubtOf, useStatus } from '../data/useStatus.ts';
import { Direction } from '../ui/Direction.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { rewardToRisk } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { outcomeWords, strategyName, whyNotAccept } from './acceptance.ts';
import { BackLink } from './BackLink.tsx';
import { DecisionBar } from './DecisionBar.tsx';
import { NoCopyYet } from './NoCopyYet.tsx';
import { RejectReasons } from './RejectReasons.tsx';
import { SignalChart } from './SignalChart.tsx';
import { SignalLevels, SignalPrices, SignalReasons, SignalVerdict } from './SignalFacts.tsx';
import './Signal.css';

/** One signal, to be decided or, once it is over, to be read. */
export function Signal({ signalId }: { readonly signalId: string }) {
  const entry = useSignal(signalId);
  const account = useAccount();
  const connection = useConnection();
  if (entry === undefined && connection.state === 'offline') return <NoCopyYet />;
  if (entry === null || account === null) return <UnknownSignal />;
  if (entry === undefined || account === undefined) return <SignalSkeleton />;
  return <KnownSignal entry={entry} account={account} />;
}

function KnownSignal({ entry, account }: { readonly entry: SignalEntry; readonly account: Account }) {
  const { signal, decision, assessment } = entry;
  const status = useStatus();
  const now = useServerNow();
  const connection = useConnection();
  const [rejectReason, setRejectReason] = useState<string | null>(null);
  const digits = digitsOf(status, signal.symbol, [signal.entry, signal.stop, ...signal.targets]);
  const series = status?.series.find((one) => one.symbol === signal.symbol);
  const lastPrice = series?.lastPrice ?? null;
  const doubt = doubtOf(status, signal.symbol);
  const outcome = outcomeWords(entry, now);
  const whyNot = whyNotAccept({ assessment, doubt });
  const isOffline = connection.state === 'offline';
  const isStale = doubt !== null || isOffline;
  return (
    <section
      className={outcome === null ? 'signal' : 'signal is-over'}
      aria-label={`${signal.symbol} ${signal.direction}`}
    >
      <div className="signal-layout">
        <SignalHead entry={entry} account={account} />
        <SignalChart signal={signal} isStale={isStale} isOffline={isOffline} isOver={outcome !== null} />
        <div className="signal-body">
          <SignalPrices signal={signal} digits={digits} />
          {(assessment !== null || outcome === null) && (
            <SignalLevels assessment={assessment} currency={account.currency} />
          )}
          {outcome === null && <SignalVerdict assessment={assessment} />}
          <SignalReasons reasons={signal.reasons} />
          {outcome === null && <RejectReasons value={rejectReason} onChange={setRejectReason} />}
        </div>
        {outcome === null ? (
          <DecisionBar
            signal={signal}
            account={account}
            assessment={assessment}
            now={now}
            digits={digits}
            lastPrice={lastPrice}
            whyNot={whyNot}
            isOffline={isOffline}
            rejectReason={rejectReason}
          />
        ) : (
          <section className="signal-outcome" aria-label="Outcome" role="status">
            <p className="t-head">{outcome}</p>
            {decision?.tradeId && <JournalLink tradeId={decision.tradeId} />}
          </section>
        )}
      </div>
    </section>
  );
}

/** To what was made of the signal, unless that was deleted since. */
function JournalLink({ tradeId }: { readonly tradeId: string }) {
  if (useTrade(tradeId) === null) return <p className="t-label">Its trade was deleted from the journal.</p>;
  return (
    <Link href={`/journal/${encodeURIComponent(tradeId)}`} className="signal-link t-head">
      Open in the journal
    </Link>
  );
}

function SignalHead({ entry, account }: { readonly entry: SignalEntry; readonly account: Account }) {
  const { signal } = entry;
  return (
    <header className="signal-head">
      <BackLink to="/signals" name="signals" />
      <div className="signal-name">
        <h1 className="t-lg">
          {signal.symbol} <Direction side={signal.direction} />
        </h1>
        <p className="t-label">
          {strategyName(signal.strategy)} {signal.timeframe}, {account.name}
        </p>
      </div>
      <p className="signal-ratio t-xl">
        <span className="sr-only">Reward to risk </span>
        {rewardToRisk(signal.rr)}
      </p>
    </header>
  );
}

function UnknownSignal() {
  return (
    <div className="screen">
      <BackLink to="/signals" name="signals" />
      <EmptyState title="This signal is not here">
        <p>It was raised in another market or replay, or has been cleared.</p>
      </EmptyState>
    </div>
  );
}

/** The same places at the same heights, still empty. */
function SignalSkeleton() {
  return (
    <div className="signal" aria-busy="true">
      <div className="signal-layout">
        <header className="signal-head">
          <BackLink to="/signals" name="signals" />
          <div className="signal-name">
            <Skeleton height="1.625rem" width="9rem" />
          </div>
        </header>
        <div className="signal-chart">
          <Skeleton height="100%" />
        </div>
        <div className="signal-body">
          <Skeleton height="3rem" />
          <Skeleton height="2.75rem" />
        </div>
      </div>
    </div>
  );
}
