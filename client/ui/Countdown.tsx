import type { UnixMs } from '#shared/market/candle.ts';
import { timeLeft } from './formatTime.ts';
import { Pill } from './Pill.tsx';
import './Countdown.css';

/** Below this the clock is running out and its lamp lights. */
const lampMs = 60_000;

interface Span {
  /** Server time; null before the server was heard of. */
  readonly now: UnixMs | null;
  readonly from: UnixMs;
  readonly until: UnixMs;
}

const leftOf = ({ now, until }: Span): number | null => (now === null ? null : Math.max(0, until - now));
const isRunningOut = (left: number | null): boolean => left !== null && left <= lampMs;

/** Time left on the server's clock. */
export function Countdown(span: Span) {
  const left = leftOf(span);
  const text = left === null ? '—' : timeLeft(left);
  return (
    <span className="countdown" role="timer" aria-label={`Time left ${text}`}>
      {isRunningOut(left) ? <Pill kind="lamp">{text}</Pill> : text}
    </span>
  );
}

/** The 3 px bar on an edge that shrinks with the time left. */
export function CountdownBar(span: Span) {
  const left = leftOf(span);
  const share = left === null ? 1 : Math.min(1, left / Math.max(1, span.until - span.from));
  return (
    <span className="countdown-bar" aria-hidden="true">
      <span
        className={isRunningOut(left) ? 'countdown-rest is-lamp' : 'countdown-rest'}
        style={{ transform: `scaleX(${share})` }}
      />
    </span>
  );
}
