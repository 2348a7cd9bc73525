/** The venue's own codes, as it spells them. */
export type RejectionCode =
  | 'bad_schema'
  | 'invalid_contract'
  | 'insufficient_margin'
  | 'insufficient_commission'
  | 'close_position_insufficient_margin'
  | 'order_size_exceed_available'
  | 'risk_limits_breached'
  | 'immediate_liquidation'
  | 'out_of_bankruptcy'
  | 'self_matching_disrupted_post_only'
  | 'immediate_execution_post_only'
  | 'immediate_execution_stop_order'
  | 'no_position_for_reduce_only'
  | 'offset_by_reduce_only'
  | 'reduce_only_orders_allowed'
  | 'max_leverage_exceeded'
  | 'less_than_order_min_size'
  | 'order_max_size_exceeded'
  | 'max_orders_count_exceeded'
  | 'trading_blocked'
  | 'position_bracket_exist_or_invalid_data'
  | 'bracket_order_position_exists'
  | 'no_open_position'
  | 'no_liquidity_for_market_order'
  | 'trading_not_allowed_on_current_margin_mode'
  | 'open_order_not_found'
  | 'duplicate_client_order_id'
  | 'price_out_of_band'
  | 'insufficient_balance'
  | 'unavailable';

/** A refusal is a value: nothing has changed. */
export interface Rejection {
  readonly code: RejectionCode;
  /** As the venue sends it in `error.context`; decimal text for money. */
  readonly context: Readonly<Record<string, unknown>>;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rejection: Rejection };

export const accepted = <Value>(value: Value): Answer<Value> => ({ ok: true, value });

export const rejected = (
  code: RejectionCode,
  context: Readonly<Record<string, unknown>> = {},
): { readonly ok: false; readonly rejection: Rejection } => ({ ok: false, rejection: { code, context } });

/** What the venue answers when a field is not what its schema says. */
export const badSchema = (param: string, message: string) =>
  rejected('bad_schema', { schema_errors: [{ code: 'validation_error', message, param }] });
