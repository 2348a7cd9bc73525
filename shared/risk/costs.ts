import type { Decimal } from 'decimal.js';
import { z } from 'zod';
import { Exact } from '../market/exact.ts';
import { decimalSchema } from '../market/money.ts';
import { roundDown, roundUp } from '../market/units.ts';

const rateSchema = decimalSchema.refine(
  (text) => !text.startsWith('-') && new Exact(text).lt(1),
  'expected a fraction from 0 up to 1, like "0.0005" for 0.05 %',
);

/** What trading costs. Rates and slippage are fractions, the spread is in price. */
export const tradingCostsSchema = z.strictObject({
  takerRate: rateSchema.default('0.0005'),
  makerRate: rateSchema.default('0.0002'),
  /** On top of the fees: 0.18 makes them 1.18 times as high. */
  feeTax: rateSchema.default('0'),
  /** Of the price, against the trader, on market orders and stops. */
  slippage: rateSchema.default('0'),
  /** Half of it is paid on every fill. */
  spread: decimalSchema.refine((text) => !text.startsWith('-'), 'expected 0 or more').default('0'),
});
export type TradingCosts = Readonly<z.infer<typeof tradingCostsSchema>>;

export type Role = 'maker' | 'taker';

/** Fee of a side as a fraction of its notional, tax included. */
export const feeRateOf = (costs: TradingCosts, role: Role): Decimal =>
  new Exact(role === 'maker' ? costs.makerRate : costs.takerRate).times(new Exact(costs.feeTax).plus(1));

export interface SlippedFill {
  readonly price: number;
  readonly side: 'buy' | 'sell';
  readonly slippage: string;
  readonly tick: string;
}

/** What a market order or a stop gets instead of the price it saw. */
export function slipped({ price, side, slippage, tick }: SlippedFill): number {
  const share = Number(slippage);
  if (share === 0) return price;
  return side === 'buy' ? roundUp(price * (1 + share), tick) : roundDown(price * (1 - share), tick);
}
