import { Decimal } from 'decimal.js';
import type { SymbolSpec } from '../market/symbol.ts';

/** Everything a size depends on. Prices on tick, money in account currency, `riskPct` in percent of the balance. */
export interface SizeRequest {
  readonly balance: Decimal;
  readonly riskPct: Decimal;
  readonly entry: Decimal;
  readonly stop: Decimal;
  readonly spec: SymbolSpec;
  /** Account currency for one unit of quote currency. */
  readonly quoteRate: Decimal;
}

const dollars = new Set(['USD', 'USDT', 'USDC']);

/**
 * Account currency for one unit of the quote currency; null when the candles at hand cannot tell.
 * Dollar stablecoins count as the dollar.
 */
export function quoteRate(spec: SymbolSpec, currency: string, price: Decimal): Decimal | null {
  const same = (other: string) => other === currency || (dollars.has(other) && dollars.has(currency));
  if (same(spec.quote)) return new Decimal(1);
  if (same(spec.base)) return new Decimal(1).div(price).toDecimalPlaces(12);
  return null;
}

export const feeRate = (spec: SymbolSpec): Decimal => new Decimal(spec.takerFeePct).div(100);

/** Money won (or lost, negative) by one contract between two prices after the fees of both sides. */
export function netPerContract(request: {
  readonly direction: 'long' | 'short';
  readonly entry: Decimal;
  readonly exit: Decimal;
  readonly contractValue: Decimal;
  readonly feeRate: Decimal;
  readonly quoteRate: Decimal;
}): Decimal {
  const { entry, exit } = request;
  const gross = request.direction === 'long' ? exit.minus(entry) : entry.minus(exit);
  const fees = entry.plus(exit).times(request.feeRate);
  return gross.minus(fees).times(request.contractValue).times(request.quoteRate);
}

/**
 * Contracts whose loss at the stop, fees of both sides included, stays within the risk; rounded down to the step.
 * 0 when even the smallest size would lose more.
 */
export function positionSize(request: SizeRequest): Decimal {
  const direction = request.stop.lt(request.entry) ? 'long' : 'short';
  const lossPerContract = netPerContract({
    direction,
    entry: request.entry,
    exit: request.stop,
    contractValue: new Decimal(request.spec.contractValue),
    feeRate: feeRate(request.spec),
    quoteRate: request.quoteRate,
  }).neg();
  const riskMoney = request.balance.times(request.riskPct).div(100);
  if (riskMoney.lte(0) || lossPerContract.lte(0)) return new Decimal(0);
  const step = new Decimal(request.spec.sizeStep);
  const size = riskMoney.div(lossPerContract).div(step).floor().times(step);
  return size.lt(request.spec.minSize) ? new Decimal(0) : size;
}
