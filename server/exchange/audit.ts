import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import { type Floor, markOf } from './floor.ts';
import { notionalOf } from './margin.ts';
import type { Ledger } from './model.ts';
import { unrealizedPnl } from './trader.ts';

/** Where all deposited money is now, the other side's open contracts valued at mark as users' are. */
export function auditOf(floor: Floor): Ledger {
  const { house } = floor;
  let wallets = new Exact(0);
  let unrealized = new Exact(0);
  for (const { trader } of floor.members.values()) {
    wallets = wallets.plus(trader.balance);
    for (const holding of trader.holdings) {
      unrealized = unrealized.plus(unrealizedPnl(holding, markOf(floor, holding.market)));
    }
  }
  let counterparty = house.cash;
  for (const { market } of floor.pits.values()) {
    const size = house.sizes.get(market.product.symbol) ?? 0;
    const mark = market.grid.text(markOf(floor, market));
    counterparty = counterparty.plus(notionalOf(market.product, size, mark));
  }
  return {
    deposits: decimalText(house.deposits),
    wallets: decimalText(wallets),
    unrealized: decimalText(unrealized),
    fees: decimalText(house.fees),
    counterparty: decimalText(counterparty),
    funding: decimalText(house.funding),
  };
}
