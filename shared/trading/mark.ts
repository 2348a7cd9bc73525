import { Decimal } from 'decimal.js';
import type { Account } from '../config/accountConfig.ts';
import { decimalText } from '../market/money.ts';
import { resultAt } from './result.ts';
import type { Trade } from './trade.ts';

/** An account's open trades at the last price of their symbols; a trade without a price counts as unchanged, one whose limit waits not at all. */
export interface AccountMark {
  readonly accountId: string;
  readonly equity: string;
  readonly openNet: string;
  readonly trades: {
    readonly tradeId: string;
    readonly price: string;
    readonly net: string;
    readonly rMultiple: number | null;
  }[];
}

/** What the account would be worth if everything open left now, fees included. */
export function markAccount(
  account: Account,
  open: readonly Trade[],
  lastPrice: (symbol: string) => number | null,
): AccountMark {
  const trades = open.flatMap((trade) => {
    // A limit that waits has won and lost nothing.
    if (trade.waitsUntil !== undefined) return [];
    const price = lastPrice(trade.symbol);
    if (price === null) return [];
    const { net, rMultiple } = resultAt(trade, new Decimal(price));
    return [{ tradeId: trade.id, price: decimalText(new Decimal(price)), net: decimalText(net), rMultiple }];
  });
  const openNet = trades.reduce((sum, { net }) => sum.plus(net), new Decimal(0));
  return {
    accountId: account.id,
    equity: decimalText(openNet.plus(account.balance)),
    openNet: decimalText(openNet),
    trades,
  };
}
