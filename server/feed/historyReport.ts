import { timeText } from '#shared/market/candleChecks.ts';
import { seriesLength } from '#shared/market/candleColumns.ts';
import type { SeriesGap } from '#shared/market/seriesChecks.ts';
import type { CandleFile } from './candleFile.ts';
import type { FileOutcome } from './historyImport.ts';

const faultsShown = 20;
const gapsShown = 3;

export const thousands = (amount: number): string => amount.toLocaleString('en');

export const count = (amount: number, one: string, many = `${one}s`): string =>
  `${thousands(amount)} ${amount === 1 ? one : many}`;

/** What happened to a file, in lines for a terminal. */
export function outcomeLines(outcome: FileOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'imported':
      return importedLines(outcome);
    case 'faulty':
      return [
        ...faultLines(outcome.file),
        '  Nothing was imported from it. With --skip-bad the good rows are imported.',
      ];
    case 'refused':
      return [outcome.reason, '  Nothing was imported from it.'];
    case 'other':
      return [`Passed over: ${outcome.reason}`];
  }
}

/** The first faults with their lines, and how many there are. */
export function faultLines({ path, faults }: CandleFile): readonly string[] {
  return [
    `${path}: ${count(faults.length, 'fault')}.`,
    ...faults.slice(0, faultsShown).map((fault) => `  line ${fault.line}: ${fault.text}`),
    ...(faults.length > faultsShown ? [`  and ${count(faults.length - faultsShown, 'more', 'more')}`] : []),
  ];
}

function importedLines({ file, kept }: Extract<FileOutcome, { kind: 'imported' }>): readonly string[] {
  const { series, path, faults, duplicates, gaps } = file;
  const rows = seriesLength(series);
  const silent = series.columns.volume.filter((volume) => volume === 0).length;
  const first = series.columns.openTime[0];
  const last = series.columns.openTime[rows - 1];
  const span = first === undefined || last === undefined ? '' : `, ${timeText(first)} to ${timeText(last)}`;
  return [
    `${path}: ${series.symbol} ${series.timeframe}, ${count(rows, 'candle')}${span}: ` +
      `${thousands(kept.added)} new, ${thousands(kept.changed)} changed, ${thousands(kept.unchanged)} known.`,
    ...(duplicates > 0 ? [`  ${count(duplicates, 'row')} said the same twice.`] : []),
    ...gapLines(gaps),
    ...(silent > 0 ? [`  ${count(silent, 'candle')} without volume.`] : []),
    ...(faults.length > 0 ? leftOutLines(file) : []),
  ];
}

function gapLines(gaps: readonly SeriesGap[]): readonly string[] {
  if (gaps.length === 0) return [];
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const longest = [...gaps].sort((a, b) => b.missing - a.missing).slice(0, gapsShown);
  const shown = longest.map((gap) => `${timeText(gap.after)} to ${timeText(gap.before)} (${gap.missing})`);
  return [
    `  ${count(gaps.length, 'gap')}, ${count(missing, 'candle')} missing; the longest: ${shown.join(', ')}`,
  ];
}

/** Every line that was left out, neighbours together, and why the first ones were. */
function leftOutLines({ faults }: CandleFile): readonly string[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { line } of faults) {
    const last = ranges.at(-1);
    if (last && line <= last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  const lines = ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
  return [
    `  Left out ${count(faults.length, 'row')}, lines ${lines}:`,
    ...faults.slice(0, faultsShown).map((fault) => `  line ${fault.line}: ${fault.text}`),
    ...(faults.length > faultsShown ? [`  and ${count(faults.length - faultsShown, 'more', 'more')}`] : []),
  ];
}
