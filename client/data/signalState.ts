import type { UnixMs } from '#shared/market/candle.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';

/** A signal with what became of it on the account in use. */
export interface SignalEntry {
  readonly signal: Signal;
  readonly decision: Decision | null;
  readonly assessment: Assessment | null;
}

export type SignalSegment = 'waiting' | 'decided' | 'missed';

/** Without a decision it waits until the server's clock passes its end, even before the server says so. */
export function segmentOf({ signal, decision }: SignalEntry, now: UnixMs | null): SignalSegment {
  if (decision) return decision.answer === 'expired' ? 'missed' : 'decided';
  return now !== null && now >= signal.expiresAt ? 'missed' : 'waiting';
}

/** Those that run out first come first. */
export const waitingOf = (entries: readonly SignalEntry[], now: UnixMs | null): SignalEntry[] =>
  entries
    .filter((entry) => segmentOf(entry, now) === 'waiting')
    .sort((a, b) => a.signal.expiresAt - b.signal.expiresAt);
