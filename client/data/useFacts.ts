import type { Account } from '#shared/config/accountConfig.ts';
import { db } from './local.ts';
import { useServerNow } from './serverClock.ts';
import type { SignalEntry } from './signalState.ts';
import { waitingOf } from './signalState.ts';
import { storedQuery, useStored } from './useStored.ts';

/** Newest signals kept on screen; the counts cover all. */
const shownSignals = 300;

const currentAccount = async (): Promise<Account | null> => (await db.accounts.orderBy('id').first()) ?? null;

const entriesOf = async (accountId: string, ids: readonly string[]): Promise<SignalEntry[]> => {
  const keys = ids.map((id): [string, string] => [id, accountId]);
  const [signals, decisions, assessments] = await Promise.all([
    db.signals.bulkGet([...ids]),
    db.decisions.bulkGet(keys),
    db.assessments.bulkGet(keys),
  ]);
  return signals.flatMap((signal, i) =>
    signal ? [{ signal, decision: decisions[i] ?? null, assessment: assessments[i] ?? null }] : [],
  );
};

const accountQuery = storedQuery(currentAccount);

const accountsQuery = storedQuery(() => db.accounts.toArray());

const signalsQuery = storedQuery(async () => {
  const account = await currentAccount();
  const ids = await db.signals.orderBy('createdAt').reverse().limit(shownSignals).primaryKeys();
  return entriesOf(account?.id ?? '', ids);
});

const signalQuery = storedQuery(async (id: string) => {
  const account = await currentAccount();
  return (await entriesOf(account?.id ?? '', [id]))[0] ?? null;
});

const decisionCountsQuery = storedQuery(async () => {
  const account = await currentAccount();
  const counted = (answers: readonly string[]) =>
    db.decisions
      .where('[accountId+answer]')
      .anyOf(answers.map((answer) => [account?.id ?? '', answer]))
      .count();
  return { decided: await counted(['accepted', 'rejected']), missed: await counted(['expired']) };
});

const tradesQuery = storedQuery(async () => {
  const account = await currentAccount();
  const trades = await db.trades
    .where('accountId')
    .equals(account?.id ?? '')
    .toArray();
  const endOf = (trade: (typeof trades)[number]) => trade.close?.closedAt ?? trade.openedAt;
  return trades.sort((a, b) => endOf(b) - endOf(a));
});

const tradeQuery = storedQuery(async (id: string) => (await db.trades.get(id)) ?? null);

const summaryQuery = storedQuery(async () => {
  const account = await currentAccount();
  return account ? ((await db.summaries.get(account.id)) ?? null) : null;
});

const markQuery = storedQuery(async () => {
  const account = await currentAccount();
  return account ? ((await db.marks.get(account.id)) ?? null) : null;
});

/** The account in use; null when there is none. */
export const useAccount = () => useStored(accountQuery);

export const useAccounts = () => useStored(accountsQuery);

/** Newest first. */
export const useSignals = () => useStored(signalsQuery);

/** null when this device knows no such signal. */
export const useSignal = (id: string) => useStored(signalQuery, id);

/** How many signals this account answered, and how many ran out. */
export const useDecisionCounts = () => useStored(decisionCountsQuery);

/** Newest first: open ones by entry, closed ones by close. */
export const useTrades = () => useStored(tradesQuery);

/** null when this device knows no such trade. */
export const useTrade = (id: string) => useStored(tradeQuery, id);

/** Statistics of the account in use; null before the server has any. */
export const useSummary = () => useStored(summaryQuery);

/** Open trades at the last price; null when none was heard yet. */
export const useMark = () => useStored(markQuery);

/** Signals that need an answer now, those that run out first on top. */
export function useWaiting(): SignalEntry[] | undefined {
  const now = useServerNow();
  const entries = useSignals();
  return entries && waitingOf(entries, now);
}
