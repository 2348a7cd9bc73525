import { Decimal } from 'decimal.js';
import { decimalText } from '../market/money.ts';
import type { Outcome, Trade, TradeClose } from './trade.ts';

/** |R| up to here counts as breakeven: fees and ticks, no decision. */
export const breakevenBandR = 0.05;

export interface RunningResult {
  readonly fees: Decimal;
  readonly net: Decimal;
  readonly rMultiple: number | null;
}

/** What the trade would make if it left at `price` now: net of the fees of both sides, R on the frozen risk. */
export function resultAt(trade: Trade, price: Decimal): RunningResult {
  const entry = new Decimal(trade.entry);
  const move = trade.direction === 'long' ? price.minus(entry) : entry.minus(price);
  const value = new Decimal(trade.size).times(trade.contractValue).times(trade.quoteRate);
  const fees = entry.plus(price).times(trade.feeRate).times(value).toDecimalPlaces(8);
  const net = move.times(value).minus(fees).toDecimalPlaces(8);
  const risk = new Decimal(trade.risk);
  return { fees, net, rMultiple: risk.gt(0) ? net.div(risk).toDecimalPlaces(8).toNumber() : null };
}

/** WIN and LOSS by R outside the breakeven band; by the sign of the net result when R is unknown. */
export function outcomeOf(result: Pick<RunningResult, 'net' | 'rMultiple'>): Outcome {
  const measure = result.rMultiple ?? result.net.comparedTo(0);
  if (Math.abs(measure) <= breakevenBandR) return 'BREAKEVEN';
  return measure > 0 ? 'WIN' : 'LOSS';
}

export function closeAt(trade: Trade, mark: { readonly price: Decimal; readonly at: number }): TradeClose {
  const result = resultAt(trade, mark.price);
  return {
    exit: decimalText(mark.price),
    closedAt: mark.at,
    fees: decimalText(result.fees),
    net: decimalText(result.net),
    rMultiple: result.rMultiple,
    outcome: outcomeOf(result),
  };
}
