import { legsOf, watchedPrice } from './brackets.ts';
import { type Floor, type Member, markOf, type Pit } from './floor.ts';
import { otherSide, type StopPart, signOf } from './liveOrder.ts';
import { bankruptcyPrice } from './margin.ts';
import { cannotPayClosing, marginShortfall, wouldLiquidate } from './marginChecks.ts';
import { bestOffer, isWithin, offersOf } from './matching.ts';
import type { Draft } from './newOrder.ts';
import type { Bracket, OrderRequest, Side } from './order.ts';
import { bandOf } from './priceBand.ts';
import { badSchema, type Rejection, rejected } from './rejection.ts';
import { towardsSafety } from './trader.ts';
import { isTriggered } from './triggers.ts';

const mostWorking = 200;
const longestClientId = 32;

type Refused = { readonly ok: false; readonly rejection: Rejection };
type Parsed<Value> = { readonly ok: true; readonly value: Value } | Refused;

/** What the state of the exchange or the product forbids, whatever the order says. */
export function refusalByState(
  floor: Floor,
  pit: Pit,
  request: Pick<OrderRequest, 'postOnly' | 'reduceOnly'>,
) {
  const { condition } = pit.market;
  if (floor.status === 'maintenance') return rejected('unavailable');
  if (floor.status === 'cancel_only') return rejected('trading_blocked');
  if (condition.state !== 'live') return rejected('invalid_contract', { state: condition.state });
  if (condition.tradingStatus === 'disrupted_cancel_only') return rejected('trading_blocked');
  const isPostOnly = floor.status === 'auction' || condition.tradingStatus === 'disrupted_post_only';
  if (isPostOnly && request.postOnly !== true) return rejected('trading_blocked', { allowed: 'post_only' });
  if (condition.isReduceOnly && request.reduceOnly !== true) return rejected('reduce_only_orders_allowed');
  return null;
}

/** The request in ticks, or what is wrong with how it is written. */
export function readRequest(floor: Floor, member: Member, pit: Pit, request: OrderRequest): Parsed<Draft> {
  const { market } = pit;
  const { size, side, orderType } = request;
  if (!Number.isInteger(size)) return badSchema('size', `${size} is no whole number of contracts`);
  if (size < 1) return rejected('less_than_order_min_size', { min_size: 1 });
  const mostSize = market.product.positionSizeLimit;
  if (size > mostSize) return rejected('order_max_size_exceeded', { max_size: mostSize });
  const clientOrderId = request.clientOrderId ?? null;
  const idRefusal = clientOrderId === null ? null : refusalOfClientId(member, clientOrderId);
  if (idRefusal !== null) return idRefusal;
  const limit = readLimit(pit, request);
  if (!limit.ok) return limit;
  const stop = readStop(floor, pit, request);
  if (!stop.ok) return stop;
  const bracket = request.bracket ?? null;
  if (bracket !== null) {
    const refusal = refusalOfBracket(pit, { side, entry: limit.value, bracket });
    if (refusal !== null) return refusal;
  }
  if (floor.faults.refusesStops !== null && (stop.value !== null || bracket !== null)) {
    return rejected(floor.faults.refusesStops);
  }
  return {
    ok: true,
    value: {
      userId: member.trader.user.id,
      market,
      side,
      size,
      type: orderType,
      limit: limit.value,
      timeInForce: request.timeInForce ?? 'gtc',
      postOnly: request.postOnly ?? false,
      reduceOnly: request.reduceOnly ?? false,
      clientOrderId,
      stop: stop.value,
      bracket,
    },
  };
}

function refusalOfClientId(member: Member, clientOrderId: string): Refused | null {
  if (clientOrderId.length > longestClientId || clientOrderId.length === 0) {
    return badSchema('client_order_id', `expected 1 to ${longestClientId} characters`);
  }
  const isTaken = member.orders.working.some((order) => order.clientOrderId === clientOrderId);
  return isTaken ? rejected('duplicate_client_order_id', { client_order_id: clientOrderId }) : null;
}

function readLimit({ market }: Pit, request: OrderRequest): Parsed<number | null> {
  const { orderType, limitPrice, postOnly, timeInForce } = request;
  if (orderType === 'market_order') {
    if (limitPrice != null) return badSchema('limit_price', 'market orders have none');
    if (postOnly) return badSchema('post_only', 'market orders take');
    return { ok: true, value: null };
  }
  if (postOnly && timeInForce === 'ioc') return badSchema('post_only', 'an ioc order never rests');
  if (limitPrice == null) return badSchema('limit_price', 'limit orders need one');
  return readTicks(market.grid.ticks(limitPrice), 'limit_price', limitPrice, market.product.tick);
}

const readTicks = (ticks: number | null, param: string, text: string, tick: string): Parsed<number> =>
  ticks === null
    ? badSchema(param, `${text} is not above 0 and a multiple of the tick size ${tick}`)
    : { ok: true, value: ticks };

function readStop(floor: Floor, { market }: Pit, request: OrderRequest): Parsed<StopPart | null> {
  const { stopOrderType, stopPrice, trailAmount, side } = request;
  if (stopOrderType == null) {
    if (stopPrice == null && trailAmount == null) return { ok: true, value: null };
    return badSchema('stop_order_type', 'a stop price needs it');
  }
  if (request.postOnly) return badSchema('post_only', 'a stop takes');
  if (request.bracket != null) return badSchema('bracket', 'a stop has none');
  const trigger = request.trigger ?? 'mark_price';
  const now = watchedPrice(floor, market, trigger);
  const { grid, product } = market;
  if (trailAmount != null) {
    if (stopPrice != null) return badSchema('trail_amount', 'excludes stop_price');
    if (stopOrderType !== 'stop_loss_order') return badSchema('trail_amount', 'is for stop_loss_order');
    const trail = readTicks(grid.ticks(trailAmount), 'trail_amount', trailAmount, product.tick);
    if (!trail.ok) return trail;
    const price = side === 'sell' ? now - trail.value : now + trail.value;
    return { ok: true, value: { kind: stopOrderType, price, trail: trail.value, trigger } };
  }
  if (stopPrice == null) return badSchema('stop_price', 'a stop needs it, or trail_amount');
  const price = readTicks(grid.ticks(stopPrice), 'stop_price', stopPrice, product.tick);
  if (!price.ok) return price;
  if (isTriggered(side, { kind: stopOrderType, price: price.value }, now)) {
    return rejected('immediate_execution_stop_order', { trigger_price: grid.text(now) });
  }
  return { ok: true, value: { kind: stopOrderType, price: price.value, trail: null, trigger } };
}

interface Bracketed {
  /** Of the entry or of the position. */
  readonly side: Side;
  /** Where the position is or will be entered, ticks; null: not known yet. */
  readonly entry: number | null;
  readonly bracket: Bracket;
}

/** What is wrong with the prices of a pair of exits. */
export function refusalOfBracket({ market }: Pit, { side, entry, bracket }: Bracketed): Refused | null {
  const { stopLossPrice, trailAmount, takeProfitPrice, stopLossLimitPrice, takeProfitLimitPrice } = bracket;
  const invalid = (message: string) => rejected('position_bracket_exist_or_invalid_data', { message });
  if (stopLossPrice === null && trailAmount === null && takeProfitPrice === null)
    return invalid('it has no leg');
  if (stopLossPrice !== null && trailAmount !== null) return invalid('trail_amount excludes a fixed stop');
  for (const text of [
    stopLossPrice,
    trailAmount,
    takeProfitPrice,
    stopLossLimitPrice,
    takeProfitLimitPrice,
  ]) {
    if (text !== null && market.grid.ticks(text) === null) return invalid(`${text} is no price on tick`);
  }
  if (entry === null) return null;
  const beyond = (text: string | null, sign: 1 | -1) => {
    const ticks = text === null ? null : market.grid.ticks(text);
    return ticks === null || Math.sign(ticks - entry) === sign * signOf(side);
  };
  if (!beyond(stopLossPrice, -1)) return invalid('the stop is not on the losing side of the entry');
  if (!beyond(takeProfitPrice, 1)) return invalid('the target is not on the winning side of the entry');
  return null;
}

/** What position, book and wallet have against an order that is to be open now. */
export function refusalOfOpen(floor: Floor, member: Member, pit: Pit, draft: Draft): Refused | null {
  return (
    refusalByPosition(floor, member, pit, draft) ??
    (draft.stop
      ? null
      : (refusalByBook(floor, member, pit, draft) ?? refusalByMoney(floor, member, pit, draft)))
  );
}

function refusalByPosition(floor: Floor, member: Member, pit: Pit, draft: Draft): Refused | null {
  const { market } = pit;
  const { size: held } = member.trader.holding(market);
  const isOpposite = Math.sign(held) === -signOf(draft.side);
  if (draft.reduceOnly && !isOpposite) return rejected('no_position_for_reduce_only');
  if (draft.bracket != null && (held !== 0 || legsOf(floor, draft.userId, market).length > 0)) {
    return rejected('bracket_order_position_exists');
  }
  if (member.orders.working.length >= mostWorking) {
    return rejected('max_orders_count_exceeded', { max_orders_count: mostWorking });
  }
  if (draft.reduceOnly) return null;
  const waiting = member.orders.working
    .filter((order) => order.market === market && order.side === draft.side && !order.reduceOnly)
    .reduce((sum, order) => sum + order.unfilled, 0);
  const reached = Math.abs(signOf(draft.side) * (waiting + draft.size) + held);
  const limit = market.product.positionSizeLimit;
  if (reached > limit && reached > Math.abs(held))
    return rejected('risk_limits_breached', { position_size_limit: limit });
  return null;
}

function refusalByBook(floor: Floor, member: Member, pit: Pit, draft: Draft): Refused | null {
  const { side, limit } = draft;
  const band = bandOf(floor, pit.market);
  const { text } = pit.market.grid;
  if (limit !== null && !isWithin(side, limit, side === 'buy' ? band.upper : band.lower)) {
    return rejected('price_out_of_band', { lower_limit: text(band.lower), upper_limit: text(band.upper) });
  }
  const offer = bestOffer(pit, side);
  const isMarketable = offer !== null && isWithin(side, offer.price, limit);
  if (draft.type === 'market_order' && !isWithinBand(offer?.price ?? null, side, band)) {
    return rejected('no_liquidity_for_market_order');
  }
  if (draft.postOnly && isMarketable) {
    const isOwn = offer.from === 'user' && offer.order.userId === draft.userId;
    return rejected(isOwn ? 'self_matching_disrupted_post_only' : 'immediate_execution_post_only');
  }
  const holding = member.trader.holding(pit.market);
  const isClosing = Math.sign(holding.size) === -signOf(side);
  const bankrupt = isClosing && limit !== null ? towardsSafety(holding, bankruptcyPrice) : null;
  // A sell below (a buy above) the price where the margin is gone could lose more than there is.
  if (bankrupt !== null && limit !== null && !isWithin(otherSide(side), bankrupt, limit)) {
    return rejected('out_of_bankruptcy', { bankruptcy_price: text(bankrupt) });
  }
  return null;
}

const isWithinBand = (price: number | null, side: Side, band: { lower: number; upper: number }): boolean =>
  price !== null && isWithin(side, price, side === 'buy' ? band.upper : band.lower);

function refusalByMoney(floor: Floor, member: Member, pit: Pit, draft: Draft): Refused | null {
  const { market } = pit;
  const { side, size } = draft;
  const { size: held } = member.trader.holding(market);
  const traded = draft.reduceOnly ? Math.min(size, Math.abs(held)) : size;
  const worst = worstPrice(pit, side, traded, draft.limit);
  const wanted = {
    side,
    asked: { size: traded, price: market.grid.text(draft.limit ?? worst ?? market.last) },
  };
  const isClosing = Math.sign(held) === -signOf(side) && traded <= Math.abs(held);
  if (isClosing && cannotPayClosing(member, market, wanted)) {
    return rejected('close_position_insufficient_margin');
  }
  if (draft.reduceOnly) return null;
  const shortfall = marginShortfall(member, market, wanted);
  if (shortfall !== null) return rejected('insufficient_margin', { asset_symbol: 'USD', ...shortfall });
  if (worst === null) return null;
  const met = { side, asked: { size: traded, price: market.grid.text(worst) } };
  if (wouldLiquidate(member, market, met, markOf(floor, market))) return rejected('immediate_liquidation');
  return null;
}

/** Ticks of the last contract that could be had at once; null: nothing could. */
function worstPrice(pit: Pit, side: Side, size: number, limit: number | null): number | null {
  const users = pit.resting
    .of(otherSide(side))
    .map((order) => ({ price: order.limit ?? 0, size: order.unfilled }));
  const better = side === 'buy' ? 1 : -1;
  const offers = [...offersOf(pit, otherSide(side)), ...users].sort((a, b) => (a.price - b.price) * better);
  let worst: number | null = null;
  let left = size;
  for (const offer of offers) {
    if (left <= 0 || !isWithin(side, offer.price, limit)) break;
    worst = offer.price;
    left -= offer.size;
  }
  return worst;
}
