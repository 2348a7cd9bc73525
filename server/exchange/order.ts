export const sides = ['buy', 'sell'] as const;
export type Side = (typeof sides)[number];
export type OrderType = 'limit_order' | 'market_order';
export type TimeInForce = 'gtc' | 'ioc';
export type StopOrderType = 'stop_loss_order' | 'take_profit_order';
export type TriggerMethod = 'mark_price' | 'last_traded_price' | 'spot_price';
export type OrderState = 'open' | 'pending' | 'closed' | 'cancelled';

/** The pair of exits that comes with an entry or is laid around a position. Decimal text, null: none. */
export interface Bracket {
  readonly stopLossPrice: string | null;
  /** null: the leg is a market order once triggered. */
  readonly stopLossLimitPrice: string | null;
  /** Excludes `stopLossPrice`. */
  readonly trailAmount: string | null;
  readonly takeProfitPrice: string | null;
  readonly takeProfitLimitPrice: string | null;
  readonly trigger: TriggerMethod;
}

/** What is asked for. Left out: null, false, "gtc", trigger by mark. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  /** Whole contracts. */
  readonly size: number;
  readonly orderType: OrderType;
  /** Must be absent (or null) for market orders. */
  readonly limitPrice?: string | null;
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  /** At most 32 characters; unique among the user's open and pending orders. */
  readonly clientOrderId?: string | null;
  readonly stopOrderType?: StopOrderType | null;
  readonly stopPrice?: string | null;
  /** A trailing stop: the distance its stop price keeps to the best price so far. Excludes `stopPrice`. */
  readonly trailAmount?: string | null;
  readonly trigger?: TriggerMethod;
  readonly bracket?: Bracket | null;
}

/** What an edit changes; what is left out stays. */
export interface OrderEdit {
  /** New total size, what is filled included. */
  readonly size?: number;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly trailAmount?: string;
  readonly postOnly?: boolean;
}

/** An order as everybody is shown it; never changes, each change makes another. Times are microseconds. */
export interface Order {
  readonly id: number;
  readonly userId: number;
  readonly productId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly size: number;
  readonly unfilledSize: number;
  readonly orderType: OrderType;
  readonly limitPrice: string | null;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | null;
  readonly stopOrderType: StopOrderType | null;
  readonly stopPrice: string | null;
  readonly trailAmount: string | null;
  readonly trigger: TriggerMethod;
  /** It is a leg that guards the whole position. */
  readonly isBracketLeg: boolean;
  /** The bracket that its first fill will lay; legs of their own afterwards. */
  readonly bracket: Bracket | null;
  readonly state: OrderState;
  readonly averageFillPrice: string | null;
  /** "cancelled_by_user", "ioc_unfilled", ... null unless cancelled. */
  readonly cancellationReason: string | null;
  /** Reserved for what is not filled yet, GST included, USD. */
  readonly commission: string;
  /** Charged so far, GST included, USD. */
  readonly paidCommission: string;
  readonly createdAtUs: number;
  readonly updatedAtUs: number;
}

/** Why an order frame is sent, as the venue words it; null: placed, edited or cancelled by its owner. */
export type OrderReason =
  | 'fill'
  | 'stop_update'
  | 'stop_trigger'
  | 'stop_cancel'
  | 'liquidation'
  | 'self_trade'
  | null;
