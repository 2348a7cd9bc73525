import { type Floor, pitOf } from './floor.ts';
import { isWorking, type LiveOrder } from './liveOrder.ts';
import type { OrderReason } from './order.ts';
import { tellOrder, tellWallet } from './tell.ts';

export interface Why {
  /** As its owner reads it: "cancelled_by_user". */
  readonly cancellation: string;
  readonly reason: OrderReason;
}

/** Ends what is left of the order; one that has ended already stays as it is. */
export function cancelOrder(floor: Floor, order: LiveOrder, { cancellation, reason }: Why): void {
  if (!isWorking(order)) return;
  order.state = 'cancelled';
  order.cancellationReason = cancellation;
  leaveBook(floor, order);
  tellOrder(floor, order, 'delete', reason);
  tellWallet(floor, order.userId);
}

/** It neither rests nor waits any more. */
export function leaveBook(floor: Floor, order: LiveOrder): void {
  const { resting, stops } = pitOf(floor, order.market);
  stops.delete(order);
  resting.remove(order);
  if (order.limit !== null) tellBook(floor, order);
}

export function tellBook(floor: Floor, { market }: Pick<LiveOrder, 'market'>): void {
  floor.emit({ type: 'book', symbol: market.product.symbol, atUs: floor.nowUs() });
}
