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
    const ended = endedWaiting(next, signal, { at: signal.expiresAt, reason: null });
    next = ended.state;
    facts.push(...ended.facts);
  }
  return { state: next, facts, result: null };
}

/** A waiting signal that nobody answered is over; `reason` says why before its time. */
export function endedWaiting(
  state: AccountState,
  { id }: Signal,
  { at, reason }: { readonly at: number; readonly reason: string | null },
): Outcome {
  const accountId = state.account.id;
  const decision: Decision = {
    ...{ signalId: id, accountId, by: 'auto', answer: 'expired', reason, commandId: null, tradeId: null, at },
  };
  const fact: FactDraft = { kind: 'signalExpired', at, accountId, rows: { decisions: [decision] } };
  return { state: decided(state, decision), facts: [fact], result: null };
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
