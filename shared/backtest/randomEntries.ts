import { type CandleSeries, openTimeAt, seriesLength } from '../market/candleColumns.ts';
import type { Random } from '../market/seededRandom.ts';
import type { BacktestResult, BacktestTrade } from './backtestResult.ts';
import { percentile, pick } from './bootstrap.ts';
import type { Range } from './rMetrics.ts';

/** The trades beside the same ones entered at random candles. */
export interface RandomComparison {
  readonly draws: number;
  /** Trades that found a place in their series. */
  readonly trades: number;
  readonly meanR: number;
  /** Mean R of the draws, and where 95 % of them lie. */
  readonly randomMeanR: number;
  readonly randomRange: Range;
  /** Share of the draws that did at least as well, the trades themselves counted as one of them. */
  readonly p: number;
}

export interface TestedSeries {
  readonly series: CandleSeries;
  readonly result: BacktestResult;
}

interface Chance {
  readonly draws: number;
  readonly random: Random;
  readonly atrLength: number;
}

/** A trade without its place in time. */
interface Shape {
  readonly sign: 1 | -1;
  readonly bars: number;
  /** First stop in ATR, so that a quiet candle does not make giants of small moves. */
  readonly stopAtr: number;
  /** Costs as a share of the value bought. */
  readonly costShare: number;
}

interface Ground {
  readonly open: Float64Array;
  readonly close: Float64Array;
  readonly atr: Float64Array;
  /** First and last candle that trades may use. */
  readonly first: number;
  readonly last: number;
  /** The trades that are short enough for it. */
  readonly shapes: readonly Shape[];
  readonly totalR: number;
}

/**
 * Gives every trade another entry in its own series, at the open of a random candle, for the same direction and as many
 * candles, with the same stop in ATR and the same share of its value in costs; it leaves at the close of its last
 * candle. If entries chosen by nobody do as well, the strategy's choice of them is worth nothing. null without trades.
 */
export function compareWithRandom(
  tested: readonly TestedSeries[],
  { draws, random, atrLength }: Chance,
): RandomComparison | null {
  const grounds = tested.map((one) => groundOf(one, atrLength));
  const trades = grounds.reduce((count, ground) => count + ground.shapes.length, 0);
  if (trades === 0) return null;
  const meanR = grounds.reduce((total, ground) => total + ground.totalR, 0) / trades;
  const means = new Float64Array(draws);
  let asGood = 1;
  for (let draw = 0; draw < draws; draw += 1) {
    let total = 0;
    for (const ground of grounds) total += randomSum(ground, random);
    const drawn = total / trades;
    means[draw] = drawn;
    if (drawn >= meanR) asGood += 1;
  }
  const randomMeanR = means.reduce((total, value) => total + value, 0) / draws;
  means.sort();
  return {
    draws,
    trades,
    meanR,
    randomMeanR,
    randomRange: { low: percentile(means, 2.5), high: percentile(means, 97.5) },
    p: asGood / (draws + 1),
  };
}

function groundOf(tested: TestedSeries, atrLength: number): Ground {
  const { series, result } = tested;
  const { open, close } = series.columns;
  const { first, last } = spanOf(tested, atrLength);
  const placed = result.trades.filter((trade) => first + trade.exitBar - trade.entryBar <= last);
  const totalR = placed.reduce((total, trade) => total + trade.rMultiple, 0);
  return { open, close, atr: atrOf(series, atrLength), first, last, shapes: placed.map(shapeOf), totalR };
}

/** The candles that could trade, once the ATR of the one before is warm. */
function spanOf({ series, result }: TestedSeries, atrLength: number): { first: number; last: number } {
  const { from, to } = result;
  let first = atrLength;
  while (first < seriesLength(series) && openTimeAt(series, first) < (from ?? 0)) first += 1;
  let last = seriesLength(series) - 1;
  while (last >= 0 && openTimeAt(series, last) > (to ?? Number.NEGATIVE_INFINITY)) last -= 1;
  return { first, last };
}

function shapeOf(trade: BacktestTrade): Shape {
  const stop = Math.abs(Number(trade.entry) - Number(trade.stop));
  const paid = Number(trade.fees) + Number(trade.spread) + Number(trade.funding);
  const value = (Number(trade.risk) / stop) * Number(trade.entry);
  return {
    sign: trade.direction === 'long' ? 1 : -1,
    bars: trade.exitBar - trade.entryBar,
    stopAtr: stop / trade.order.atr,
    costShare: paid / value,
  };
}

function randomSum({ open, close, atr, first, last, shapes }: Ground, random: Random): number {
  let total = 0;
  for (const { sign, bars, stopAtr, costShare } of shapes) {
    const entryBar = first + pick(random, last - bars - first + 1);
    const entry = open[entryBar] ?? Number.NaN;
    const exit = close[entryBar + bars] ?? Number.NaN;
    const risk = stopAtr * (atr[entryBar - 1] ?? Number.NaN);
    // A market that stood still since the file began has no ATR to measure by.
    if (risk > 0) total += (sign * (exit - entry) - costShare * entry) / risk;
  }
  return total;
}

/** Wilder's, the plain mean of the ranges until it is warm; as the engine has it at each close. */
function atrOf({ columns: { high, low, close } }: CandleSeries, length: number): Float64Array {
  const atr = new Float64Array(high.length);
  let value = 0;
  for (let bar = 0; bar < atr.length; bar += 1) {
    const before = close[bar - 1] ?? low[bar] ?? 0;
    const range = Math.max(high[bar] ?? 0, before) - Math.min(low[bar] ?? 0, before);
    const weight = Math.min(bar + 1, length);
    value += (range - value) / weight;
    atr[bar] = value;
  }
  return atr;
}
