import { type Floor, markOf, memberOf } from './floor.ts';
import type { LiveOrder } from './liveOrder.ts';
import type { OrderReason } from './order.ts';
import { type Holding, positionView } from './trader.ts';
import { walletView } from './wallet.ts';

/** Tells its owner that the order is another one now. */
export function tellOrder(
  floor: Floor,
  order: LiveOrder,
  action: 'create' | 'update' | 'delete',
  reason: OrderReason,
) {
  order.updatedAtUs = floor.nowUs();
  const view = memberOf(floor, order.userId).orders.note(order);
  floor.emit({ type: 'order', action, reason, order: view });
}

export function tellPosition(
  floor: Floor,
  userId: number,
  holding: Holding,
  reason: 'auto_topup' | null = null,
): void {
  const atUs = floor.nowUs();
  const position = positionView(userId, holding, markOf(floor, holding.market));
  memberOf(floor, userId).positions.note(position.symbol, position, atUs);
  floor.emit({ type: 'position', reason, position });
}

export function tellWallet(floor: Floor, userId: number): void {
  floor.emit({ type: 'wallet', wallet: walletView(floor, memberOf(floor, userId)), atUs: floor.nowUs() });
}
