import type { Fill, Position, Transaction, Wallet } from './account.ts';
import type { Bracket, Order } from './order.ts';
import type { Product } from './product.ts';

/** Of money that is settled; the number that the venue gives it. */
export const settlingAsset = { asset_id: 14, asset_symbol: 'USD' } as const;

const isoOf = (atUs: number): string => new Date(Math.floor(atUs / 1_000)).toISOString();

/** An order as REST and snapshots of the channel show it. */
export const orderRow = (order: Order) => ({
  id: order.id,
  user_id: order.userId,
  product_id: order.productId,
  product_symbol: order.symbol,
  side: order.side,
  size: order.size,
  unfilled_size: order.unfilledSize,
  order_type: order.orderType,
  limit_price: order.limitPrice,
  time_in_force: order.timeInForce,
  post_only: order.postOnly,
  reduce_only: order.reduceOnly,
  client_order_id: order.clientOrderId,
  stop_order_type: order.stopOrderType,
  stop_price: order.stopPrice,
  trail_amount: order.trailAmount,
  stop_trigger_method: order.trigger,
  bracket_order: order.isBracketLeg ? true : null,
  ...bracketFields(order.bracket),
  state: order.state,
  average_fill_price: order.averageFillPrice,
  cancellation_reason: order.cancellationReason,
  commission: order.commission,
  paid_commission: order.paidCommission,
  created_at: String(order.createdAtUs),
  updated_at: String(order.updatedAtUs),
  meta_data: {},
});

export const bracketFields = (bracket: Bracket | null) => ({
  bracket_stop_loss_price: bracket?.stopLossPrice ?? null,
  bracket_stop_loss_limit_price: bracket?.stopLossLimitPrice ?? null,
  bracket_take_profit_price: bracket?.takeProfitPrice ?? null,
  bracket_take_profit_limit_price: bracket?.takeProfitLimitPrice ?? null,
  bracket_trail_amount: bracket?.trailAmount ?? null,
  bracket_stop_trigger_method: bracket?.trigger ?? null,
});

export const positionRow = (position: Position) => ({
  user_id: position.userId,
  product_id: position.productId,
  product_symbol: position.symbol,
  size: position.size,
  entry_price: position.entryPrice,
  margin: position.margin,
  liquidation_price: position.liquidationPrice,
  bankruptcy_price: position.bankruptcyPrice,
  adl_level: String(position.adlLevel),
  commission: position.commission,
  realized_pnl: position.realizedPnl,
  realized_funding: position.realizedFunding,
  unrealized_pnl: position.unrealizedPnl,
  mark_price: position.markPrice,
  margin_mode: 'isolated',
  auto_topup: position.isAutoTopup,
  created_at: isoOf(position.createdAtUs),
  updated_at: isoOf(position.updatedAtUs),
});

export const walletRow = (wallet: Wallet) => ({
  ...settlingAsset,
  user_id: wallet.userId,
  balance: wallet.balance,
  available_balance: wallet.availableBalance,
  available_balance_for_robo: '0',
  blocked_margin: wallet.blockedMargin,
  order_margin: wallet.orderMargin,
  position_margin: wallet.positionMargin,
  commission: wallet.commission,
  cross_asset_liability: '0',
  cross_commission: '0',
  cross_locked_collateral: '0',
  cross_order_margin: '0',
  cross_position_margin: '0',
});

export const fillRow = (fill: Fill, product: Product | null) => ({
  id: fill.id,
  user_id: fill.userId,
  order_id: String(fill.orderId),
  product_id: fill.productId,
  product_symbol: fill.symbol,
  product: {
    id: fill.productId,
    symbol: fill.symbol,
    contract_value: product?.contractValue ?? null,
    settling_asset: { id: settlingAsset.asset_id, symbol: settlingAsset.asset_symbol },
  },
  side: fill.side,
  size: String(fill.size),
  price: fill.price,
  notional: fill.notional,
  role: fill.role,
  commission: fill.commission,
  fill_type: fill.fillType,
  settling_asset_id: settlingAsset.asset_id,
  settling_asset_symbol: settlingAsset.asset_symbol,
  created_at: isoOf(fill.createdAtUs),
  meta_data: {
    effective_commission_rate: fill.effectiveCommissionRate,
    total_commission_in_settling_asset: fill.commission,
    realized_pnl: fill.realizedPnl,
    new_position: { size: fill.newPosition },
  },
});

export const transactionRow = (transaction: Transaction) => ({
  id: transaction.id,
  uuid: String(transaction.id),
  user_id: transaction.userId,
  ...settlingAsset,
  transaction_type: transaction.type,
  amount: transaction.amount,
  balance: transaction.balanceAfter,
  product_id: transaction.productId,
  created_at: isoOf(transaction.createdAtUs),
  meta_data: { transaction_id: transaction.reference },
});
