import { type DailyRatios, fewestDays } from '#shared/backtest/dailyRatios.ts';
import type { LossRuns } from '#shared/backtest/lossRuns.ts';
import { probability, thousands } from '#shared/backtest/plainNumbers.ts';
import type { OrderCounts } from '#shared/backtest/reportAccounts.ts';
import type { Ruin } from '#shared/backtest/ruin.ts';
import { count } from '../feed/historyReport.ts';
import { percent, ratio } from './numbers.ts';

/** "64 trades ambiguous within a candle (70 candles, 6 told by shorter ones)". */
export function ambiguousWords({ ambiguous, ambiguousBars, resolvedBars }: OrderCounts): string {
  const bars =
    ambiguousBars === 0
      ? ''
      : ` (${count(ambiguousBars, 'candle')}, ${thousands(resolvedBars)} told by shorter ones)`;
  return `${count(ambiguous, 'trade')} ambiguous within a candle${bars}`;
}

export function dailyWords({ days, daysPerYear, sharpe, sortino, ...year }: DailyRatios): string {
  if (days < fewestDays) {
    return `Sharpe and Sortino by day: unknown, ${days} days are too few, at least ${fewestDays} are needed`;
  }
  const perYear = `${ratio(year.sharpePerYear)} and ${ratio(year.sortinoPerYear)}`;
  return `Sharpe ${ratio(sharpe)} and Sortino ${ratio(sortino)} a day over ${thousands(days)} days with those without a trade; times √${daysPerYear}, as if every year were like them, ${perYear}`;
}

export function runWords(runs: LossRuns | null): string {
  if (runs === null) return 'Longest run of losses unknown';
  const { longest, expectedLongest, p } = runs;
  return `Longest run of losses ${longest}, by chance at this rate ${expectedLongest.toFixed(1)} (as long or longer: ${probability(p)})`;
}

export function ruinWords(ruins: readonly Ruin[] | null): string {
  if (ruins === null) return 'risk of ruin unknown';
  const each = ruins.map(({ fallR, p }) => `${fallR} R ${ruinText(p)}`);
  return `risk of ruin, ever so far below the start: ${each.join(', ')}`;
}

export function ruinText(p: number): string {
  if (p < 0.001) return '< 0.1\u00a0%';
  return p < 0.9995 ? percent(p) : '100\u00a0%';
}
