import type { UnixMs } from '#shared/market/candle.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { clockTime } from '../ui/formatTime.ts';

export type Obstacle =
  | { readonly kind: 'feed' | 'unknown'; readonly text: string }
  /** A rule of the account, which the verdict already spells out. */
  | { readonly kind: 'rule'; readonly text: string };

/**
 * Why the signal cannot be accepted now; null when it can. Rejecting is always possible.
 */
export function whyNotAccept({
  assessment,
  doubt,
}: {
  readonly assessment: Assessment | null;
  /** Why prices of the symbol cannot be trusted now; null: they can. */
  readonly doubt: string | null;
}): Obstacle | null {
  if (doubt !== null) return { kind: 'feed', text: `${doubt} Nothing can be accepted.` };
  if (!assessment) return { kind: 'unknown', text: 'Size and risk are not known yet.' };
  const unmet = assessment.checks.find((check) => !check.passed);
  return unmet ? { kind: 'rule', text: unmet.text } : null;
}

/** What became of a signal, in one sentence; null while it waits. */
export function outcomeWords(
  { signal, decision }: { readonly signal: Signal; readonly decision: Decision | null },
  now: UnixMs | null,
): string | null {
  if (decision?.answer === 'accepted') return `Accepted at ${clockTime(decision.at)}.`;
  if (decision?.answer === 'rejected') {
    const reason = decision.reason === null ? '' : `, ${decision.reason}`;
    return `Rejected at ${clockTime(decision.at)}${reason}.`;
  }
  if (decision?.answer === 'expired' && decision.reason !== null)
    return `Ended at ${clockTime(decision.at)}, no answer. ${decision.reason}`;
  const isOver = decision?.answer === 'expired' || (now !== null && now >= signal.expiresAt);
  return isOver ? `Expired at ${clockTime(signal.expiresAt)}, no answer.` : null;
}

/** Strategies by their names in speech. */
export const strategyName = (id: string): string =>
  id === 'progressive-smc' ? 'Progressive SMC' : id.replaceAll('-', ' ');
