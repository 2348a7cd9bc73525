import { combinationText } from '#shared/backtest/grid.ts';
import { signed, thousands } from '#shared/backtest/plainNumbers.ts';
import type { RankedCombination, Sample, SweepReport } from '#shared/backtest/sweepReport.ts';
import { sharpeLevel } from '#shared/backtest/sweepVerdict.ts';
import { count } from '../feed/historyReport.ts';
import { dayText, inR, rangeInR } from '../report/numbers.ts';

/** The best combinations, the walk-forward step by step, and what that is worth. */
export function sweepLines(report: SweepReport, top: number): readonly string[] {
  const { span, training, combinations, ranked, steps, walkForward, verdict } = report;
  const days = `${dayText(span.from)} to ${dayText(span.to)}`;
  return [
    `${count(combinations, 'combination')}, ${days}, ${count(steps.length, 'step')}, ${training} training`,
    '',
    ...table(rankHeads, ranked.slice(0, top).map(rankCells)),
    ...(ranked.length > top ? [`... and ${thousands(ranked.length - top)} more`] : []),
    '',
    ...table(
      stepHeads,
      steps.map(({ test, chosen, inSample, outOfSample }) => [
        `${dayText(test.from)} to ${dayText(test.to)}`,
        ...sampleCells(outOfSample),
        ...meanCells(inSample),
        chosen === null ? 'none had enough trades' : combinationText(chosen),
      ]),
    ),
    '',
    ...deflatedLines(report),
    ...idleLines(report.idle),
    `Walk-forward: ${sampleCells(walkForward).join(', ')} (trades, mean, 95 %), median ${inR(walkForward.medianR)}`,
    '',
    verdict.text,
  ];
}

const rankHeads = ['', 'out of sample', 'mean R', '95 %', 'in sample', 'mean R', 'combination'];
const stepHeads = ['judged on', 'trades', 'mean R', '95 %', 'in sample', 'mean R', 'chosen before'];

const rankCells = ({ rank, combination, outOfSample, inSample }: RankedCombination): readonly string[] => [
  String(rank),
  ...sampleCells(outOfSample),
  ...meanCells(inSample),
  combinationText(combination),
];

const meanCells = ({ trades, meanR }: Sample): readonly string[] => [thousands(trades), inR(meanR)];

const sampleCells = (sample: Sample): readonly string[] => [...meanCells(sample), rangeInR(sample.meanRange)];

/** Names at both ends to the left, numbers to the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [heads, ...rows];
  const last = heads.length - 1;
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === last ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function deflatedLines({ combinations, deflated }: SweepReport): readonly string[] {
  if (deflated === null) return [];
  const { sharpe, luckSharpe, probability } = deflated;
  return [
    `The best: Sharpe per trade ${signed(sharpe, 3)}; luck alone would show ${signed(luckSharpe, 3)} as the best of ${thousands(combinations)}; deflated ${probability.toFixed(2)}, ${sharpeLevel} is needed`,
  ];
}

const idleLines = (idle: readonly string[]): readonly string[] =>
  idle.length === 0
    ? []
    : [`No trade depended on ${idle.join(', ')}: a backtest does not read it, or these values`];
