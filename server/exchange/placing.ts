import { layLegs, legsOf, watchedPrice } from './brackets.ts';
import { type Floor, isMatching, type Member, memberOf, type Pit, pitOf } from './floor.ts';
import type { LiveOrder } from './liveOrder.ts';
import { orderView } from './liveOrder.ts';
import type { CancelFilter } from './model.ts';
import { type Draft, newOrder } from './newOrder.ts';
import type { Bracket, Order, OrderRequest } from './order.ts';
import { readRequest, refusalByState, refusalOfBracket, refusalOfOpen } from './orderChecks.ts';
import { cancelOrder } from './orderEnds.ts';
import { type Answer, accepted, rejected } from './rejection.ts';
import { tellOrder, tellWallet } from './tell.ts';
import { isTriggered, sendOpen } from './triggers.ts';

/** Takes the order or refuses it; what it trades at once is traded when it answers. */
export function placeOrder(floor: Floor, userId: number, request: OrderRequest): Answer<Order> {
  const pit = floor.pits.get(request.symbol);
  if (pit === undefined) return rejected('invalid_contract', { symbol: request.symbol });
  const refusal = refusalByState(floor, pit, request);
  if (refusal !== null) return refusal;
  const member = memberOf(floor, userId);
  const read = readRequest(floor, member, pit, request);
  if (!read.ok) return read;
  const refused = refusalOfOpen(floor, member, pit, read.value);
  if (refused !== null) return refused;
  const order = newOrder(floor, reducedToPosition(member, pit, read.value));
  tellOrder(floor, order, 'create', null);
  if (order.state === 'pending') pit.stops.add(order);
  else sendOpen(floor, order);
  tellWallet(floor, userId);
  return accepted(orderView(order));
}

/** A reduce-only order is cut to what there is to reduce. */
function reducedToPosition(member: Member, { market }: Pit, draft: Draft): Draft {
  if (!draft.reduceOnly) return draft;
  const held = Math.abs(member.trader.holding(market).size);
  return { ...draft, size: Math.min(draft.size, held) };
}

const cancelledByUser = { cancellation: 'cancelled_by_user', reason: null } as const;

export function cancelOne(floor: Floor, order: LiveOrder | null): Answer<Order> {
  if (floor.status === 'maintenance') return rejected('unavailable');
  if (order === null || (order.state !== 'open' && order.state !== 'pending')) {
    return rejected('open_order_not_found');
  }
  cancelOrder(floor, order, cancelledByUser);
  return accepted(orderView(order));
}

export function cancelMany(floor: Floor, userId: number, filter: CancelFilter): Order[] {
  if (floor.status === 'maintenance') return [];
  const taken = memberOf(floor, userId).orders.working.filter((order) => {
    if (filter.symbols !== null && !filter.symbols.includes(order.market.product.symbol)) return false;
    if (order.reduceOnly && !filter.reduceOnlyOrders) return false;
    return order.state === 'pending' ? filter.stopOrders : filter.limitOrders;
  });
  return taken.map((order) => {
    cancelOrder(floor, order, cancelledByUser);
    return orderView(order);
  });
}

/** Exits around the open position, one of each. */
export function placePositionBracket(
  floor: Floor,
  place: { readonly userId: number; readonly symbol: string },
  bracket: Bracket,
): Answer<readonly Order[]> {
  const { userId, symbol } = place;
  const pit = floor.pits.get(symbol);
  if (pit === undefined) return rejected('invalid_contract', { symbol });
  const { market } = pit;
  const refusal = refusalByState(floor, pit, { postOnly: true, reduceOnly: true });
  if (refusal !== null) return refusal;
  if (floor.faults.refusesStops !== null) return rejected(floor.faults.refusesStops);
  const { size } = memberOf(floor, userId).trader.holding(market);
  if (size === 0) return rejected('no_open_position');
  const legs = legsOf(floor, userId, market);
  const clash = legs.find(({ stop }) =>
    stop?.kind === 'stop_loss_order'
      ? bracket.stopLossPrice !== null || bracket.trailAmount !== null
      : bracket.takeProfitPrice !== null,
  );
  if (clash !== undefined) {
    const message = `the position has a ${clash.stop?.kind} already`;
    return rejected('position_bracket_exist_or_invalid_data', { message });
  }
  const side = size > 0 ? 'buy' : 'sell';
  const invalid = refusalOfBracket(pit, { side, entry: null, bracket });
  if (invalid !== null) return invalid;
  const now = watchedPrice(floor, market, bracket.trigger);
  const isOver = (text: string | null, kind: 'stop_loss_order' | 'take_profit_order') => {
    const price = text === null ? null : market.grid.ticks(text);
    return price !== null && isTriggered(size > 0 ? 'sell' : 'buy', { kind, price }, now);
  };
  if (
    isOver(bracket.stopLossPrice, 'stop_loss_order') ||
    isOver(bracket.takeProfitPrice, 'take_profit_order')
  ) {
    return rejected('immediate_execution_stop_order', { trigger_price: market.grid.text(now) });
  }
  return accepted(layLegs(floor, { userId, market }, bracket).map(orderView));
}

/** A market order against every open position whose product is trading. */
export function closePositions(floor: Floor, userId: number): Order[] {
  const { trader } = memberOf(floor, userId);
  const closed: Order[] = [];
  for (const holding of trader.holdings) {
    if (holding.size === 0 || !isMatching(floor, pitOf(floor, holding.market))) continue;
    const order = newOrder(floor, {
      userId,
      market: holding.market,
      side: holding.size > 0 ? 'sell' : 'buy',
      size: Math.abs(holding.size),
      type: 'market_order',
      limit: null,
      reduceOnly: true,
    });
    tellOrder(floor, order, 'create', null);
    sendOpen(floor, order);
    closed.push(orderView(order));
  }
  return closed;
}
