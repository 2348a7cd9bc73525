import { wilson } from '../journal/metrics.ts';
import { breakevenBandR } from '../trading/result.ts';

/** Everything that is told by the results of filled trades in R alone; null is "unknown", never 0. */
export interface RMetrics {
  readonly trades: number;
  /** Beyond the breakeven band on either side; the others are even. */
  readonly wins: number;
  readonly losses: number;
  readonly breakevens: number;
  /** wins / (wins + losses), with its 95 % Wilson interval. */
  readonly winRate: number | null;
  readonly winRateRange: Range | null;
  /** wins / trades. */
  readonly winShare: number | null;
  readonly totalR: number;
  readonly meanR: number | null;
  readonly medianR: number | null;
  /** Mean win over mean loss; null without losses. */
  readonly payoff: number | null;
  /** Sum of gains over sum of losses; null without losses. */
  readonly profitFactor: number | null;
  /** There are gains and no losses: the profit factor is infinite. */
  readonly isLossless: boolean;
  /** Win rate at which this payoff neither wins nor loses. */
  readonly breakevenWinRate: number | null;
  /** Of a sample: divided by n - 1. */
  readonly deviationR: number | null;
  /** The number of trades counts up to 100. */
  readonly sqn: number | null;
  /** Per trade, never annualised. */
  readonly sharpe: number | null;
  readonly sortino: number | null;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

const sqnCap = 100;

/** `multiples` in any order, net of costs. */
export function rMetrics(multiples: readonly number[]): RMetrics {
  const trades = multiples.length;
  const won = multiples.filter((r) => r > breakevenBandR);
  const lost = multiples.filter((r) => r < -breakevenBandR);
  const decided = won.length + lost.length;
  const meanR = mean(multiples);
  const deviationR = deviation(multiples);
  const [meanWin, meanLoss] = [mean(won), mean(lost)];
  const payoff = meanWin === null || meanLoss === null ? null : meanWin / -meanLoss;
  const gains = sum(multiples.filter((r) => r > 0));
  const losses = -sum(multiples.filter((r) => r < 0));
  const sharpe = sharpeOf(multiples);
  return {
    trades,
    wins: won.length,
    losses: lost.length,
    breakevens: trades - decided,
    winRate: decided === 0 ? null : won.length / decided,
    winRateRange: wilson(won.length, decided),
    winShare: trades === 0 ? null : won.length / trades,
    totalR: sum(multiples),
    meanR,
    medianR: median(multiples),
    payoff,
    profitFactor: losses === 0 ? null : gains / losses,
    isLossless: losses === 0 && gains > 0,
    breakevenWinRate: payoff === null ? null : 1 / (1 + payoff),
    deviationR,
    sqn: sharpe === null ? null : Math.sqrt(Math.min(trades, sqnCap)) * sharpe,
    sharpe,
    sortino: sortinoOf(multiples),
  };
}

/** Mean over standard deviation; null of fewer than two values, or of equal ones. */
export const sharpeOf = (values: readonly number[]): number | null =>
  quotient(mean(values), deviation(values));

/** Mean over the deviation of the losses; null without a loss. */
export const sortinoOf = (values: readonly number[]): number | null =>
  quotient(mean(values), downsideDeviation(values));

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** Of a sample: divided by n - 1. */
export function deviation(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

/** Around 0, over all trades and not the losing ones alone. */
function downsideDeviation(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.sqrt(sum(values.map((value) => Math.min(value, 0) ** 2)) / values.length);
}

/** A deviation that is nothing but rounding is none. */
const leastDeviation = 1e-12;

function quotient(value: number | null, by: number | null): number | null {
  return value === null || by === null || by < leastDeviation ? null : value / by;
}
