import { watchedPrice } from './brackets.ts';
import { type Floor, memberOf, type Pit, pitOf } from './floor.ts';
import { type LiveOrder, orderView } from './liveOrder.ts';
import { marginShortfall } from './marginChecks.ts';
import { bestOffer, isWithin, reducible } from './matching.ts';
import type { Bracket, Order, OrderEdit } from './order.ts';
import { refusalByState, refusalOfBracket } from './orderChecks.ts';
import { tellBook } from './orderEnds.ts';
import { bandOf } from './priceBand.ts';
import { type Answer, accepted, badSchema, rejected } from './rejection.ts';
import { tellOrder, tellWallet } from './tell.ts';
import { isTriggered, sendOpen } from './triggers.ts';

/** Ticks and contracts as they are to be. */
interface Edited {
  readonly size: number;
  readonly limit: number | null;
  readonly stop: number | null;
  readonly trail: number | null;
  readonly postOnly: boolean;
}

/** A smaller size keeps its place in the queue; a larger one or another price goes to the end of it. */
export function editOrder(floor: Floor, order: LiveOrder | null, edit: OrderEdit): Answer<Order> {
  if (order === null || (order.state !== 'open' && order.state !== 'pending')) {
    return rejected('open_order_not_found');
  }
  const pit = pitOf(floor, order.market);
  const postOnly = edit.postOnly ?? order.postOnly;
  const refusal = refusalByState(floor, pit, { postOnly, reduceOnly: order.reduceOnly });
  if (refusal !== null) return refusal;
  const read = readEdit(pit, order, edit);
  if (!read.ok) return read;
  const refused = refusalOfEdit(floor, pit, order, read.value);
  if (refused !== null) return refused;
  apply(floor, pit, order, read.value);
  return accepted(orderView(order));
}

function readEdit({ market }: Pit, order: LiveOrder, edit: OrderEdit): Answer<Edited> {
  const { grid, product } = market;
  const size = edit.size ?? order.size;
  const filled = order.size - order.unfilled;
  if (!Number.isInteger(size) || size <= filled) {
    return badSchema('size', `${size} is no whole number of contracts above the ${filled} that are filled`);
  }
  if (order.isBracketLeg && size !== order.size) return badSchema('size', 'a leg closes the whole position');
  if (size > product.positionSizeLimit) {
    return rejected('order_max_size_exceeded', { max_size: product.positionSizeLimit });
  }
  const fields = [
    ['limit_price', edit.limitPrice, order.limit],
    ['stop_price', edit.stopPrice, order.state === 'pending' ? (order.stop?.price ?? null) : null],
    ['trail_amount', edit.trailAmount, order.state === 'pending' ? (order.stop?.trail ?? null) : null],
  ] as const;
  const ticks: (number | null)[] = [];
  for (const [param, text, before] of fields) {
    if (text === undefined) {
      ticks.push(before);
      continue;
    }
    if (before === null) return badSchema(param, 'the order has none');
    const read = grid.ticks(text);
    if (read === null)
      return badSchema(param, `${text} is not above 0 and a multiple of the tick size ${product.tick}`);
    ticks.push(read);
  }
  const [limit = null, stop = null, trail = null] = ticks;
  return accepted({ size, limit, stop, trail, postOnly: edit.postOnly ?? order.postOnly });
}

function refusalOfEdit(floor: Floor, pit: Pit, order: LiveOrder, edited: Edited) {
  const { market } = pit;
  const { side } = order;
  const { text } = market.grid;
  if (order.state === 'pending' && order.stop !== null && edited.stop !== null) {
    const now = watchedPrice(floor, market, order.stop.trigger);
    if (isTriggered(side, { kind: order.stop.kind, price: edited.stop }, now)) {
      return rejected('immediate_execution_stop_order', { trigger_price: text(now) });
    }
    return null;
  }
  const { limit } = edited;
  if (limit === null) return null;
  const band = bandOf(floor, market);
  if (!isWithin(side, limit, side === 'buy' ? band.upper : band.lower)) {
    return rejected('price_out_of_band', { lower_limit: text(band.lower), upper_limit: text(band.upper) });
  }
  const offer = bestOffer(pit, side);
  if (edited.postOnly && offer !== null && isWithin(side, offer.price, limit)) {
    return rejected('immediate_execution_post_only');
  }
  if (order.reduceOnly) return null;
  const unfilled = edited.size - (order.size - order.unfilled);
  const asked = { size: unfilled, price: text(limit) };
  const shortfall = marginShortfall(memberOf(floor, order.userId), market, { side, asked, without: order });
  return shortfall === null ? null : rejected('insufficient_margin', { asset_symbol: 'USD', ...shortfall });
}

function apply(floor: Floor, pit: Pit, order: LiveOrder, edited: Edited): void {
  const unfilled = edited.size - (order.size - order.unfilled);
  const keepsPlace = edited.limit === order.limit && unfilled <= order.unfilled;
  const most = order.reduceOnly ? reducible(floor, order) : unfilled;
  order.size = edited.size - unfilled + Math.min(unfilled, most);
  order.unfilled = Math.min(unfilled, most);
  order.postOnly = edited.postOnly;
  order.limit = edited.limit;
  if (order.stop !== null && order.state === 'pending') {
    order.stop.price = edited.stop ?? order.stop.price;
    order.stop.trail = edited.trail;
    const now = watchedPrice(floor, pit.market, order.stop.trigger);
    if (edited.trail !== null)
      order.stop.price = order.side === 'sell' ? now - edited.trail : now + edited.trail;
  }
  if (order.state === 'pending') {
    tellOrder(floor, order, 'update', 'stop_update');
    return;
  }
  if (!keepsPlace) pit.resting.remove(order);
  tellOrder(floor, order, 'update', null);
  if (!keepsPlace) sendOpen(floor, order);
  tellBook(floor, order);
  tellWallet(floor, order.userId);
}

/** Other exits for an entry that has not opened the position yet. */
export function editEntryBracket(floor: Floor, order: LiveOrder | null, bracket: Bracket): Answer<Order> {
  if (order === null || order.state !== 'open' || order.bracket === null)
    return rejected('open_order_not_found');
  const pit = pitOf(floor, order.market);
  const invalid = refusalOfBracket(pit, { side: order.side, entry: order.limit, bracket });
  if (invalid !== null) return invalid;
  order.bracket = bracket;
  tellOrder(floor, order, 'update', null);
  return accepted(orderView(order));
}
