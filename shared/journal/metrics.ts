import { Decimal } from 'decimal.js';
import type { Account } from '../config/accountConfig.ts';
import { decimalText } from '../market/money.ts';
import type { Trade, TradeClose } from '../trading/trade.ts';
import type { Summary } from './summary.ts';

interface ClosedTrade extends Trade {
  readonly close: TradeClose;
}

const isClosed = (trade: Trade): trade is ClosedTrade => trade.close !== null;
const byClose = (a: ClosedTrade, b: ClosedTrade) =>
  a.close.closedAt - b.close.closedAt || (a.id < b.id ? -1 : 1);
const sum = (values: readonly Decimal[]) =>
  values.reduce((total, value) => total.plus(value), new Decimal(0));

/** 95 % Wilson score interval of a rate, 0..1; null without observations. */
export function wilson(
  successes: number,
  count: number,
): { readonly low: number; readonly high: number } | null {
  if (count === 0) return null;
  const z = 1.959963984540054;
  const rate = successes / count;
  const centre = rate + (z * z) / (2 * count);
  const spread = z * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** Deepest fall from the peak so far; the start counts as the first peak. */
export function maxDrawdown(values: readonly Decimal[]): Decimal {
  let peak = values[0] ?? new Decimal(0);
  let deepest = new Decimal(0);
  for (const value of values) {
    peak = Decimal.max(peak, value);
    deepest = Decimal.max(deepest, peak.minus(value));
  }
  return deepest;
}

function ratioOfSums(nets: readonly Decimal[]): {
  readonly factor: number | null;
  readonly lossless: boolean;
} {
  const gains = sum(nets.filter((net) => net.gt(0)));
  const losses = sum(nets.filter((net) => net.lt(0))).abs();
  if (losses.isZero()) return { factor: null, lossless: gains.gt(0) };
  return { factor: gains.div(losses).toNumber(), lossless: false };
}

/** Net of every closed trade onto the initial balance. */
export function balanceOf(initialBalance: string, trades: readonly Trade[]): string {
  return decimalText(
    sum([
      new Decimal(initialBalance),
      ...trades.filter(isClosed).map((trade) => new Decimal(trade.close.net)),
    ]),
  );
}

/** Points of the curve at most: every fact of an account carries it, and no screen shows more. */
const maxCurvePoints = 250;

/** Evenly chosen, the first and the last among them. */
function thinned<Point>(points: readonly Point[]): readonly Point[] {
  if (points.length <= maxCurvePoints) return points;
  const step = (points.length - 1) / (maxCurvePoints - 1);
  const kept = new Set(Array.from({ length: maxCurvePoints }, (_, index) => Math.round(index * step)));
  return points.filter((_, index) => kept.has(index));
}

function runningBalance(start: Decimal, nets: readonly Decimal[]): readonly Decimal[] {
  const path = [start];
  let balance = start;
  for (const net of nets) {
    balance = balance.plus(net);
    path.push(balance);
  }
  return path;
}

/** Statistics over the trades of one account. Breakeven trades stand on neither side of the win rate. */
export function summarize(
  account: Pick<Account, 'id' | 'initialBalance'>,
  trades: readonly Trade[],
): Summary {
  const closed = trades.filter(isClosed).sort(byClose);
  const count = (outcome: TradeClose['outcome']) =>
    closed.filter((trade) => trade.close.outcome === outcome).length;
  const wins = count('WIN');
  const decided = wins + count('LOSS');
  const interval = wilson(wins, decided);
  const nets = closed.map((trade) => new Decimal(trade.close.net));
  const multiples = closed.flatMap(({ close }) =>
    close.rMultiple === null ? [] : [new Decimal(close.rMultiple)],
  );
  const totalR = sum(multiples);
  const net = sum(nets);
  const { factor, lossless } = ratioOfSums(nets);
  const balances = runningBalance(new Decimal(account.initialBalance), nets);
  return {
    accountId: account.id,
    trades: closed.length,
    open: trades.length - closed.length,
    wins,
    losses: decided - wins,
    breakevens: closed.length - decided,
    winRate: decided === 0 ? null : wins / decided,
    winRateLow: interval?.low ?? null,
    winRateHigh: interval?.high ?? null,
    totalR: multiples.length === 0 ? null : totalR.toNumber(),
    averageR: multiples.length === 0 ? null : totalR.div(multiples.length).toDecimalPlaces(8).toNumber(),
    expectancy: nets.length === 0 ? null : decimalText(net.div(nets.length).toDecimalPlaces(8)),
    profitFactor: factor,
    lossless,
    net: decimalText(net),
    maxDrawdown: decimalText(maxDrawdown(balances)),
    equity: thinned(balances.map((balance, index) => ({ balance, index }))).map(({ balance, index }) => ({
      at: closed[index - 1]?.close.closedAt ?? null,
      balance: decimalText(balance),
    })),
  };
}
