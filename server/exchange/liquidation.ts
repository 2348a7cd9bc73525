import { Exact } from '#shared/market/exact.ts';
import { fillOrder } from './fills.ts';
import { type Floor, type Member, markOf, type Pit } from './floor.ts';
import { bankruptcyPrice, initialMarginPct, shareOf } from './margin.ts';
import { takeOffers } from './matching.ts';
import { newOrder } from './newOrder.ts';
import { cancelOrder } from './orderEnds.ts';
import { tellOrder, tellPosition, tellWallet } from './tell.ts';
import { type Holding, touched, towardsSafety, unrealizedPnl } from './trader.ts';
import { availableOf } from './wallet.ts';

/** Looks at every position in the product at the mark of now. */
export function checkLiquidations(floor: Floor, pit: Pit): void {
  const mark = markOf(floor, pit.market);
  for (const member of floor.members.values()) {
    const holding = member.trader.holding(pit.market);
    if (!isDue(holding, mark)) continue;
    if (holding.isAutoTopup) topUp(floor, member, holding, mark);
    if (isDue(holding, mark)) liquidate(floor, pit, member);
  }
}

const isDue = ({ size, liquidationTicks }: Holding, mark: number): boolean =>
  liquidationTicks !== null && (size > 0 ? mark <= liquidationTicks : mark >= liquidationTicks);

/** Takes what is free of the wallet to have the initial margin again after the loss, as far as it goes. */
function topUp(floor: Floor, member: Member, holding: Holding, mark: number): void {
  const { product } = holding.market;
  const wanted = shareOf(initialMarginPct(product, holding.leverage, holding.cost), holding.cost);
  const missing = wanted.minus(holding.margin).minus(unrealizedPnl(holding, mark));
  const added = Exact.max(0, Exact.min(missing, availableOf(member)));
  if (added.isZero()) return;
  holding.margin = holding.margin.plus(added);
  touched(holding, floor.nowUs());
  tellPosition(floor, member.trader.user.id, holding, 'auto_topup');
  tellWallet(floor, member.trader.user.id);
}

/**
 * The product's orders of the user are cancelled, the position is sent to the book at its bankruptcy price, and what
 * nobody takes there goes to the other side at that price, as deleveraging would have it.
 */
function liquidate(floor: Floor, pit: Pit, member: Member): void {
  const { market } = pit;
  const holding = member.trader.holding(market);
  const userId = member.trader.user.id;
  for (const order of member.orders.working) {
    if (order.market === market)
      cancelOrder(floor, order, { cancellation: 'liquidation', reason: 'liquidation' });
  }
  const limit = towardsSafety(holding, bankruptcyPrice) ?? 1;
  const order = newOrder(floor, {
    userId,
    market,
    side: holding.size > 0 ? 'sell' : 'buy',
    size: Math.abs(holding.size),
    type: 'limit_order',
    limit,
    timeInForce: 'ioc',
    reduceOnly: true,
  });
  tellOrder(floor, order, 'create', 'liquidation');
  takeOffers(floor, order, { limit, fillType: 'liquidation' });
  if (order.unfilled === 0) return;
  fillOrder(floor, order, { size: order.unfilled, price: limit, role: 'taker', fillType: 'adl' });
}
