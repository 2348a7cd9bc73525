import type { FillType } from './account.ts';
import { fillOrder } from './fills.ts';
import { type Floor, memberOf, type Pit, pitOf } from './floor.ts';
import { isWorking, type LiveOrder, otherSide, signOf } from './liveOrder.ts';
import type { Print } from './market.ts';
import type { Side } from './order.ts';
import { cancelOrder, tellBook } from './orderEnds.ts';

/** What can be had at once: of the market, or of a user whose order rests. */
type Offer =
  | { readonly from: 'market'; readonly price: number; readonly size: number }
  | { readonly from: 'user'; readonly price: number; readonly order: LiveOrder };

/** Whether a taker with this limit (null: any) accepts the price. */
export const isWithin = (side: Side, price: number, limit: number | null): boolean =>
  limit === null || (side === 'buy' ? price <= limit : price >= limit);

/** The best that a taker of this side can have; at one price the market was there before. */
export function bestOffer(pit: Pit, side: Side): Offer | null {
  const maker = otherSide(side);
  const [order] = pit.resting.of(maker);
  const own = offersOf(pit, maker).next().value ?? null;
  const isUsers = order?.limit != null && (own === null || !isWithin(side, own.price, order.limit));
  if (order?.limit != null && isUsers) return { from: 'user', price: order.limit, order };
  return own === null ? null : { from: 'market', ...own };
}

/**
 * The market's own levels of a maker's side, best first. It steps back from where a user's order of the other side rests,
 * so that the book never crosses.
 */
export function* offersOf(
  pit: Pit,
  side: Side,
): Generator<{ readonly price: number; readonly size: number }> {
  const opposite = pit.resting.best(otherSide(side));
  for (const level of pit.market.liquidity.levels(side)) {
    const isClear = opposite === null || (side === 'buy' ? level.price < opposite : level.price > opposite);
    if (isClear) yield level;
  }
}

/** Contracts a reduce-only order may still trade; others as many as they like. */
export function reducible(floor: Floor, order: LiveOrder): number {
  if (!order.reduceOnly) return Number.POSITIVE_INFINITY;
  const { size } = memberOf(floor, order.userId).trader.holding(order.market);
  return Math.max(0, -signOf(order.side) * size);
}

/** Trades what can be had at once within the limit, in ticks. An own order that is met makes way. */
export function takeOffers(
  floor: Floor,
  order: LiveOrder,
  { limit, fillType }: { readonly limit: number | null; readonly fillType: FillType },
): void {
  const pit = pitOf(floor, order.market);
  while (isWorking(order) && order.unfilled > 0) {
    const offer = bestOffer(pit, order.side);
    const most = Math.min(order.unfilled, reducible(floor, order));
    if (offer === null || most === 0 || !isWithin(order.side, offer.price, limit)) break;
    if (offer.from === 'user') takeFromUser(floor, order, { maker: offer.order, most, fillType });
    else {
      const size = Math.min(most, offer.size);
      pit.market.liquidity.take(offer.price, size);
      advanceQueue(pit, { side: otherSide(order.side), price: offer.price, size });
      fillOrder(floor, order, { size, price: offer.price, role: 'taker', fillType });
    }
  }
  tellBook(floor, order);
}

function takeFromUser(
  floor: Floor,
  order: LiveOrder,
  deal: { readonly maker: LiveOrder; readonly most: number; readonly fillType: FillType },
): void {
  const { maker, most, fillType } = deal;
  if (maker.userId === order.userId) {
    cancelOrder(floor, maker, { cancellation: 'self_trade', reason: 'self_trade' });
    return;
  }
  const size = Math.min(most, maker.unfilled, reducible(floor, maker));
  if (size === 0) {
    cancelOrder(floor, maker, { cancellation: 'no_position_left_for_reduce_only', reason: null });
    return;
  }
  const price = maker.limit ?? 0;
  fillOrder(floor, maker, { size, price, role: 'maker', fillType: 'normal' });
  fillOrder(floor, order, { size, price, role: 'taker', fillType });
}

interface Volume {
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

/** The market's contracts at the price became fewer: whoever waits behind them moves up. */
function advanceQueue(pit: Pit, { side, price, size }: Volume): void {
  for (const order of pit.resting.of(side)) {
    if (order.limit === price) order.queueAhead = Math.max(0, order.queueAhead - size);
  }
}

/** The rest of the order waits in the book behind what the market has at its price. */
export function restOrder(floor: Floor, order: LiveOrder): void {
  const pit = pitOf(floor, order.market);
  order.queueAhead = pit.market.liquidity.sizeAt(order.side, order.limit ?? 0);
  pit.resting.add(order);
  tellBook(floor, order);
  if (!floor.faults.fillsInstantly) return;
  const size = Math.min(order.unfilled, reducible(floor, order));
  fillOrder(floor, order, { size, price: order.limit ?? 0, role: 'maker', fillType: 'normal' });
}

/**
 * What a print of the market means for users' orders: one that it traded through is filled, at its own price the taker's
 * contracts go to the queue ahead first and then, in order of time, to users.
 */
export function fillByPrint(floor: Floor, pit: Pit, print: Print): void {
  for (const side of ['buy', 'sell'] as const) {
    if (pit.resting.of(side).length > 0) fillSide(floor, pit, { side, print });
  }
}

function fillSide(
  floor: Floor,
  pit: Pit,
  { side, print }: { readonly side: Side; readonly print: Print },
): void {
  const isHit = print.isBuy === (side === 'sell');
  let left = print.size;
  let queueGone = 0;
  for (const order of [...pit.resting.of(side)]) {
    if (order.limit === null || !isWithin(side, print.price, order.limit)) break;
    if (order.state !== 'open') continue;
    const isThrough = print.price !== order.limit;
    let size = Math.min(order.unfilled, reducible(floor, order));
    if (!isThrough) {
      if (!isHit) break;
      // Whoever came later has all the queue of those before, of which some is gone already.
      const ahead = Math.max(0, order.queueAhead - queueGone);
      const gone = Math.min(left, ahead);
      queueGone += gone;
      order.queueAhead -= Math.min(order.queueAhead, queueGone);
      left -= gone;
      size = Math.min(size, left);
      left -= size;
    }
    if (size > 0) fillOrder(floor, order, { size, price: order.limit, role: 'maker', fillType: 'normal' });
  }
}
