import type { AccountSettings } from '#shared/config/accountConfig.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { CommandResult } from '#shared/sync/commands.ts';
import type { TradeClose } from '#shared/trading/trade.ts';
import { db, live } from './local.ts';
import type { Outcome } from './outcome.ts';
import { outcomeOf } from './outcome.ts';
import { pendingIds } from './pendingIds.ts';
import { applyAnswer } from './sync.ts';
import { trpc } from './trpc.ts';

export interface SignalAnswer {
  readonly accountId: string;
  readonly signalId: string;
  readonly answer: 'accept' | 'reject';
  readonly reason: string | null;
}

export interface TradeClosing {
  readonly accountId: string;
  readonly tradeId: string;
  /** Decimal text. */
  readonly price: string;
  /** Epoch ms; null means now, by the server's clock. */
  readonly at: number | null;
  readonly note: string | null;
}

const ids = pendingIds();

export const answerSignal = (answer: SignalAnswer): Promise<Outcome> =>
  send({ procedure: 'answer', ...answer }, (commandId) =>
    trpc.signals.answer.mutate({ commandId, ...answer }),
  );

export const closeTrade = (closing: TradeClosing): Promise<Outcome> =>
  send({ procedure: 'close', ...closing }, (commandId) =>
    trpc.trades.close.mutate({ commandId, ...closing }),
  );

export const deleteTrade = (trade: { readonly accountId: string; readonly tradeId: string }) =>
  send({ procedure: 'delete', ...trade }, (commandId) => trpc.trades.delete.mutate({ commandId, ...trade }));

export const editAccount = (edit: { readonly accountId: string; readonly settings: AccountSettings }) =>
  send({ procedure: 'edit', ...edit }, (commandId) => trpc.accounts.edit.mutate({ commandId, ...edit }));

/** What accepting would mean right now, or why that cannot be told. */
export async function assessSignal(signal: {
  readonly signalId: string;
  readonly accountId: string;
}): Promise<Assessment | Outcome> {
  try {
    return await trpc.signals.assess.query(signal);
  } catch (error) {
    return outcomeOf(error);
  }
}

/** What closing at this price would make, or why that cannot be told. */
export async function previewClose(close: {
  readonly accountId: string;
  readonly tradeId: string;
  readonly price: string;
}): Promise<TradeClose | Outcome> {
  try {
    return await trpc.trades.preview.query(close);
  } catch (error) {
    return outcomeOf(error);
  }
}

async function send(
  content: object,
  mutate: (commandId: string) => Promise<CommandResult>,
): Promise<Outcome> {
  const pending = ids.claim(content);
  try {
    const result = await mutate(pending.id);
    pending.settle();
    // The answer stands even when it cannot be written down here: the stream brings the rows.
    await applyAnswer(db, result.rows).catch(() => live.resume());
    if (result.status === 'applied') return { kind: 'applied' };
    if (result.status === 'noop') return { kind: 'noop', text: result.text };
    return { kind: 'refused', code: result.code, text: result.text };
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome.kind !== 'unsent') pending.settle();
    return outcome;
  }
}
