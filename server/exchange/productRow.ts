import type { Product, ProductCondition } from './product.ts';

const usd = { id: 14, symbol: 'USD', precision: 8 } as const;
/** The venue lends every asset a number of its own; those of bases only have to differ. */
const firstBaseId = 100;
const spotPairId = 111_000;

const assetOf = (symbol: string, id: number) => ({
  id,
  symbol,
  name: symbol,
  precision: 8,
  deposit_status: 'enabled',
  withdrawal_status: 'enabled',
  base_withdrawal_fee: '0',
  min_withdrawal_amount: '0',
  networks: [],
});

/** The settling asset and one for each base. */
export function assetRows(products: readonly Product[]) {
  const bases = [...new Set(products.map(({ base }) => base))];
  return [assetOf(usd.symbol, usd.id), ...bases.map((base, index) => assetOf(base, firstBaseId + index))];
}

/** As listed; what is filtered by has names. */
export interface ProductRow {
  readonly id: number;
  readonly symbol: string;
  readonly contract_type: string;
  readonly state: string;
  readonly [field: string]: unknown;
}

export const productRow = (product: Product, condition: ProductCondition): ProductRow => ({
  id: product.id,
  symbol: product.symbol,
  description: `${product.base} Perpetual`,
  contract_type: 'perpetual_futures',
  notional_type: 'vanilla',
  state: condition.state,
  trading_status: condition.tradingStatus,
  contract_value: product.contractValue,
  contract_unit_currency: product.base,
  tick_size: product.tick,
  initial_margin: product.initialMargin,
  maintenance_margin: product.maintenanceMargin,
  initial_margin_scaling_factor: product.initialMarginScaling,
  maintenance_margin_scaling_factor: product.maintenanceMarginScaling,
  max_leverage_notional: product.maxLeverageNotional,
  default_leverage: product.defaultLeverage,
  position_size_limit: product.positionSizeLimit,
  position_notional_limit: null,
  maker_commission_rate: product.makerFeeRate,
  taker_commission_rate: product.takerFeeRate,
  price_band: product.priceBand,
  underlying_asset: { id: firstBaseId + product.id, symbol: product.base, precision: 8 },
  quoting_asset: { id: 5, symbol: 'USD', precision: 8 },
  settling_asset: usd,
  spot_index: { symbol: product.spotIndex },
  product_specs: {
    rate_exchange_interval: product.fundingInterval,
    funding_clamp_value: '0.05',
    only_reduce_only_orders_allowed: condition.isReduceOnly,
  },
  launch_time: '2024-04-08T00:00:00Z',
  settlement_time: null,
  strike_price: null,
});

/** The list is shared with pairs that are no futures. */
export const spotPair: ProductRow = {
  id: spotPairId,
  symbol: 'BTC_INR',
  description: 'BTC/INR spot',
  contract_type: 'spot',
  notional_type: 'vanilla',
  state: 'live',
  trading_status: 'operational',
  contract_value: '1',
  contract_unit_currency: 'BTC',
  tick_size: '1',
  maker_commission_rate: '0.001',
  taker_commission_rate: '0.001',
  underlying_asset: { id: firstBaseId - 1, symbol: 'BTC', precision: 8 },
  quoting_asset: { id: 9, symbol: 'INR', precision: 2 },
  settling_asset: { id: 9, symbol: 'INR', precision: 2 },
  spot_index: { symbol: '.DEBTCINR' },
  product_specs: {},
  launch_time: '2025-10-01T00:00:00Z',
  settlement_time: null,
  strike_price: null,
};
