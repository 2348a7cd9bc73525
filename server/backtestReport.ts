import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type BacktestReport, type ReportInput, reportOf } from '#shared/backtest/report.ts';
import { TradingError } from '#shared/errors.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import { seriesLength } from '#shared/market/candleColumns.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { type Instrument, instrumentOf } from './backtestCosts.ts';
import { readInput, readSetting, runFile, type Setting } from './backtestFiles.ts';
import type { BacktestRun, ReportRequest } from './backtestOptions.ts';
import { candleFilesAt } from './feed/candleFolder.ts';
import { count, faultLines } from './feed/historyReport.ts';
import { FinerFiles } from './finerFiles.ts';
import { assumptions, methodNotes } from './report/methodNotes.ts';
import { reportPage } from './report/reportPage.ts';
import { reportLines } from './report/terminalReport.ts';
import { partFiles, type TradedFiles } from './tradedFiles.ts';

export type ReportRun = BacktestRun & { readonly report: ReportRequest };

interface Terminal {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly showProgress: (line: string) => void;
}

/** Draws of everything that is left to chance: enough for two digits of a p-value. */
const draws = 2_000;

/** Trades every file by both rules for the fills of limits, and says what that is worth. */
export async function reportBacktest(run: ReportRun, terminal: Terminal): Promise<void> {
  const setting = await readSetting(run);
  const { inSampleShare, seed, outPath } = run.report;
  if (outPath !== null) await expectFolder(outPath);
  const { traded, finer, left } = await filesToTrade(run, new Set(setting.specs.keys()));
  sayLeftOut(left.length, run, terminal.warn);
  const inside = { run, specs: setting.specs, tradedPaths: traded };
  const finerFiles = await FinerFiles.read([...finer, ...run.finerPaths], inside);
  const { inputs, instruments } = await tradeFiles(traded, { run, setting, finerFiles, terminal });
  expectCandles(inputs, run);
  const { limitFills } = run;
  const { config } = setting;
  terminal.showProgress(bar(1, 'drawing by chance'));
  const windows = config.windows.length > 0 ? config.windows : defaultTradingWindows;
  const { atrLength } = config;
  const report = reportOf(inputs, { limitFills, atrLength, inSampleShare, windows, seed, draws });
  terminal.showProgress('');
  if (outPath !== null)
    await writePage(outPath, reportPage(report, inputs, methodNotes(run, setting, instruments)));
  const assumed = assumptions(run, setting, instruments);
  if (run.asJson)
    terminal.say(JSON.stringify({ ...report, params: paramsOf(setting), assumptions: assumed }));
  else for (const line of linesOf(report, { assumed, outPath })) terminal.say(line);
}

/** Of a folder only files of the timeframes that the strategy trades, or of the one that was asked for. */
export async function pathsToTrade(
  run: BacktestRun,
  { warn }: Pick<Terminal, 'warn'>,
): Promise<readonly string[]> {
  const { traded, finer, left } = await filesToTrade(run, new Set());
  sayLeftOut(finer.length + left.length, run, warn);
  return traded;
}

async function filesToTrade(run: BacktestRun, symbols: ReadonlySet<string>): Promise<TradedFiles> {
  const files = partFiles(await candleFilesAt(run.paths), wantedTimeframes(run), symbols);
  if (files.traded.length > 0) return files;
  const wanted = wantedTimeframes(run).join(' or ');
  throw new TradingError(
    'config',
    'backtest.noFiles',
    `${run.paths.join(', ')}: no file whose name says ${wanted}, like SOLUSDT-15m.csv.`,
  );
}

const wantedTimeframes = ({ strategy, timeframe }: BacktestRun): readonly Timeframe[] =>
  timeframe === null ? (strategies[strategy]?.({}).timeframes ?? []) : [timeframe];

function sayLeftOut(left: number, run: BacktestRun, warn: Terminal['warn']): void {
  const wanted = wantedTimeframes(run).join(' or ');
  if (left > 0) warn(`${count(left, 'file')} left out: the name does not say ${wanted}.`);
}

interface Work {
  readonly run: ReportRun;
  readonly setting: Setting;
  readonly finerFiles: FinerFiles;
  readonly terminal: Terminal;
}

async function tradeFiles(
  paths: readonly string[],
  { run, setting, finerFiles, terminal }: Work,
): Promise<{ readonly inputs: readonly ReportInput[]; readonly instruments: readonly Instrument[] }> {
  const inputs: ReportInput[] = [];
  const instruments: Instrument[] = [];
  const otherFills = run.limitFills === 'touch' ? 'through' : 'touch';
  for (const [index, path] of paths.entries()) {
    const show = (done: number) => terminal.showProgress(bar((index + done) / paths.length, basename(path)));
    show(0);
    const file = await readInput(path, run, setting.specs);
    if (file.faults.length > 0) terminal.warn(faultLines(file).join('\n'));
    if (seriesLength(file.series) === 0) continue;
    const finer = finerFiles.of(file.series);
    const how = { run, setting, ...(finer === undefined ? {} : { finer }) };
    const result = runFile(file, how);
    show(0.5);
    const other = runFile(file, { ...how, limitFills: otherFills });
    inputs.push({ series: file.series, result, other });
    instruments.push(instrumentOf(file, run, setting.specs));
  }
  return { inputs, instruments };
}

const barLength = 24;

export function bar(share: number, text: string): string {
  const done = Math.round(share * barLength);
  return `[${'#'.repeat(done)}${'.'.repeat(barLength - done)}] ${Math.round(100 * share)} % ${text}`;
}

const writePage = (path: string, page: string): Promise<void> => writable(path, () => writeFile(path, page));

/** Before anything is traded: a report that cannot be written later would be a loss of time. */
const expectFolder = (path: string): Promise<void> =>
  writable(path, () => access(dirname(path), constants.W_OK));

async function writable(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TradingError('config', 'file.unwritable', `--out ${path} cannot be written: ${why}`);
  }
}

/** A report of nothing would look like one of a strategy that found nothing. */
function expectCandles(inputs: readonly ReportInput[], { from, to }: BacktestRun): void {
  if (inputs.some(({ result }) => result.from !== null)) return;
  const columns = inputs.map(({ series }) => series.columns.openTime).filter(({ length }) => length > 0);
  const [first, last] = [
    Math.min(...columns.map((times) => times[0] ?? Number.NaN)),
    Math.max(...columns.map((times) => times.at(-1) ?? Number.NaN)),
  ];
  const asked = [
    ...(from === null ? [] : [`from ${timeText(from)}`]),
    ...(to === null ? [] : [`to ${timeText(to)}`]),
  ].join(' ');
  const found =
    columns.length === 0 ? 'the files hold none' : `they open ${timeText(first)} to ${timeText(last)}`;
  throw new TradingError('config', 'backtest.noCandles', `There are no candles ${asked}: ${found}.`);
}

/** What is not at its default. */
const paramsOf = ({ strategyParams, executorParams }: Setting) => ({ ...strategyParams, ...executorParams });

interface Beside {
  readonly assumed: readonly string[];
  readonly outPath: string | null;
}

const linesOf = (report: BacktestReport, { assumed, outPath }: Beside): readonly string[] => [
  ...reportLines(report, assumed),
  ...(outPath === null ? [] : ['', `Written: ${outPath}`]),
];
