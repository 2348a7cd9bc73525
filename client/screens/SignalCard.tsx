import { IconClock, IconShieldCheck } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { MiniChart } from '../chart/MiniChart.tsx';
import { useServerNow } from '../data/serverClock.ts';
import type { SignalEntry } from '../data/signalState.ts';
import { useChart } from '../data/useChart.ts';
import { digitsOf, doubtOf, useStatus } from '../data/useStatus.ts';
import { Countdown, CountdownBar } from '../ui/Countdown.tsx';
import { Direction } from '../ui/Direction.tsx';
import { rewardToRisk } from '../ui/format.ts';
import { clockTime } from '../ui/formatTime.ts';
import { Pill } from '../ui/Pill.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { SizeAtStop } from './SizeAtStop.tsx';
import './SignalCard.css';

const shownCandles = 55;

/** A signal that waits: what it is, where it lies, what it risks and how long it stays. Only its time left ticks. */
export const SignalCard = memo(function SignalCard({
  entry,
  currency,
  isSelected,
}: {
  readonly entry: SignalEntry;
  readonly currency: string;
  readonly isSelected: boolean;
}) {
  const { signal, assessment } = entry;
  const status = useStatus();
  const isStale = doubtOf(status, signal.symbol) !== null;
  const target = signal.targets[0] ?? signal.entry;
  const digits = digitsOf(status, signal.symbol, [signal.entry, signal.stop, target]);
  const name = `${signal.symbol} ${signal.direction}`;
  return (
    <article
      className={`card${isSelected ? ' is-selected' : ''}${isStale ? ' is-stale' : ''}`}
      aria-label={`${name}, ${rewardToRisk(signal.rr)}`}
    >
      <h2 className="card-row">
        <Link
          href={`/signal/${encodeURIComponent(signal.id)}`}
          className="card-link t-lg"
          aria-current={isSelected || undefined}
        >
          {signal.symbol} <Direction side={signal.direction} />
        </Link>
        <span className="card-end t-lg">{rewardToRisk(signal.rr)}</span>
      </h2>
      <Picture signal={signal} target={target} digits={digits} />
      <div className="card-row">
        <SizeAtStop assessment={assessment} currency={currency} />
        <span className="card-end">
          {isStale ? (
            <Pill kind="lamp">
              <IconClock size={14} stroke={2} aria-hidden="true" />
              Feed stale
            </Pill>
          ) : (
            <Verdict assessment={assessment} />
          )}
        </span>
      </div>
      <TimeLeft signal={signal} />
    </article>
  );
});

function TimeLeft({ signal }: { readonly signal: Signal }) {
  const span = { now: useServerNow(), from: signal.createdAt, until: signal.expiresAt };
  return (
    <>
      <div className="card-row">
        <span className="t-label">
          Valid to <span className="is-strong">{clockTime(signal.expiresAt)}</span>
        </span>
        <span className="card-end t-md">
          <Countdown {...span} />
        </span>
      </div>
      <CountdownBar {...span} />
    </>
  );
}

const Picture = memo(function Picture({
  signal,
  target,
  digits,
}: {
  readonly signal: Signal;
  readonly target: number;
  readonly digits: number;
}) {
  const chart = useChart(signal.symbol, signal.timeframe);
  if (!chart) return <Skeleton height="84px" />;
  return (
    <MiniChart
      candles={chart.candles.slice(-shownCandles)}
      zone={signal.zone}
      entry={signal.entry}
      stop={signal.stop}
      target={target}
      direction={signal.direction}
      digits={digits}
      height={84}
    />
  );
});

function Verdict({ assessment }: { readonly assessment: Assessment | null }) {
  if (!assessment) return null;
  if (assessment.verdict === 'blocked') return <Pill kind="breach">Blocked</Pill>;
  return (
    <span className="card-verdict t-label">
      <IconShieldCheck size={17} stroke={1.75} aria-hidden="true" />
      Clear
    </span>
  );
}
