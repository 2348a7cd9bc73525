import { Decimal } from 'decimal.js';
import type { Account } from '../config/accountConfig.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Assessment } from '../risk/assessment.ts';
import { feeRate, quoteRate } from '../risk/positionSize.ts';
import type { Signal } from '../trading/signal.ts';
import type { Trade } from '../trading/trade.ts';

/**
 * The journal entry of an accepted signal on an account answered by hand: entered at the signal's price; of a limit that
 * price has yet to come to, an entry that waits.
 */
export function openTrade(request: {
  readonly signal: Signal;
  readonly assessment: Assessment;
  readonly account: Account;
  readonly spec: SymbolSpec;
  readonly isReached: boolean;
  readonly at: number;
}): Trade {
  const { signal, assessment, account, spec } = request;
  const entry = new Decimal(signal.entry);
  const stop = new Decimal(signal.stop);
  const rate = quoteRate(spec, account.currency, entry) ?? new Decimal(0);
  const risk = entry.minus(stop).abs().times(assessment.size).times(spec.contractValue).times(rate);
  return {
    id: `${account.id}.${signal.id}`,
    accountId: account.id,
    signalId: signal.id,
    symbol: signal.symbol,
    timeframe: signal.timeframe,
    direction: signal.direction,
    size: assessment.size,
    unit: assessment.unit,
    entry: decimalText(entry),
    stop: decimalText(stop),
    target: decimalText(new Decimal(signal.targets[0] ?? signal.entry)),
    risk: decimalText(risk.toDecimalPlaces(8)),
    contractValue: spec.contractValue,
    quoteRate: decimalText(rate),
    feeRate: decimalText(feeRate(spec)),
    ...(signal.rests && !request.isReached ? { waitsUntil: signal.expiresAt } : {}),
    openedAt: request.at,
    close: null,
    note: null,
  };
}
