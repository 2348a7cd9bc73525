import { basename } from 'node:path';
import type { BacktestResult, BacktestSummary } from '#shared/backtest/backtestResult.ts';
import { tradeRecord } from '#shared/backtest/tradeRecord.ts';
import { readInput, readSetting, runFile } from './backtestFiles.ts';
import { readBacktestCommand } from './backtestOptions.ts';
import { bar, reportBacktest } from './backtestReport.ts';
import { backtestUsage } from './backtestUsage.ts';
import { faultLines } from './feed/historyReport.ts';
import { FinerFiles } from './finerFiles.ts';

export interface Output {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
  /** How far it is; the next one takes its place, '' takes it away. */
  readonly showProgress: (line: string) => void;
}

/** `npm run backtest`. What cannot be done is an error. */
export async function backtest(argv: readonly string[], output: Output): Promise<void> {
  const asked = readBacktestCommand(argv);
  const { say, warn } = output;
  if (asked.command === 'help') {
    say(backtestUsage);
    return;
  }
  const { report, ...run } = asked;
  if (report !== null) {
    await reportBacktest({ ...run, report }, output);
    return;
  }
  const setting = await readSetting(asked);
  const { paths, finerPaths } = asked;
  const inside = { run: asked, specs: setting.specs, tradedPaths: paths };
  const finerFiles = await FinerFiles.read(finerPaths, inside);
  for (const [index, path] of paths.entries()) {
    if (paths.length > 1) output.showProgress(bar(index / paths.length, basename(path)));
    const file = await readInput(path, asked, setting.specs);
    if (file.faults.length > 0) warn(faultLines(file).join('\n'));
    const finer = finerFiles.of(file.series);
    const result = runFile(file, { run: asked, setting, ...(finer === undefined ? {} : { finer }) });
    output.showProgress('');
    for (const line of asked.asJson ? jsonLines(result) : summaryLines(result)) say(line);
  }
}

const jsonLines = (result: BacktestResult): readonly string[] =>
  result.trades.map((trade) => JSON.stringify(tradeRecord(result, trade)));

function summaryLines({
  symbol,
  timeframe,
  strategy,
  mode,
  bars,
  summary,
  open,
}: BacktestResult): readonly string[] {
  const { trades, wins, losses, meanR, medianR, net, start, final, refused } = summary;
  const { unfilled, fillRate, maxDrawdown, maxDrawdownPct, exposure } = summary;
  const inR = (value: number | null) => (value === null ? '—' : `${value.toFixed(3)} R`);
  const share = (value: number | null) => (value === null ? '—' : `${(100 * value).toFixed(1)} %`);
  return [
    `${symbol} ${timeframe}, ${strategy}, mode ${mode}, ${bars} candles`,
    `  ${trades} trades: ${wins} won, ${losses} lost, ${trades - wins - losses} even; ${ambiguousWords(summary)}`,
    `  net of costs: mean ${inR(meanR)}, median ${inR(medianR)}, ${net} after ${costWords(summary)}; ${start} -> ${final}`,
    `  deepest fall ${maxDrawdown} (${maxDrawdownPct.toFixed(2)} %), exposure ${share(exposure)}`,
    `  filled ${share(fillRate)}, ${unfilled} orders ended unfilled, ${refused} entries refused`,
    ...(open === null
      ? []
      : [`  open at the end: ${open.order.direction} ${open.left}, ${open.openResult} at the last close`]),
  ];
}

function ambiguousWords({ ambiguous, ambiguousBars, resolvedBars }: BacktestSummary): string {
  const told = resolvedBars === 0 ? '' : ` (of ${ambiguousBars} candles shorter ones told ${resolvedBars})`;
  return `${ambiguous} ambiguous within a candle${told}`;
}

const costWords = ({ fees, spread, funding }: BacktestSummary): string =>
  [
    `${fees} fees`,
    ...(spread === '0' ? [] : [`${spread} spread`]),
    ...(funding === '0' ? [] : [`${funding} funding`]),
  ].join(', ');
