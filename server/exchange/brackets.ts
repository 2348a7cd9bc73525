import { type Floor, memberOf, pitOf } from './floor.ts';
import { type LiveOrder, signOf } from './liveOrder.ts';
import type { Market } from './market.ts';
import { newOrder } from './newOrder.ts';
import type { Bracket } from './order.ts';
import { cancelOrder } from './orderEnds.ts';
import { tellOrder } from './tell.ts';

/** The legs that wait for the user's position in the product. */
export function legsOf(floor: Floor, userId: number, market: Market): LiveOrder[] {
  return [...pitOf(floor, market).stops].filter((order) => order.isBracketLeg && order.userId === userId);
}

/** Lays a stop, a target or both around the whole position, which is open. */
export function layLegs(floor: Floor, place: Place, bracket: Bracket): LiveOrder[] {
  const { userId, market } = place;
  const { size } = memberOf(floor, userId).trader.holding(market);
  const { grid } = market;
  const ticksOf = (text: string | null) => (text === null ? null : grid.ticks(text));
  const leg = (kind: 'stop_loss_order' | 'take_profit_order', price: number, limitText: string | null) => {
    const limit = ticksOf(limitText);
    const trail = kind === 'stop_loss_order' ? ticksOf(bracket.trailAmount) : null;
    const order = newOrder(floor, {
      userId,
      market,
      side: size > 0 ? 'sell' : 'buy',
      size: Math.abs(size),
      type: limit === null ? 'market_order' : 'limit_order',
      limit,
      reduceOnly: true,
      stop: { kind, price, trail, trigger: bracket.trigger },
      isBracketLeg: true,
    });
    pitOf(floor, market).stops.add(order);
    tellOrder(floor, order, 'create', null);
    return order;
  };
  const trail = ticksOf(bracket.trailAmount);
  const trailed =
    trail === null ? null : watchedPrice(floor, market, bracket.trigger) - Math.sign(size) * trail;
  const stop = trailed ?? ticksOf(bracket.stopLossPrice);
  const target = ticksOf(bracket.takeProfitPrice);
  return [
    ...(stop === null ? [] : [leg('stop_loss_order', stop, bracket.stopLossLimitPrice)]),
    ...(target === null ? [] : [leg('take_profit_order', target, bracket.takeProfitLimitPrice)]),
  ];
}

export interface Place {
  readonly userId: number;
  readonly market: Market;
}

/** The price in ticks that a stop looks at. */
export function watchedPrice(floor: Floor, market: Market, trigger: Bracket['trigger']): number {
  switch (trigger) {
    case 'mark_price':
      return market.markAt(floor.nowUs());
    case 'spot_price':
      return market.spotAt(floor.nowUs());
    case 'last_traded_price':
      return market.last;
  }
}

/** After the position changed: legs guard all of it, and reduce-only orders are no larger than it. */
export function followPosition(floor: Floor, { userId, market }: Place): void {
  const member = memberOf(floor, userId);
  const { size } = member.trader.holding(market);
  for (const order of member.orders.working) {
    if (order.market !== market || !order.reduceOnly) continue;
    const left = Math.max(0, -signOf(order.side) * size);
    if (left === 0) {
      const isLeg = order.isBracketLeg;
      const cancellation = isLeg ? 'position_closed' : 'no_position_left_for_reduce_only';
      cancelOrder(floor, order, { cancellation, reason: isLeg ? 'stop_cancel' : null });
    } else if (order.isBracketLeg && order.state === 'pending') {
      resize(floor, order, left);
    } else if (order.unfilled > left) resize(floor, order, left);
  }
}

function resize(floor: Floor, order: LiveOrder, unfilled: number): void {
  if (order.unfilled === unfilled) return;
  order.size += unfilled - order.unfilled;
  order.unfilled = unfilled;
  tellOrder(floor, order, 'update', order.state === 'pending' ? 'stop_update' : null);
}
