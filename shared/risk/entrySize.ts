import type { Decimal } from 'decimal.js';
import { Exact } from '../market/exact.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Direction } from '../trading/signal.ts';
import { feeRateOf, type TradingCosts } from './costs.ts';

export interface EntrySizeRequest {
  /** Realised capital of the symbol. */
  readonly capital: Decimal;
  /** Fraction of the capital that is the margin, and how often it is multiplied. */
  readonly share: string;
  readonly leverage: number;
  /** null: the share alone decides; else at most this percentage of the capital is lost at the stop. */
  readonly riskPct: number | null;
  readonly kind: 'market' | 'limit';
  readonly direction: Direction;
  readonly price: number;
  readonly stop: number;
  readonly spec: SymbolSpec;
  readonly costs: TradingCosts;
}

/** Contracts of an entry, rounded down to the step; 0 when even the smallest size is too large. */
export function entrySize(request: EntrySizeRequest): Decimal {
  const { capital, share, leverage, price, spec, riskPct } = request;
  const none = new Exact(0);
  if (capital.lte(0)) return none;
  const step = new Exact(spec.sizeStep);
  const valueOfStep = step.times(price).times(spec.contractValue);
  const byShare = capital.times(share).times(leverage).divToInt(valueOfStep);
  const steps =
    riskPct === null
      ? byShare
      : Exact.min(byShare, capital.times(riskPct).divToInt(lossPerContract(request).times(step).times(100)));
  const size = steps.times(step);
  return size.lt(spec.minSize) ? none : size;
}

/** At the stop, with the fees of both sides, slippage (as a share of the price, not yet on tick) and spread. */
export function lossPerContract(request: Omit<EntrySizeRequest, 'capital' | 'share' | 'riskPct'>): Decimal {
  const { kind, direction, price, stop, spec, costs } = request;
  const isLong = direction === 'long';
  const worse = new Exact(costs.slippage).times(isLong ? 1 : -1);
  const entry = kind === 'limit' ? new Exact(price) : worse.plus(1).times(price);
  const exit = worse.neg().plus(1).times(stop);
  const fees = entry
    .times(feeRateOf(costs, kind === 'limit' ? 'maker' : 'taker'))
    .plus(exit.times(feeRateOf(costs, 'taker')));
  return entry.minus(exit).abs().plus(fees).plus(costs.spread).times(spec.contractValue);
}
