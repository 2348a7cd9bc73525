import { zoneKey } from '../strategies/baseStrategy.ts';
import type { Decision } from '../trading/decision.ts';
import type { Signal } from '../trading/signal.ts';
import { type AccountState, withDecision, withoutKey } from './accountState.ts';
import type { FactDraft } from './messages.ts';
import type { Outcome } from './outcome.ts';

/** Signals whose time is over by `at`, each with its fact; the state without them. */
export function expire(state: AccountState, at: number): Outcome {
  const over = [...state.waiting.values()].filter(({ signal }) => signal.expiresAt <= at);
  let next = state;
  const facts: FactDraft[] = [];
  for (const { signal } of over) {
    const decision: Decision = {
      signalId: signal.id,
      accountId: state.account.id,
      by: 'auto',
      answer: 'expired',
      reason: null,
      commandId: null,
      tradeId: null,
      at: signal.expiresAt,
    };
    next = decided(next, decision);
    facts.push({
      kind: 'signalExpired',
      at: signal.expiresAt,
      accountId: state.account.id,
      rows: { decisions: [decision] },
    });
  }
  return { state: next, facts, result: null };
}

/** The state once a waiting signal has its final answer. */
export function decided(state: AccountState, decision: Decision): AccountState {
  const waiting = state.waiting.get(decision.signalId);
  return {
    ...state,
    waiting: withoutKey(state.waiting, decision.signalId),
    decisions: withDecision(state.decisions, decision),
    // Nobody said no: after an expiry the zone may be offered again.
    takenZones:
      decision.answer === 'expired' && waiting
        ? withoutZone(state.takenZones, zoneOf(waiting.signal))
        : state.takenZones,
  };
}

export const zoneOf = (signal: Signal) => zoneKey(signal.zone.blockId, signal.zone.state);

export function withoutZone(zones: ReadonlySet<string>, zone: string): ReadonlySet<string> {
  const copy = new Set(zones);
  copy.delete(zone);
  return copy;
}
