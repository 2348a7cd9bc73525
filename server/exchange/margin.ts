import { Decimal } from 'decimal.js';
import { Exact } from '#shared/market/exact.ts';
import type { Product } from './product.ts';

/** Goods and services tax on every fee. */
const gst = new Exact('1.18');
const zero = new Exact(0);

/** USD that so many contracts are worth at a price. */
export const notionalOf = (product: Product, size: number, price: Decimal | string): Decimal =>
  new Exact(price).times(product.contractValue).times(size);

/** Fraction of the notional, GST included. */
export const feeRate = (product: Product, role: 'maker' | 'taker'): Decimal =>
  gst.times(role === 'maker' ? product.makerFeeRate : product.takerFeeRate);

/** Percent of the notional: what the leverage asks for, or the product's own where the position is so large. */
export function initialMarginPct(product: Product, leverage: string, notional: Decimal): Decimal {
  const scaled = scaledPct(product.initialMargin, product.initialMarginScaling, product, notional);
  // An upward quotient: 100 / 3 must never ask for less than a third.
  const asked = new Exact(100).div(leverage).toDecimalPlaces(10, Decimal.ROUND_UP);
  return Exact.max(asked, scaled);
}

export const maintenanceMarginPct = (product: Product, notional: Decimal): Decimal =>
  scaledPct(product.maintenanceMargin, product.maintenanceMarginScaling, product, notional);

function scaledPct(base: string, scaling: string, product: Product, notional: Decimal): Decimal {
  const above = Exact.max(zero, notional.minus(product.maxLeverageNotional));
  return above.times(scaling).plus(base);
}

export const shareOf = (pct: Decimal, notional: Decimal): Decimal => notional.times(pct).div(100);

export const maxLeverage = (product: Product): Decimal => new Exact(100).div(product.initialMargin);

/** An open position: `cost` is what was paid for it in USD, its notional at entry, never below 0. */
export interface Exposure {
  readonly product: Product;
  /** Signed contracts, not 0. */
  readonly size: number;
  readonly cost: Decimal;
  readonly margin: Decimal;
}

/** Mark price at which the margin less the loss is just the maintenance margin; 0 or less: never. */
export function liquidationPrice(exposure: Exposure): Decimal {
  const { product, cost, margin } = exposure;
  const maintenance = shareOf(maintenanceMarginPct(product, cost), cost);
  return priceAfterLoss(exposure, margin.minus(maintenance));
}

/** Price at which the margin is all gone; 0 or less: never. */
export const bankruptcyPrice = (exposure: Exposure): Decimal => priceAfterLoss(exposure, exposure.margin);

function priceAfterLoss({ product, size, cost }: Exposure, loss: Decimal): Decimal {
  const value = size > 0 ? cost.minus(loss) : cost.plus(loss);
  return value.div(new Exact(product.contractValue).times(Math.abs(size)));
}
