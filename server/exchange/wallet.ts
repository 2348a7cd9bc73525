import type { Decimal } from 'decimal.js';
import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import type { Wallet } from './account.ts';
import { type Floor, type Member, markOf } from './floor.ts';
import { type LiveOrder, reservedCommission, signOf } from './liveOrder.ts';
import { initialMarginPct, notionalOf, shareOf } from './margin.ts';
import type { Market } from './market.ts';
import { type Side, sides } from './order.ts';
import { liquidationFee, unrealizedPnl } from './trader.ts';

const zero: Decimal = new Exact(0);

interface Blocked {
  readonly orderMargin: Decimal;
  readonly positionMargin: Decimal;
  readonly commission: Decimal;
}

/** What is not free to use, and for what. */
function blockedOf(member: Member): Blocked {
  let orderMargin = zero;
  let positionMargin = zero;
  let commission = zero;
  for (const holding of member.trader.holdings) {
    positionMargin = positionMargin.plus(holding.margin);
    commission = commission.plus(liquidationFee(holding));
  }
  const resting = member.orders.working.filter(({ state }) => state === 'open');
  for (const market of new Set(resting.map((order) => order.market))) {
    for (const side of sides) orderMargin = orderMargin.plus(sideMargin(member, market, side));
  }
  for (const order of resting) commission = commission.plus(reservedCommission(order));
  return { orderMargin, positionMargin, commission };
}

export function availableOf(member: Member): Decimal {
  const { orderMargin, positionMargin, commission } = blockedOf(member);
  return member.trader.balance.minus(orderMargin).minus(positionMargin).minus(commission);
}

export interface Asked {
  readonly size: number;
  /** Decimal text. */
  readonly price: string;
}

/**
 * Margin of one side's resting orders and of one more that is asked for: what only closes the position needs none, and
 * the earliest orders are those that close it.
 */
export function sideMargin(
  member: Member,
  market: Market,
  side: Side,
  options: { readonly asked?: Asked; readonly without?: LiveOrder; readonly leverage?: string } = {},
): Decimal {
  const holding = member.trader.holding(market);
  const { product, grid } = market;
  let closing = Math.max(0, -signOf(side) * holding.size);
  let notional = zero;
  const add = (size: number, price: string) => {
    const opening = Math.max(0, size - closing);
    closing = Math.max(0, closing - size);
    notional = notional.plus(notionalOf(product, opening, price));
  };
  for (const order of member.orders.working) {
    if (order === options.without || order.market !== market || order.side !== side) continue;
    if (order.state !== 'open' || order.limit === null || order.reduceOnly) continue;
    add(order.unfilled, grid.text(order.limit));
  }
  if (options.asked !== undefined) add(options.asked.size, options.asked.price);
  if (notional.isZero()) return zero;
  const held = Math.sign(holding.size) === signOf(side) ? holding.cost : zero;
  const leverage = options.leverage ?? holding.leverage;
  return shareOf(initialMarginPct(product, leverage, notional.plus(held)), notional);
}

export function walletView(floor: Floor, member: Member): Wallet {
  const { balance, holdings, user } = member.trader;
  const { orderMargin, positionMargin, commission } = blockedOf(member);
  const blocked = orderMargin.plus(positionMargin).plus(commission);
  const unrealized = holdings.reduce(
    (sum, holding) => sum.plus(unrealizedPnl(holding, markOf(floor, holding.market))),
    zero,
  );
  return {
    userId: user.id,
    balance: decimalText(balance),
    availableBalance: decimalText(balance.minus(blocked)),
    orderMargin: decimalText(orderMargin),
    positionMargin: decimalText(positionMargin),
    commission: decimalText(commission),
    blockedMargin: decimalText(blocked),
    unrealizedPnl: decimalText(unrealized),
    netEquity: decimalText(balance.plus(unrealized)),
  };
}
