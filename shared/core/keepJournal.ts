import { Decimal } from 'decimal.js';
import { balanceOf } from '../journal/metrics.ts';
import { decimalText } from '../market/money.ts';
import type { CloseTrade, DeleteTrade, EditAccount } from '../sync/commands.ts';
import { closeAt } from '../trading/result.ts';
import type { Trade } from '../trading/trade.ts';
import { type AccountState, withEntry } from './accountState.ts';
import { accountRows, applied, clockText, type Outcome, refused } from './outcome.ts';
import { withoutResting } from './restingEntries.ts';

const unknownTrade = (state: AccountState, tradeId: string) =>
  refused(state, 'trade.unknown', `No trade "${tradeId}" on ${state.account.name}.`);

/** Of a trade whose limit waits. */
export const nothingToClose = ({ entry }: Trade): string =>
  `Price has yet to come to the limit ${entry}: there is nothing to close. Delete the trade if you have taken the limit back.`;

export function closeTrade(state: AccountState, command: CloseTrade, at: number): Outcome {
  const trade = state.trades.get(command.tradeId);
  if (!trade) return unknownTrade(state, command.tradeId);
  if (trade.close !== null) {
    const text = `Already closed at ${trade.close.exit}, ${clockText(trade.close.closedAt)}.`;
    return {
      state,
      facts: [],
      result: { status: 'noop', code: 'trade.alreadyClosed', text, rows: { trades: [trade] } },
    };
  }
  if (trade.waitsUntil !== undefined)
    return refused(state, 'trade.waits', nothingToClose(trade), { trades: [trade] });
  const closedAt = command.at ?? at;
  if (closedAt < trade.openedAt || closedAt > at) {
    const text = `The close must lie between the entry (${new Date(trade.openedAt).toISOString()}) and now (${new Date(at).toISOString()}), not at ${new Date(closedAt).toISOString()}.`;
    return refused(state, 'trade.closeTime', text, { trades: [trade] });
  }
  const closed: Trade = {
    ...trade,
    close: closeAt(trade, { price: new Decimal(command.price), at: closedAt }),
    note: command.note ?? trade.note,
  };
  const next = withTrades(state, withEntry(state.trades, closed.id, closed));
  const rows = { trades: [closed], ...accountRows(next, at) };
  return applied(next, { kind: 'tradeClosed', at, accountId: state.account.id, rows });
}

export function deleteTrade(state: AccountState, command: DeleteTrade, at: number): Outcome {
  if (!state.trades.has(command.tradeId)) return unknownTrade(state, command.tradeId);
  const left = withoutResting(state, command.tradeId);
  const next = withTrades(left, left.trades);
  const rows = { deletedTrades: [command.tradeId], ...accountRows(next, at) };
  return applied(next, { kind: 'tradeDeleted', at, accountId: state.account.id, rows });
}

export function editAccount(state: AccountState, command: EditAccount, at: number): Outcome {
  const { initialBalance, riskPerTradePct, ...settings } = command.settings;
  const account = {
    ...state.account,
    ...settings,
    initialBalance: plain(initialBalance),
    riskPerTradePct: plain(riskPerTradePct),
  };
  const next = withTrades({ ...state, account }, state.trades);
  const rows = accountRows(next, at);
  return applied(next, { kind: 'accountEdited', at, accountId: state.account.id, rows });
}

/** As it comes back from the store: "0100.50" is "100.5". */
const plain = (typed: string) => decimalText(new Decimal(typed));

function withTrades(state: AccountState, trades: ReadonlyMap<string, Trade>): AccountState {
  const balance = balanceOf(state.account.initialBalance, [...trades.values()]);
  return { ...state, trades, account: { ...state.account, balance } };
}
