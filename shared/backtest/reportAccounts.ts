import { maxDrawdown } from '../journal/metrics.ts';
import { Exact } from '../market/exact.ts';
import { decimalText } from '../market/money.ts';
import type { BacktestResult } from './backtestResult.ts';
import { type DailyRatios, dailyRatios } from './dailyRatios.ts';
import { addCurves, type CurvePoint, type Drawdown, dayEnds, drawdownOf, drawnCurve } from './drawdown.ts';
import type { ReportTrade } from './reportTrade.ts';

/** Decimal text; the sums of the accounts, one for each series. */
export interface ReportMoney {
  readonly start: string;
  readonly gross: string;
  readonly fees: string;
  readonly spread: string;
  readonly funding: string;
  readonly net: string;
  /** With open positions at the last close. */
  readonly equity: string;
}

export interface OrderCounts {
  readonly signals: number;
  readonly filled: number;
  /** Ended without a fill. */
  readonly unfilled: number;
  readonly fillRate: number | null;
  /** Entries that gates refused. */
  readonly refused: number;
  /** Trades whose candles do not tell the order of events, nor shorter ones; the worse was taken. */
  readonly ambiguous: number;
  /** Candles that did not tell it, and those of them that shorter ones told. */
  readonly ambiguousBars: number;
  readonly resolvedBars: number;
  readonly beyondLiquidation: number;
  /** Positions that the end of the data found open; not among the trades. */
  readonly open: number;
}

export interface ReportDrawdown {
  /** Of the equity at every candle's close, and at the end of every UTC day. */
  readonly intraday: Drawdown;
  readonly closing: Drawdown;
  /** Of the sum of R, trade by trade. */
  readonly inR: number;
}

export function moneyOf(results: readonly BacktestResult[]): ReportMoney {
  const total = (name: 'start' | 'gross' | 'fees' | 'spread' | 'funding' | 'net' | 'equity') =>
    decimalText(results.reduce((amount, { summary }) => amount.plus(summary[name]), new Exact(0)));
  return {
    start: total('start'),
    gross: total('gross'),
    fees: total('fees'),
    spread: total('spread'),
    funding: total('funding'),
    net: total('net'),
    equity: total('equity'),
  };
}

export function ordersOf(results: readonly BacktestResult[]): OrderCounts {
  const total = (countOf: (result: BacktestResult) => number) =>
    results.reduce((count, result) => count + countOf(result), 0);
  const filled = total(({ fills }) => fills.filter((fill) => fill.leg === 'entry').length);
  const unfilled = total(({ summary }) => summary.unfilled);
  return {
    signals: total(({ summary }) => summary.signals),
    filled,
    unfilled,
    fillRate: filled + unfilled === 0 ? null : filled / (filled + unfilled),
    refused: total(({ summary }) => summary.refused),
    ambiguous: total(({ summary }) => summary.ambiguous),
    ambiguousBars: total(({ summary }) => summary.ambiguousBars),
    resolvedBars: total(({ summary }) => summary.resolvedBars),
    beyondLiquidation: total(({ trades }) => trades.filter((trade) => trade.isBeyondLiquidation).length),
    open: total(({ open }) => (open === null ? 0 : 1)),
  };
}

/** Share of the closes at which a position was open, over all series. */
export const exposureOf = (results: readonly BacktestResult[]): number => {
  const candles = results.reduce((count, { bars }) => count + bars, 0);
  if (candles === 0) return 0;
  return results.reduce((held, { bars, summary }) => held + bars * summary.exposure, 0) / candles;
};

/** Points of the equity that are kept for drawing. */
const drawnPoints = 480;

interface AccountCourse {
  readonly curve: readonly CurvePoint[];
  readonly drawdown: ReportDrawdown;
  readonly daily: DailyRatios;
}

/** How the sum of the accounts went. It has all days of the week once one of its markets never closes. */
export function accountCourse(
  results: readonly BacktestResult[],
  trades: readonly ReportTrade[],
): AccountCourse {
  const accounts = results.map(({ equity, summary }) => ({ start: Number(summary.start), curve: equity }));
  const start = accounts.reduce((total, account) => total + account.start, 0);
  const curve = addCurves(accounts);
  const path = [new Exact(0)];
  const session = results.some((result) => result.session === '24x7') ? '24x7' : 'forex';
  for (const { r } of trades) path.push((path.at(-1) ?? new Exact(0)).plus(r));
  return {
    curve: drawnCurve(curve, start, drawnPoints),
    drawdown: {
      intraday: drawdownOf([start, ...curve.equity]),
      closing: drawdownOf(dayEnds(curve, start)),
      inR: maxDrawdown(path).toNumber(),
    },
    daily: dailyRatios({ start, curve, session }),
  };
}
