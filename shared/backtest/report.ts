import type { UnixMs } from '../market/candle.ts';
import { seededRandom } from '../market/seededRandom.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { TradingWindow } from '../market/tradingWindow.ts';
import type { BacktestResult } from './backtestResult.ts';
import type { DailyRatios } from './dailyRatios.ts';
import type { CurvePoint } from './drawdown.ts';
import { type LossRuns, lossRuns } from './lossRuns.ts';
import { type MonteCarlo, monteCarlo } from './monteCarlo.ts';
import { compareWithRandom, type RandomComparison, type TestedSeries } from './randomEntries.ts';
import {
  accountCourse,
  exposureOf,
  moneyOf,
  type OrderCounts,
  ordersOf,
  type ReportDrawdown,
  type ReportMoney,
} from './reportAccounts.ts';
import { multiplesByDay, type Results, resultsOf } from './reportResults.ts';
import { type ReportTrade, reportTrades } from './reportTrade.ts';
import { type Verdict, verdictOf } from './reportVerdict.ts';
import { type Ruin, ruin } from './ruin.ts';
import type { LimitFills } from './simMatching.ts';
import { type Groups, groupTrades } from './tradeGroups.ts';

/** A series traded twice: by the rule that was asked for, and with the other rule for the fills of limits. */
export interface ReportInput extends TestedSeries {
  readonly other: BacktestResult;
}

export interface ReportOptions {
  readonly limitFills: LimitFills;
  readonly atrLength: number;
  /** Trades that enter in the first part of the time are the in-sample ones; 0..1. */
  readonly inSampleShare: number;
  readonly windows: readonly TradingWindow[];
  readonly seed: number;
  readonly draws: number;
}

/** Results of one rule for the fills of limits. */
export interface FillResults extends Results {
  readonly limitFills: LimitFills;
}

export interface Part extends Results {
  readonly from: UnixMs;
  /** Entries before it. */
  readonly to: UnixMs;
}

export interface BacktestReport {
  readonly verdict: Verdict;
  readonly strategy: string;
  readonly mode: string;
  readonly timeframes: readonly Timeframe[];
  readonly symbols: readonly string[];
  /** Open time of the first and the last candle that could trade. */
  readonly from: UnixMs | null;
  readonly to: UnixMs | null;
  readonly candles: number;
  readonly seed: number;
  readonly draws: number;
  readonly overall: FillResults;
  readonly inSample: Part | null;
  readonly outOfSample: Part | null;
  /** null when the other rule gives the same trades. */
  readonly otherFill: FillResults | null;
  readonly random: RandomComparison | null;
  readonly monteCarlo: MonteCarlo | null;
  readonly money: ReportMoney;
  readonly orders: OrderCounts;
  readonly drawdown: ReportDrawdown;
  readonly daily: DailyRatios;
  /** null without trades. */
  readonly lossRuns: LossRuns | null;
  /** null of too few trades, and without a loss. */
  readonly ruin: readonly Ruin[] | null;
  /** Share of the closes at which a position was open, over all series. */
  readonly exposure: number;
  readonly groups: Groups;
  readonly curve: readonly CurvePoint[];
  /** In the order of the exits. */
  readonly multiples: readonly number[];
}

/** Everything that a backtest says. The same input and seed give the same report. */
export function reportOf(input: readonly ReportInput[], options: ReportOptions): BacktestReport {
  const results = input.map(({ result }) => result);
  const trades = reportTrades(results);
  const { seed, draws, limitFills, atrLength, windows } = options;
  const chanceOf = (part: number) => ({ draws, random: seededRandom(seed * partsOfSeed + part) });
  const overall = { limitFills, ...resultsOf(trades, chanceOf(0)) };
  const { inSample, outOfSample } = splitByTime(trades, spanOf(results), options);
  const otherFill = otherFillOf(input, { limitFills, ...chanceOf(2) });
  const random = compareWithRandom(input, { ...chanceOf(3), atrLength });
  const evidence = { overall, outOfSample: outOfSample ?? resultsOf([], chanceOf(1)), otherFill, random };
  const { curve, drawdown, daily } = accountCourse(results, trades);
  const multiples = trades.map((trade) => trade.r);
  return {
    verdict: verdictOf(evidence),
    strategy: results[0]?.strategy ?? '',
    mode: results[0]?.mode ?? '',
    timeframes: [...new Set(results.map(({ timeframe }) => timeframe))],
    symbols: [...new Set(results.map(({ symbol }) => symbol))],
    ...spanOf(results),
    candles: results.reduce((count, { bars }) => count + bars, 0),
    ...{ seed, draws, overall, inSample, outOfSample, otherFill, random },
    monteCarlo: monteCarlo(multiplesByDay(trades), chanceOf(4)),
    money: moneyOf(results),
    orders: ordersOf(results),
    ...{ drawdown, daily },
    lossRuns: lossRuns(multiples),
    ruin: ruin(multiples, ruinFallsR),
    exposure: exposureOf(results),
    groups: groupTrades(trades, { windows, ...chanceOf(5) }),
    curve,
    multiples,
  };
}

/** At 1 % a trade a tenth and a fifth of the account. */
const ruinFallsR = [10, 20];

/** Every part of the report draws from its own stream, so that adding one changes no other. */
const partsOfSeed = 8;

function spanOf(results: readonly BacktestResult[]): { from: UnixMs | null; to: UnixMs | null } {
  const known = results.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }]));
  if (known.length === 0) return { from: null, to: null };
  return {
    from: Math.min(...known.map(({ from }) => from)),
    to: Math.max(...known.map(({ to }) => to)),
  };
}

function splitByTime(
  trades: readonly ReportTrade[],
  { from, to }: { readonly from: UnixMs | null; readonly to: UnixMs | null },
  { inSampleShare, seed, draws }: ReportOptions,
): { readonly inSample: Part | null; readonly outOfSample: Part | null } {
  if (from === null || to === null) return { inSample: null, outOfSample: null };
  const split = Math.round(from + inSampleShare * (to - from));
  const chance = { draws, random: seededRandom(seed * partsOfSeed + 1) };
  const early = trades.filter(({ at }) => at < split);
  const late = trades.filter(({ at }) => at >= split);
  return {
    inSample: { from, to: split, ...resultsOf(early, chance) },
    outOfSample: { from: split, to, ...resultsOf(late, chance) },
  };
}

function otherFillOf(
  input: readonly ReportInput[],
  { limitFills, ...chance }: { limitFills: LimitFills } & Parameters<typeof resultsOf>[1],
): FillResults | null {
  const isSame = input.every(({ result, other }) => isSameTrading(result, other));
  if (isSame) return null;
  const trades = reportTrades(input.map(({ other }) => other));
  return { limitFills: limitFills === 'touch' ? 'through' : 'touch', ...resultsOf(trades, chance) };
}

const isSameTrading = (a: BacktestResult, b: BacktestResult): boolean =>
  a.trades.length === b.trades.length &&
  a.trades.every((trade, index) => {
    const twin = b.trades[index];
    return twin?.entryAt === trade.entryAt && twin.exitAt === trade.exitAt && twin.net === trade.net;
  });
