import type { Random } from '../market/seededRandom.ts';
import { bootstrapMean, bootstrapMedian } from './bootstrap.ts';
import { dayMs } from './drawdown.ts';
import type { ReportTrade } from './reportTrade.ts';
import { mean, median, type Range, type RMetrics, rMetrics } from './rMetrics.ts';

/** Results of a set of trades with what chance alone would make of them; ranges are 95 %. */
export interface Results extends RMetrics {
  readonly meanRange: Range | null;
  readonly medianRange: Range | null;
  /** Of what a trade paid. */
  readonly meanCostR: number | null;
  readonly medianCostR: number | null;
}

interface Chance {
  readonly draws: number;
  readonly random: Random;
}

export function resultsOf(trades: readonly ReportTrade[], chance: Chance): Results {
  const days = multiplesByDay(trades);
  const costs = trades.map((trade) => trade.costR);
  return {
    ...rMetrics(trades.map((trade) => trade.r)),
    meanRange: bootstrapMean(days, chance),
    medianRange: bootstrapMedian(days, chance),
    meanCostR: mean(costs),
    medianCostR: median(costs),
  };
}

/** R of the trades of each UTC day of exit, in the order in which the days come first. */
export function multiplesByDay(
  trades: readonly Pick<ReportTrade, 'exitAt' | 'r'>[],
): readonly (readonly number[])[] {
  const days = new Map<number, number[]>();
  for (const { exitAt, r } of trades) {
    const day = Math.floor(exitAt / dayMs);
    const known = days.get(day);
    if (known === undefined) days.set(day, [r]);
    else known.push(r);
  }
  return [...days.values()];
}
