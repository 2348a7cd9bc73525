import { z } from 'zod';
import type { Bracket, OrderEdit, OrderRequest } from './order.ts';

/** As the venue takes them: contracts as a number or as its text, switches as booleans or as their text. */
const wholeNumber = z
  .union([z.int(), z.string().regex(/^\d+$/, 'expected a whole number').transform(Number)])
  .pipe(z.int().nonnegative());
const price = z.string().regex(/^\d+(\.\d+)?$/, 'expected a decimal number as text');
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const triggerMethod = z.enum(['mark_price', 'last_traded_price', 'spot_price']);
const side = z.enum(['buy', 'sell']);
const orderType = z.enum(['limit_order', 'market_order']);

/** Exactly one of the two names the product. */
const productFields = { product_id: wholeNumber.optional(), product_symbol: z.string().optional() };
export interface ProductNamed {
  readonly product_id?: number | undefined;
  readonly product_symbol?: string | undefined;
}

const bracketFields = {
  bracket_stop_loss_price: price.nullish(),
  bracket_stop_loss_limit_price: price.nullish(),
  bracket_take_profit_price: price.nullish(),
  bracket_take_profit_limit_price: price.nullish(),
  bracket_trail_amount: price.nullish(),
  bracket_stop_trigger_method: triggerMethod.nullish(),
};
const bracketSchema = z.object(bracketFields);
type BracketFields = z.infer<typeof bracketSchema>;

const orderFields = {
  size: wholeNumber,
  side,
  order_type: orderType,
  limit_price: price.nullish(),
  time_in_force: z.enum(['gtc', 'ioc']).nullish(),
  post_only: flag.nullish(),
  reduce_only: flag.nullish(),
  client_order_id: z.string().min(1).max(32).nullish(),
  stop_order_type: z.enum(['stop_loss_order', 'take_profit_order']).nullish(),
  stop_price: price.nullish(),
  trail_amount: price.nullish(),
  stop_trigger_method: triggerMethod.nullish(),
};

export const orderForm = z.object({ ...productFields, ...orderFields, ...bracketFields });
/** One of a batch: no stops, no brackets, limit orders that rest. */
const batchOrderForm = z.object({
  size: orderFields.size,
  side,
  order_type: z.literal('limit_order').default('limit_order'),
  limit_price: price,
  time_in_force: z.literal('gtc').nullish(),
  post_only: orderFields.post_only,
  reduce_only: orderFields.reduce_only,
  client_order_id: orderFields.client_order_id,
  stop_order_type: z.null('stop orders are not supported in a batch').optional(),
});
type OrderFields = Omit<z.infer<typeof orderForm>, keyof ProductNamed>;

const mostInBatch = 50;
const batchOf = <Schema extends z.ZodType>(form: Schema) =>
  z.object({ ...productFields, orders: z.array(form).min(1).max(mostInBatch) });

const editFields = {
  size: wholeNumber.optional(),
  limit_price: price.optional(),
  stop_price: price.optional(),
  trail_amount: price.optional(),
  post_only: flag.optional(),
};
export const editForm = z.object({ ...productFields, id: wholeNumber, ...editFields });
const orderNamed = { id: wholeNumber.optional(), client_order_id: z.string().optional() };
export const cancelForm = z.object({ ...productFields, ...orderNamed });

export const placeBatchForm = batchOf(batchOrderForm);
export const editBatchForm = batchOf(z.object({ id: wholeNumber, ...editFields }));
export const cancelBatchForm = batchOf(z.object(orderNamed));

export const cancelAllForm = z.object({
  product_id: wholeNumber.optional(),
  contract_types: z.string().optional(),
  cancel_limit_orders: flag.default(false),
  cancel_stop_orders: flag.default(false),
  cancel_reduce_only_orders: flag.default(false),
});

const legForm = z.object({
  order_type: orderType.default('market_order'),
  stop_price: price.nullish(),
  trail_amount: price.nullish(),
  limit_price: price.nullish(),
});
export const positionBracketForm = z.object({
  ...productFields,
  stop_loss_order: legForm.nullish(),
  take_profit_order: legForm.nullish(),
  bracket_stop_trigger_method: triggerMethod.nullish(),
});
export const orderBracketForm = z.object({ ...productFields, id: wholeNumber, ...bracketFields });

export const requestOf = (symbol: string, fields: OrderFields): OrderRequest => ({
  symbol,
  side: fields.side,
  size: fields.size,
  orderType: fields.order_type,
  limitPrice: fields.limit_price ?? null,
  timeInForce: fields.time_in_force ?? 'gtc',
  postOnly: fields.post_only ?? false,
  reduceOnly: fields.reduce_only ?? false,
  clientOrderId: fields.client_order_id ?? null,
  stopOrderType: fields.stop_order_type ?? null,
  stopPrice: fields.stop_price ?? null,
  trailAmount: fields.trail_amount ?? null,
  trigger: fields.stop_trigger_method ?? 'mark_price',
  bracket: bracketOf(fields),
});

/** null where no exit is asked for. */
export function bracketOf(fields: BracketFields): Bracket | null {
  const bracket = {
    stopLossPrice: fields.bracket_stop_loss_price ?? null,
    stopLossLimitPrice: fields.bracket_stop_loss_limit_price ?? null,
    trailAmount: fields.bracket_trail_amount ?? null,
    takeProfitPrice: fields.bracket_take_profit_price ?? null,
    takeProfitLimitPrice: fields.bracket_take_profit_limit_price ?? null,
  };
  if (Object.values(bracket).every((value) => value === null)) return null;
  return { ...bracket, trigger: fields.bracket_stop_trigger_method ?? 'mark_price' };
}

export const positionBracketOf = (fields: z.infer<typeof positionBracketForm>): Bracket => ({
  stopLossPrice: fields.stop_loss_order?.stop_price ?? null,
  stopLossLimitPrice: fields.stop_loss_order?.limit_price ?? null,
  trailAmount: fields.stop_loss_order?.trail_amount ?? null,
  takeProfitPrice: fields.take_profit_order?.stop_price ?? null,
  takeProfitLimitPrice: fields.take_profit_order?.limit_price ?? null,
  trigger: fields.bracket_stop_trigger_method ?? 'mark_price',
});

export const editOf = (
  fields: z.infer<typeof editForm> | z.infer<typeof editBatchForm>['orders'][number],
) => {
  const edit: OrderEdit = {
    ...(fields.size === undefined ? {} : { size: fields.size }),
    ...(fields.limit_price === undefined ? {} : { limitPrice: fields.limit_price }),
    ...(fields.stop_price === undefined ? {} : { stopPrice: fields.stop_price }),
    ...(fields.trail_amount === undefined ? {} : { trailAmount: fields.trail_amount }),
    ...(fields.post_only === undefined ? {} : { postOnly: fields.post_only }),
  };
  return edit;
};
