import { summarize } from '../journal/metrics.ts';
import type { Assessment } from '../risk/assessment.ts';
import { assess } from '../risk/gate.ts';
import type { Rows } from '../sync/rows.ts';
import { type AccountState, openTrades, type WaitingSignal } from './accountState.ts';
import type { FactDraft, ResultDraft } from './messages.ts';

export interface Outcome {
  readonly state: AccountState;
  readonly facts: readonly FactDraft[];
  /** Only for commands. */
  readonly result: ResultDraft | null;
}

export const nothing = (state: AccountState): Outcome => ({ state, facts: [], result: null });
export const refused = (state: AccountState, code: string, text: string, rows: Rows = {}): Outcome => ({
  state,
  facts: [],
  result: { status: 'refused', code, text, rows },
});

/** One fact became true because of a command. */
export const applied = (state: AccountState, fact: FactDraft): Outcome => ({
  state,
  facts: [fact],
  result: { status: 'applied' },
});

export const assessWaiting = (state: AccountState, waiting: WaitingSignal, at: number): Assessment =>
  assess({ ...waiting, account: state.account, openTrades: openTrades(state).length, at });

/** Sizes and limits of every waiting signal move with the account, so each change of it carries them anew. */
const assessments = (state: AccountState, at: number): Assessment[] =>
  [...state.waiting.values()].map((waiting) => assessWaiting(state, waiting, at));

/** The account, its statistics and the sizes that follow from both. */
export function accountRows(state: AccountState, at: number): Rows {
  return {
    accounts: [state.account],
    summaries: [summarize(state.account, [...state.trades.values()])],
    assessments: assessments(state, at),
  };
}

/** Clock time as the texts of answers show it. */
export const clockText = (at: number) => `${new Date(at).toISOString().slice(11, 19)} UTC`;
