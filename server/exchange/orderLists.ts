import { z } from 'zod';
import { orderRow } from './accountRows.ts';
import { checked } from './checked.ts';
import { Refusal, successReply } from './envelope.ts';
import type { FaultBook } from './faultBook.ts';
import type { Exchange } from './model.ts';
import type { Order } from './order.ts';
import { pageOf, pageSchema } from './paging.ts';
import type { OwnCall } from './routes.ts';
import type { SandboxReply } from './sandbox.ts';

/** Where reads of orders come from, and what makes them lie. */
interface Reading {
  readonly exchange: Exchange;
  readonly faults: FaultBook;
}

const microseconds = z
  .string()
  .regex(/^\d{1,17}$/, 'expected unix microseconds')
  .transform(Number);
const mostProductIds = 10;
const idList = z
  .string()
  .regex(/^\d+(,\d+)*$/, 'expected numbers separated by commas')
  .transform((text) => text.split(',').map(Number))
  .refine((ids) => ids.length <= mostProductIds, `expected at most ${mostProductIds} products`);

/** What lists of orders, fills and transactions are narrowed by. */
export const listFields = {
  product_ids: idList.optional(),
  contract_types: z.string().optional(),
  start_time: microseconds.optional(),
  end_time: microseconds.optional(),
};
const listForm = pageSchema(100, 500).extend({
  ...listFields,
  states: z.string().default('open,pending'),
  order_types: z.string().optional(),
});
const historyForm = pageSchema(50, 50).extend({ ...listFields, order_types: z.string().optional() });

interface ListAsked {
  readonly product_ids?: readonly number[] | undefined;
  readonly contract_types?: string | undefined;
  readonly start_time?: number | undefined;
  readonly end_time?: number | undefined;
}

const usualSpanUs = 90 * 24 * 3_600_000_000;

/** What the exchange is asked for; without a beginning about the last ninety days. */
export function listFilter(exchange: Exchange, asked: ListAsked) {
  const isOther =
    asked.contract_types !== undefined && !asked.contract_types.split(',').includes('perpetual_futures');
  const symbols = asked.product_ids?.flatMap((id) => exchange.productById(id)?.symbol ?? []);
  return {
    ...(isOther ? { symbols: [] } : symbols === undefined ? {} : { symbols }),
    fromUs: asked.start_time ?? exchange.nowUs() - usualSpanUs,
    ...(asked.end_time === undefined ? {} : { toUs: asked.end_time }),
  };
}

export function listOpen({ exchange, faults }: Reading, { query, owner }: OwnCall): SandboxReply {
  const asked = checked(listForm, query);
  const states = asked.states.split(',');
  const orders = exchange
    // Orders that still rest are listed however old they are.
    .orders(owner.accountId, { ...listFilter(exchange, { ...asked, start_time: asked.start_time ?? 0 }) })
    .filter((order) => states.includes(order.state) && isOfTypes(order, asked.order_types));
  return listed(orders, asked, faults);
}

export function listHistory({ exchange, faults }: Reading, { query, owner }: OwnCall): SandboxReply {
  const asked = checked(historyForm, query);
  const orders = exchange
    .orders(owner.accountId, { ...listFilter(exchange, asked), states: ['closed', 'cancelled'] })
    .filter((order) => isOfTypes(order, asked.order_types));
  return listed(orders, asked, faults);
}

function listed(
  orders: readonly Order[],
  asked: Parameters<typeof pageOf>[1],
  faults: FaultBook,
): SandboxReply {
  const { rows, meta } = pageOf(orders, asked);
  return successReply(
    rows.map((order) => orderRow(toldState(order, faults))),
    meta,
  );
}

/** "limit", "market", "stop_limit", "stop_market", "take_profit_limit", ... and "all_stop". */
function isOfTypes(order: Order, types: string | undefined): boolean {
  if (types === undefined) return true;
  const base = order.orderType.replace('_order', '');
  const kind =
    order.stopOrderType === null
      ? base
      : `${order.stopOrderType === 'stop_loss_order' ? 'stop' : 'take_profit'}_${base}`;
  return types
    .split(',')
    .some((type) => type === kind || (type === 'all_stop' && order.stopOrderType !== null));
}

/** The state as it is told, which a fault makes a wrong one: cancelled, and nothing was filled. */
function toldState(order: Order, faults: FaultBook): Order {
  const isLie = faults.strike('lyingStatus', ({ symbol }) => symbol === undefined || symbol === order.symbol);
  if (isLie === null) return order;
  return {
    ...order,
    state: 'cancelled',
    unfilledSize: order.size,
    averageFillPrice: null,
    paidCommission: '0',
    cancellationReason: 'cancelled_by_user',
  };
}

export function oneOrder({ exchange, faults }: Reading, { path, owner }: OwnCall): SandboxReply {
  const id = Number(path.id);
  const order = Number.isSafeInteger(id) ? exchange.order(owner.accountId, id) : null;
  if (order === null) throw new Refusal(404, 'open_order_not_found');
  return successReply(orderRow(toldState(order, faults)));
}

/** The newest of that name: a name may come again once its order is over. */
export function oneByClientId({ exchange, faults }: Reading, { path, owner }: OwnCall): SandboxReply {
  const [order] = exchange.orders(owner.accountId, { clientOrderId: path.id ?? '' });
  if (order === undefined) throw new Refusal(404, 'open_order_not_found');
  return successReply(orderRow(toldState(order, faults)));
}
