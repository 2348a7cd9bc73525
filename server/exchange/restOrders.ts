import type { Timer } from '#shared/ports.ts';
import { orderRow } from './accountRows.ts';
import { checked } from './checked.ts';
import { granted, jsonReply, Refusal, schemaRefusal, successReply, throttledReply } from './envelope.ts';
import type { FaultBook } from './faultBook.ts';
import type { Exchange } from './model.ts';
import type { Order, OrderRequest } from './order.ts';
import {
  bracketOf,
  cancelAllForm,
  cancelBatchForm,
  cancelForm,
  editBatchForm,
  editForm,
  editOf,
  orderBracketForm,
  orderForm,
  type ProductNamed,
  placeBatchForm,
  positionBracketForm,
  positionBracketOf,
  requestOf,
} from './orderForms.ts';
import { listHistory, listOpen, oneByClientId, oneOrder } from './orderLists.ts';
import type { Product } from './product.ts';
import type { RateGate } from './rateGate.ts';
import { type OwnCall, ownChange, ownGet, type Route } from './routes.ts';
import type { SandboxReply } from './sandbox.ts';

export interface OrderDesk {
  readonly exchange: Exchange;
  readonly faults: FaultBook;
  readonly timer: Timer;
  /** What the matching of one product takes in a second, of all accounts together. */
  readonly orderGate: RateGate;
}

type Answer = (desk: OrderDesk, call: OwnCall) => SandboxReply;

/** Orders: place, change, cancel, one by one or many, and what there is of them. */
export function orderRoutes(desk: OrderDesk): readonly Route[] {
  const change = (method: 'POST' | 'PUT' | 'DELETE', path: string, weight: number) => (answer: Answer) =>
    ownChange(method, path, { weight, answer: (call) => answer(desk, call) });
  return [
    change('POST', '/v2/orders', 5)(place),
    change('PUT', '/v2/orders', 5)(edit),
    change('DELETE', '/v2/orders', 5)(cancel),
    change('DELETE', '/v2/orders/all', 5)(cancelAll),
    change('POST', '/v2/orders/batch', 25)(placeBatch),
    change('PUT', '/v2/orders/batch', 25)(editBatch),
    change('DELETE', '/v2/orders/batch', 25)(cancelBatch),
    change('POST', '/v2/orders/bracket', 5)(bracketPosition),
    change('PUT', '/v2/orders/bracket', 5)(bracketOrder),
    ownGet('/v2/orders', 3, (call) => listOpen(desk, call)),
    ownGet('/v2/orders/history', 10, (call) => listHistory(desk, call)),
    ownGet('/v2/orders/:id', 1, (call) => oneOrder(desk, call)),
    ownGet('/v2/orders/client_order_id/:id', 1, (call) => oneByClientId(desk, call)),
  ];
}

/** The product of a body: exactly one of its two names. */
export function productOf(exchange: Exchange, { product_id, product_symbol }: ProductNamed): Product {
  if ((product_id === undefined) === (product_symbol === undefined))
    throw schemaRefusal('exactly one of product_id and product_symbol is required', 'product_id');
  const product =
    product_id === undefined ? exchange.product(product_symbol ?? '') : exchange.productById(product_id);
  if (product === null) throw new Refusal(400, 'invalid_contract');
  return product;
}

/** Carries it out if matching has room for so many; else 429, and nothing has happened. */
function gated(
  { orderGate }: OrderDesk,
  { symbol, count }: { readonly symbol: string; readonly count: number },
  carryOut: () => SandboxReply,
): SandboxReply {
  const waitMs = orderGate.pass(symbol, count);
  return waitMs === null ? carryOut() : throttledReply(waitMs);
}

const one = (order: Order): SandboxReply => successReply(orderRow(order));

function place(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const { product_id, product_symbol, ...fields } = checked(orderForm, body);
  const { symbol } = productOf(desk.exchange, { product_id, product_symbol });
  const request = requestOf(symbol, fields);
  return gated(desk, { symbol, count: 1 }, () => {
    if (isStop(request)) refuseStop(desk);
    return one(granted(desk.exchange.place(owner.accountId, request)));
  });
}

const isStop = ({ stopOrderType = null, bracket = null }: OrderRequest): boolean =>
  stopOrderType !== null || bracket !== null;

function refuseStop({ faults }: OrderDesk): void {
  const refused = faults.strike('refuseStops');
  if (refused !== null) throw new Refusal(400, refused.code);
}

function refuseCancel({ faults }: OrderDesk): void {
  const refused = faults.strike('refuseCancels');
  if (refused !== null) throw new Refusal(503, refused.code);
}

function edit(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const fields = checked(editForm, body);
  const { symbol } = productOf(desk.exchange, fields);
  return gated(desk, { symbol, count: 1 }, () =>
    one(granted(desk.exchange.edit(owner.accountId, fields.id, editOf(fields)))),
  );
}

function cancel(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const { id, client_order_id, ...named } = checked(cancelForm, body);
  const { symbol } = productOf(desk.exchange, named);
  return gated(desk, { symbol, count: 1 }, () => {
    refuseCancel(desk);
    return one(cancelOne(desk.exchange, owner.accountId, { id, client_order_id }));
  });
}

function cancelOne(
  exchange: Exchange,
  accountId: number,
  {
    id,
    client_order_id,
  }: { readonly id?: number | undefined; readonly client_order_id?: string | undefined },
): Order {
  if (id !== undefined) return granted(exchange.cancel(accountId, id));
  if (client_order_id !== undefined) return granted(exchange.cancelByClientId(accountId, client_order_id));
  throw schemaRefusal('id or client_order_id is required', 'id');
}

function cancelAll(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const fields = checked(cancelAllForm, body ?? {});
  if (fields.product_id === undefined && fields.contract_types === undefined)
    throw schemaRefusal('product_id or contract_types is required', 'product_id');
  const isNamed = fields.product_id !== undefined;
  const symbols = isNamed ? [productOf(desk.exchange, { product_id: fields.product_id }).symbol] : null;
  refuseCancel(desk);
  desk.exchange.cancelAll(owner.accountId, {
    symbols,
    limitOrders: fields.cancel_limit_orders,
    stopOrders: fields.cancel_stop_orders,
    reduceOnlyOrders: fields.cancel_reduce_only_orders,
  });
  return jsonReply(200, { success: true });
}

function placeBatch(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const { orders, ...named } = checked(placeBatchForm, body);
  const { symbol } = productOf(desk.exchange, named);
  return gated(desk, { symbol, count: orders.length }, () => {
    const requests = orders.map(({ stop_order_type, ...fields }) => requestOf(symbol, fields));
    const answers = desk.exchange.placeBatch(owner.accountId, requests);
    return successReply(answers.flatMap((answer) => (answer.ok ? [orderRow(answer.value)] : [])));
  });
}

/** What could be carried out; the rest is left out of the reply. */
function carriedOut<Wanted>(wanted: readonly Wanted[], carryOut: (one: Wanted) => Order): SandboxReply {
  const rows = wanted.flatMap((each) => {
    try {
      return [orderRow(carryOut(each))];
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  });
  return successReply(rows);
}

function editBatch(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const { orders, ...named } = checked(editBatchForm, body);
  const { symbol } = productOf(desk.exchange, named);
  return gated(desk, { symbol, count: orders.length }, () =>
    carriedOut(orders, (order) => granted(desk.exchange.edit(owner.accountId, order.id, editOf(order)))),
  );
}

function cancelBatch(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const { orders, ...named } = checked(cancelBatchForm, body);
  const { symbol } = productOf(desk.exchange, named);
  return gated(desk, { symbol, count: orders.length }, () => {
    refuseCancel(desk);
    return carriedOut(orders, (order) => cancelOne(desk.exchange, owner.accountId, order));
  });
}

function bracketPosition(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const fields = checked(positionBracketForm, body);
  const { symbol } = productOf(desk.exchange, fields);
  return gated(desk, { symbol, count: 1 }, () => {
    refuseStop(desk);
    granted(desk.exchange.placeBracket(owner.accountId, symbol, positionBracketOf(fields)));
    return jsonReply(200, { success: true });
  });
}

function bracketOrder(desk: OrderDesk, { body, owner }: OwnCall): SandboxReply {
  const fields = checked(orderBracketForm, body);
  const { symbol } = productOf(desk.exchange, fields);
  const bracket = bracketOf(fields);
  if (bracket === null)
    throw schemaRefusal('a stop loss or a take profit is required', 'bracket_stop_loss_price');
  return gated(desk, { symbol, count: 1 }, () => {
    refuseStop(desk);
    return one(granted(desk.exchange.editBracket(owner.accountId, fields.id, bracket)));
  });
}
