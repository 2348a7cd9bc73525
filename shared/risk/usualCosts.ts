import { Exact } from '../market/exact.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { type TradingCosts, tradingCostsSchema } from './costs.ts';

/**
 * What trading an instrument usually costs, as far as its description tells: its spread and its taker's fee; a maker
 * pays no more than a taker. Backtests that are told nothing else and live strategies reckon with the same.
 */
export function usualCosts(
  { takerFeePct, spread }: SymbolSpec,
  takerRate = decimalText(new Exact(takerFeePct).div(100)),
): TradingCosts {
  const usual = tradingCostsSchema.parse({});
  const makerRate = decimalText(Exact.min(usual.makerRate, takerRate));
  return { ...usual, makerRate, spread: spread ?? usual.spread, takerRate };
}
