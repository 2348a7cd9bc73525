import type { BacktestReport } from '#shared/backtest/report.ts';
import type { GroupResults } from '#shared/backtest/tradeGroups.ts';
import { dayText } from './numbers.ts';

/** What groups, parts and fills have in common. */
export type Row = Pick<
  GroupResults,
  | 'name'
  | 'trades'
  | 'wins'
  | 'losses'
  | 'winRate'
  | 'winRateRange'
  | 'meanR'
  | 'meanRange'
  | 'medianR'
  | 'totalR'
>;

const fillNames = { touch: 'filled at a touch', through: 'filled when traded through' } as const;

export function partRows({ overall, inSample, outOfSample, otherFill }: BacktestReport): readonly Row[] {
  return [
    { name: `all, ${fillNames[overall.limitFills]}`, ...overall },
    ...(otherFill === null ? [] : [{ name: `all, ${fillNames[otherFill.limitFills]}`, ...otherFill }]),
    ...(inSample === null ? [] : [{ name: 'in sample', ...inSample }]),
    ...(outOfSample === null
      ? []
      : [{ name: `out of sample, from ${dayText(outOfSample.from)}`, ...outOfSample }]),
  ];
}
