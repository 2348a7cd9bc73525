import type { Decimal } from 'decimal.js';
import { Exact, ratioOf } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import { feeRate, notionalOf } from './margin.ts';
import type { Market } from './market.ts';
import type {
  Bracket,
  Order,
  OrderState,
  OrderType,
  Side,
  StopOrderType,
  TimeInForce,
  TriggerMethod,
} from './order.ts';

/** Prices in ticks. */
export interface StopPart {
  readonly kind: StopOrderType;
  /** Follows the best price where the stop trails. */
  price: number;
  trail: number | null;
  readonly trigger: TriggerMethod;
}

/** An order at work: what the exchange keeps of it. Prices in ticks, sizes in contracts. */
export interface LiveOrder {
  readonly id: number;
  readonly userId: number;
  readonly market: Market;
  readonly side: Side;
  size: number;
  unfilled: number;
  readonly type: OrderType;
  limit: number | null;
  readonly timeInForce: TimeInForce;
  postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | null;
  /** It waits for its price while the order is pending; afterwards it only tells what the order was placed as. */
  readonly stop: StopPart | null;
  readonly isBracketLeg: boolean;
  bracket: Bracket | null;
  state: OrderState;
  cancellationReason: string | null;
  /** Sum of ticks times contracts. */
  filledTicks: number;
  paidCommission: Decimal;
  /** Contracts of the market that were there before it, while it rests. */
  queueAhead: number;
  readonly createdAtUs: number;
  updatedAtUs: number;
}

export const isWorking = (order: LiveOrder): boolean => order.state === 'open' || order.state === 'pending';

export const signOf = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1);

export const otherSide = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** Fee held back for what is not filled yet, GST included; exits pay theirs out of what they release. */
export function reservedCommission(order: LiveOrder): Decimal {
  if (order.state !== 'open' || order.limit === null || order.reduceOnly) return new Exact(0);
  const { product, grid } = order.market;
  const notional = notionalOf(product, order.unfilled, grid.text(order.limit));
  return notional.times(feeRate(product, order.postOnly ? 'maker' : 'taker'));
}

/** The order as it is now, for others to see. */
export function orderView(order: LiveOrder): Order {
  const { market, stop } = order;
  const textOf = (ticks: number | null) => (ticks === null ? null : market.grid.text(ticks));
  return {
    id: order.id,
    userId: order.userId,
    productId: market.product.id,
    symbol: market.product.symbol,
    side: order.side,
    size: order.size,
    unfilledSize: order.unfilled,
    orderType: order.type,
    limitPrice: textOf(order.limit),
    timeInForce: order.timeInForce,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    clientOrderId: order.clientOrderId,
    stopOrderType: stop?.kind ?? null,
    stopPrice: textOf(stop?.price ?? null),
    trailAmount: textOf(stop?.trail ?? null),
    trigger: stop?.trigger ?? 'mark_price',
    isBracketLeg: order.isBracketLeg,
    bracket: order.bracket,
    state: order.state,
    averageFillPrice: averageFillPrice(order),
    cancellationReason: order.cancellationReason,
    commission: decimalText(reservedCommission(order)),
    paidCommission: decimalText(order.paidCommission),
    createdAtUs: order.createdAtUs,
    updatedAtUs: order.updatedAtUs,
  };
}

function averageFillPrice(order: LiveOrder): string | null {
  const filled = order.size - order.unfilled;
  if (filled === 0) return null;
  const tick = new Exact(order.market.product.tick);
  return decimalText(ratioOf(tick.times(order.filledTicks), filled));
}
