import type { Decimal } from 'decimal.js';
import { Exact, ratioOf } from '../market/exact.ts';
import { decimalText } from '../market/money.ts';
import { breakevenBandR } from '../trading/result.ts';
import type { BacktestSummary, BacktestTrade, OrderChange } from './backtestResult.ts';
import { median } from './rMetrics.ts';

interface Account {
  readonly start: Decimal;
  readonly final: Decimal;
  readonly openResult: Decimal;
  readonly maxDrawdown: Decimal;
  readonly maxDrawdownPct: Decimal;
  readonly exposure: number;
}

interface Run {
  readonly trades: readonly BacktestTrade[];
  readonly orders: readonly OrderChange[];
  readonly refused: number;
  readonly ambiguousBars: number;
  readonly resolvedBars: number;
  readonly entries: number;
  readonly account: Account;
}

export function summarizeBacktest(run: Run): BacktestSummary {
  const { trades, orders, refused, ambiguousBars, resolvedBars, entries, account } = run;
  const sum = (amounts: readonly (string | number)[]) =>
    amounts.reduce<Decimal>((total, amount) => total.plus(amount), new Exact(0));
  const multiples = trades.map((trade) => trade.rMultiple);
  const wins = multiples.filter((r) => r > breakevenBandR).length;
  const losses = multiples.filter((r) => r < -breakevenBandR).length;
  const nets = trades.map((trade) => trade.net);
  const unfilled = orders.filter((change) => change.action === 'cancelled').length;
  const ended = entries + unfilled;
  return {
    trades: trades.length,
    wins,
    losses,
    winRate: wins + losses === 0 ? null : wins / (wins + losses),
    gross: decimalText(sum(trades.map((trade) => trade.gross))),
    fees: decimalText(sum(trades.map((trade) => trade.fees))),
    spread: decimalText(sum(trades.map((trade) => trade.spread))),
    funding: decimalText(sum(trades.map((trade) => trade.funding))),
    net: decimalText(sum(nets)),
    meanR: trades.length === 0 ? null : ratioOf(sum(multiples), trades.length).toNumber(),
    medianR: median(multiples),
    profitFactor: profitFactor(nets),
    maxDrawdown: decimalText(account.maxDrawdown),
    maxDrawdownPct: account.maxDrawdownPct.toDecimalPlaces(8).toNumber(),
    exposure: account.exposure,
    signals: orders.filter((change) => change.action === 'placed').length,
    unfilled,
    fillRate: ended === 0 ? null : entries / ended,
    refused,
    ambiguous: trades.filter((trade) => trade.isAmbiguous).length,
    ambiguousBars,
    resolvedBars,
    start: decimalText(account.start),
    final: decimalText(account.final),
    equity: decimalText(account.final.plus(account.openResult)),
  };
}

function profitFactor(nets: readonly string[]): number | null {
  let [won, lost] = [new Exact(0), new Exact(0)];
  for (const net of nets) {
    if (net.startsWith('-')) lost = lost.minus(net);
    else won = won.plus(net);
  }
  return lost.isZero() ? null : ratioOf(won, lost).toNumber();
}
