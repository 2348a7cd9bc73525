import type { Fill, Position, Transaction } from './account.ts';
import { type Floor, type Member, markOf } from './floor.ts';
import type { OrderFilter, RecordFilter } from './model.ts';
import type { Order } from './order.ts';
import { positionView } from './trader.ts';

/** As the faults have it: late, or with a state that is not so. */
export function ordersOf(floor: Floor, { orders }: Member, filter: OrderFilter): Order[] {
  const views = orders.viewsAt(floor.nowUs() - floor.faults.ordersLagMs * 1_000);
  return views.map((order) => asTold(floor, order)).filter((order) => isAskedFor(order, filter));
}

export function orderOf(floor: Floor, { orders }: Member, id: number): Order | null {
  const view = orders.viewAt(id, floor.nowUs() - floor.faults.ordersLagMs * 1_000);
  return view === null ? null : asTold(floor, view);
}

const asTold = ({ faults }: Floor, order: Order): Order =>
  faults.lyingOrderState === null ? order : { ...order, state: faults.lyingOrderState };

function isAskedFor(order: Order, filter: OrderFilter): boolean {
  if (filter.states !== undefined && !filter.states.includes(order.state)) return false;
  if (filter.symbols !== undefined && !filter.symbols.includes(order.symbol)) return false;
  if (filter.clientOrderId !== undefined && order.clientOrderId !== filter.clientOrderId) return false;
  return isWithin(order.createdAtUs, filter);
}

const isWithin = (atUs: number, { fromUs, toUs }: Pick<RecordFilter, 'fromUs' | 'toUs'>): boolean =>
  atUs >= (fromUs ?? 0) && atUs <= (toUs ?? Number.POSITIVE_INFINITY);

export const fillsOf = ({ trader }: Member, filter: RecordFilter): Fill[] =>
  trader.fills
    .filter(
      (fill) =>
        (filter.symbols === undefined || filter.symbols.includes(fill.symbol)) &&
        (filter.orderId === undefined || fill.orderId === filter.orderId) &&
        isWithin(fill.createdAtUs, filter),
    )
    .reverse();

export function transactionsOf(floor: Floor, { trader }: Member, filter: RecordFilter): Transaction[] {
  const ids = filter.symbols?.map((symbol) => floor.pits.get(symbol)?.market.product.id);
  return trader.transactions
    .filter(
      (one) =>
        (ids === undefined || (one.productId !== null && ids.includes(one.productId))) &&
        isWithin(one.createdAtUs, filter),
    )
    .reverse();
}

/** Open positions; where the margined view lags, as they were. */
export function positionsOf(floor: Floor, { trader, positions }: Member): Position[] {
  const lagUs = floor.faults.positionsLagMs * 1_000;
  if (lagUs > 0) return positions.at(floor.nowUs() - lagUs).filter(({ size }) => size !== 0);
  return trader.holdings
    .filter(({ size }) => size !== 0)
    .map((holding) => positionView(trader.user.id, holding, markOf(floor, holding.market)));
}
