import { openTrade } from '../executors/byHand.ts';
import type { AnswerSignal } from '../sync/commands.ts';
import type { Decision } from '../trading/decision.ts';
import { type AccountState, type WaitingSignal, withEntry } from './accountState.ts';
import { decided } from './expiry.ts';
import type { CoreEvent } from './messages.ts';
import { accountRows, applied, assessWaiting, clockText, type Outcome, refused } from './outcome.ts';

/** The owner's answer. The first valid one wins; later ones are told who was first. */
export function answerSignal(
  state: AccountState,
  { command, at, doubt, lastPrice }: Extract<CoreEvent, { type: 'answered' }>,
): Outcome {
  const decision = state.decisions.get(command.signalId);
  if (decision) return alreadyDecided(state, decision, command);
  const waiting = state.waiting.get(command.signalId);
  if (!waiting)
    return refused(
      state,
      'signal.unknown',
      `No signal "${command.signalId}" is waiting on ${state.account.name}.`,
    );
  if (command.answer === 'reject') return reject(state, command, at);
  if (doubt !== null) return refused(state, 'feed.doubtful', `${doubt} Nothing was accepted.`);
  const now = lastPrice === null ? waiting : { ...waiting, lastPrice };
  return accept(state, now, command, at);
}

const ownersDecision = (state: AccountState, command: AnswerSignal, at: number) => ({
  signalId: command.signalId,
  accountId: state.account.id,
  by: 'owner' as const,
  reason: command.reason,
  commandId: command.commandId,
  at,
});

function reject(state: AccountState, command: AnswerSignal, at: number): Outcome {
  const decision: Decision = { ...ownersDecision(state, command, at), answer: 'rejected', tradeId: null };
  const rows = { decisions: [decision] };
  return applied(decided(state, decision), { kind: 'signalRejected', at, accountId: state.account.id, rows });
}

function accept(state: AccountState, waiting: WaitingSignal, command: AnswerSignal, at: number): Outcome {
  const assessment = assessWaiting(state, waiting, at);
  const unmet = assessment.checks.find((check) => !check.passed);
  if (unmet) {
    // The phone shows this verdict: a close at which it is another one has to be told.
    const judged = { ...state, waiting: withEntry(state.waiting, waiting.signal.id, waiting) };
    return refused(judged, `rule.${unmet.rule}`, unmet.text, { assessments: [assessment] });
  }
  const trade = openTrade({ ...waiting, assessment, account: state.account, at });
  const decision: Decision = { ...ownersDecision(state, command, at), answer: 'accepted', tradeId: trade.id };
  const { resting } = state;
  const next = {
    ...decided(state, decision),
    trades: withEntry(state.trades, trade.id, trade),
    resting: trade.waitsUntil === undefined ? resting : withEntry(resting, trade.id, waiting.signal),
  };
  const rows = { decisions: [decision], trades: [trade], ...accountRows(next, at) };
  return applied(next, { kind: 'signalAccepted', at, accountId: state.account.id, rows });
}

function alreadyDecided(state: AccountState, decision: Decision, command: AnswerSignal): Outcome {
  const rows = { decisions: [decision] };
  const trade = decision.tradeId === null ? undefined : state.trades.get(decision.tradeId);
  const known = trade ? { ...rows, trades: [trade] } : rows;
  if (decision.answer === 'expired') {
    const why = decision.reason === null ? '' : ` ${decision.reason}`;
    const text = `Expired at ${clockText(decision.at)}, before the answer arrived.${why} Nothing was done.`;
    if (command.answer === 'reject')
      return { state, facts: [], result: { status: 'noop', code: 'signal.expired', text, rows } };
    return refused(state, 'signal.expired', text, rows);
  }
  const text = `Already ${decision.answer} at ${clockText(decision.at)}.`;
  return {
    state,
    facts: [],
    result: {
      status: 'noop',
      code: `signal.already${decision.answer === 'accepted' ? 'Accepted' : 'Rejected'}`,
      text,
      rows: known,
    },
  };
}
