import { Decimal } from 'decimal.js';
import type { Account } from '../config/accountConfig.ts';
import { decimalText } from '../market/money.ts';
import { priceDigits, type SymbolSpec } from '../market/symbol.ts';
import type { Signal } from '../trading/signal.ts';
import type { Assessment, RuleCheck } from './assessment.ts';
import { feeRate, netPerContract, positionSize, quoteRate } from './positionSize.ts';

export interface AssessRequest {
  readonly signal: Signal;
  readonly spec: SymbolSpec;
  readonly account: Account;
  readonly openTrades: number;
  /** Newest close of the symbol. */
  readonly lastPrice: number;
  /** Whether price has come to the entry since the signal was raised; of one that rests. */
  readonly isReached: boolean;
  readonly at: number;
}

const zero = new Decimal(0);

function openTradesCheck({ account, openTrades }: AssessRequest): RuleCheck {
  const limit = account.maxOpenTrades;
  const passed = openTrades < limit;
  const trades = openTrades === 1 ? '1 trade is open' : `${openTrades} trades are open`;
  return {
    rule: 'maxOpenTrades',
    passed,
    text: passed
      ? `${trades}, the limit is ${limit}.`
      : `${account.name} is full: ${trades}, the limit is ${limit}. Close one or raise the limit.`,
  };
}

function expiryCheck({ signal, at }: AssessRequest): RuleCheck {
  const passed = at < signal.expiresAt;
  return {
    rule: 'notExpired',
    passed,
    text: passed ? 'The signal is still valid.' : 'The signal has expired.',
  };
}

interface Seen {
  readonly lastPrice: number;
  readonly isReached: boolean;
}

/**
 * Beyond its stop or target the trade would be over before it began. A limit that price has not come to is not filled
 * yet: wherever price is now, it can still be placed.
 */
export function isInReach(signal: Signal, { lastPrice: price, isReached }: Seen): boolean {
  const { stop, targets, entry, rests } = signal;
  if (rests && !isReached) return true;
  const target = targets[0] ?? entry;
  return Math.min(stop, target) < price && price < Math.max(stop, target);
}

function priceCheck({ signal, spec, lastPrice, isReached }: AssessRequest): RuleCheck {
  const passed = isInReach(signal, { lastPrice, isReached });
  const digits = priceDigits(spec.tick);
  const price = lastPrice.toFixed(digits);
  if (signal.rests && !isReached) {
    const text = `Price ${price} has yet to come to the limit ${signal.entry.toFixed(digits)}.`;
    return { rule: 'priceInReach', passed, text };
  }
  const isBelow = lastPrice < signal.entry;
  const side = isBelow === signal.stop < signal.entry ? 'stop' : 'target';
  return {
    rule: 'priceInReach',
    passed,
    text: passed
      ? `Price ${price} is between stop and target.`
      : `Price ${price} is already at or beyond the ${side}. There is nothing left to take.`,
  };
}

function currencyCheck({ spec, account }: AssessRequest, rate: Decimal | null): RuleCheck {
  return {
    rule: 'currency',
    passed: rate !== null,
    text:
      rate === null
        ? `No rate from ${spec.quote} to ${account.currency} is known, so ${spec.symbol} cannot be sized.`
        : `Sized in ${account.currency}.`,
  };
}

function sizeCheck({ spec, account }: AssessRequest, size: Decimal): RuleCheck {
  const passed = size.gt(0);
  if (new Decimal(account.balance).lte(0))
    return {
      rule: 'minSize',
      passed,
      text: `${account.name} has nothing left to risk: its balance is ${account.balance} ${account.currency}.`,
    };
  return {
    rule: 'minSize',
    passed,
    text: passed
      ? `Risk is ${account.riskPerTradePct} % of the balance or less.`
      : `Cannot be taken at ${account.riskPerTradePct} % risk: the smallest size is ${spec.minSize} ${spec.unit}.`,
  };
}

/** What accepting the signal would mean at time `at`. Pure; an unmet rule makes it `blocked`, never an error. */
export function assess(request: AssessRequest): Assessment {
  const { signal, spec, account } = request;
  const entry = new Decimal(signal.entry);
  const stop = new Decimal(signal.stop);
  const target = new Decimal(signal.targets[0] ?? signal.entry);
  const rate = quoteRate(spec, account.currency, entry);
  const size =
    rate === null
      ? zero
      : positionSize({
          balance: new Decimal(account.balance),
          riskPct: new Decimal(account.riskPerTradePct),
          entry,
          stop,
          spec,
          quoteRate: rate,
        });
  const contractValue = new Decimal(spec.contractValue);
  const perContract = (exit: Decimal) =>
    netPerContract({
      direction: signal.direction,
      entry,
      exit,
      contractValue,
      feeRate: feeRate(spec),
      quoteRate: rate ?? zero,
    });
  const checks = [
    expiryCheck(request),
    priceCheck(request),
    openTradesCheck(request),
    currencyCheck(request, rate),
    ...(rate === null ? [] : [sizeCheck(request, size)]),
  ];
  return {
    signalId: signal.id,
    accountId: account.id,
    size: decimalText(size),
    unit: spec.unit,
    risk: decimalText(size.times(perContract(stop)).neg().toDecimalPlaces(8)),
    reward: decimalText(size.times(perContract(target)).toDecimalPlaces(8)),
    notional: decimalText(
      size
        .times(contractValue)
        .times(entry)
        .times(rate ?? zero)
        .toDecimalPlaces(8),
    ),
    verdict: checks.every((check) => check.passed) ? 'clear' : 'blocked',
    checks,
    at: request.at,
  };
}
