import { legsOf, watchedPrice } from './brackets.ts';
import { type Floor, memberOf, type Pit } from './floor.ts';
import type { LiveOrder, StopPart } from './liveOrder.ts';
import { marginShortfall } from './marginChecks.ts';
import { reducible, restOrder, takeOffers } from './matching.ts';
import type { Side } from './order.ts';
import { cancelOrder } from './orderEnds.ts';
import { bandOf } from './priceBand.ts';
import { tellOrder, tellWallet } from './tell.ts';

/** Whether the price is where the stop waits for it. */
export function isTriggered(side: Side, stop: Pick<StopPart, 'kind' | 'price'>, price: number): boolean {
  const waitsBelow = (side === 'sell') === (stop.kind === 'stop_loss_order');
  return waitsBelow ? price <= stop.price : price >= stop.price;
}

/** Lets trailing stops follow the prices of now, and sends the orders whose time has come. */
export function checkStops(floor: Floor, pit: Pit): void {
  if (pit.stops.size === 0) return;
  for (const order of [...pit.stops]) {
    // A sibling may have ended it a moment ago.
    if (order.state !== 'pending' || order.stop === null) continue;
    const price = watchedPrice(floor, pit.market, order.stop.trigger);
    trail(floor, order, order.stop, price);
    if (isTriggered(order.side, order.stop, price)) sendTriggered(floor, pit, order);
  }
}

function trail(floor: Floor, order: LiveOrder, stop: StopPart, price: number): void {
  if (stop.trail === null) return;
  const behind = order.side === 'sell' ? price - stop.trail : price + stop.trail;
  const isBetter = order.side === 'sell' ? behind > stop.price : behind < stop.price;
  if (!isBetter) return;
  stop.price = behind;
  tellOrder(floor, order, 'update', 'stop_update');
}

function sendTriggered(floor: Floor, pit: Pit, order: LiveOrder): void {
  pit.stops.delete(order);
  if (order.isBracketLeg) {
    for (const sibling of legsOf(floor, order.userId, pit.market)) {
      cancelOrder(floor, sibling, { cancellation: 'sibling_triggered', reason: 'stop_cancel' });
    }
  }
  const refusal = refusalNow(floor, pit, order);
  if (refusal !== null) {
    cancelOrder(floor, order, { cancellation: refusal, reason: 'stop_cancel' });
    return;
  }
  order.state = 'open';
  tellOrder(floor, order, 'update', 'stop_trigger');
  sendOpen(floor, order);
}

/** What was true when the stop was placed may be so no more. */
function refusalNow(floor: Floor, { market }: Pit, order: LiveOrder): string | null {
  if (order.reduceOnly) return reducible(floor, order) === 0 ? 'no_position_left_for_reduce_only' : null;
  const price = market.grid.text(order.limit ?? watchedPrice(floor, market, 'mark_price'));
  const member = memberOf(floor, order.userId);
  const shortfall = marginShortfall(member, market, {
    side: order.side,
    asked: { size: order.unfilled, price },
  });
  return shortfall === null ? null : 'insufficient_margin';
}

/** An open order goes to the book: what can be had at once, the rest rests or is cancelled. */
export function sendOpen(floor: Floor, order: LiveOrder): void {
  const limit = order.limit ?? bandOf(floor, order.market)[order.side === 'buy' ? 'upper' : 'lower'];
  takeOffers(floor, order, { limit, fillType: 'normal' });
  if (order.state !== 'open') return;
  if (order.limit !== null && order.timeInForce === 'gtc') {
    restOrder(floor, order);
    tellWallet(floor, order.userId);
    return;
  }
  const isSpent = reducible(floor, order) === 0;
  const unfilled = order.type === 'market_order' ? 'market_order_unfilled' : 'ioc_unfilled';
  cancelOrder(floor, order, {
    cancellation: isSpent ? 'no_position_left_for_reduce_only' : unfilled,
    reason: null,
  });
}
