import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import type { FinerBars } from '#shared/backtest/finerBars.ts';
import type { RunParams } from '#shared/backtest/paramSpace.ts';
import { runBacktest } from '#shared/backtest/runBacktest.ts';
import type { LimitFills } from '#shared/backtest/simMatching.ts';
import { accountSettingsSchema } from '#shared/config/accountConfig.ts';
import { TradingError } from '#shared/errors.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { modes } from '#shared/executors/modes.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { instrumentOf } from './backtestCosts.ts';
import { type Funding, fundingOf, readFunding } from './backtestFunding.ts';
import type { BacktestRun } from './backtestOptions.ts';
import { type CandleFile, readCandleFile } from './feed/candleFile.ts';
import { seriesOfFileName } from './feed/fileName.ts';
import { fileOptions } from './feed/historyImport.ts';
import { faultLines } from './feed/historyReport.ts';
import { readJsonConfig } from './jsonConfig.ts';
import { readable } from './readable.ts';
import { readRunParams } from './runParams.ts';
import { readSmcConfig } from './smcOptions.ts';
import { strategyOfRun } from './strategyOfRun.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';

/** What all files of a command share. */
export interface Setting {
  readonly specs: ReadonlyMap<string, SymbolSpec>;
  readonly config: SmcConfig;
  /** Of each file at the start, decimal text. */
  readonly capital: string;
  /** null: the share of the capital gives the size. */
  readonly riskPct: number | null;
  readonly funding: Funding;
  readonly strategyParams: RunParams['strategy'];
  readonly executorParams: RunParams['executor'];
}

type SettingNames =
  | ('configPath' | 'accountPath' | 'capital' | 'riskPct' | 'funding')
  | ('strategy' | 'paramsPath');

export async function readSetting(run: Pick<BacktestRun, SettingNames>): Promise<Setting> {
  const { configPath, accountPath, capital, riskPct } = run;
  const specs = await readSymbols(symbolsFile);
  const config = await readEngineConfig(configPath);
  const funding = await readFunding(run.funding);
  const params = await readRunParams(run);
  const known = {
    ...{ specs, config, funding },
    ...{ strategyParams: params.strategy, executorParams: params.executor },
  };
  if (accountPath === null) return { ...known, capital, riskPct };
  const account = await readable(`--account ${accountPath}`, () =>
    readJsonConfig(accountPath, accountFileSchema),
  );
  const accountRisk = riskPct === null ? null : Number(account.riskPerTradePct);
  return { ...known, capital: account.initialBalance, riskPct: accountRisk };
}

/** What else the file says is about the account's own trading. */
const accountFileSchema = accountSettingsSchema.pick({ initialBalance: true, riskPerTradePct: true }).loose();

export const readEngineConfig = async (path: string | null): Promise<SmcConfig> =>
  path === null ? defaultSmcConfig : readSmcConfig(await readable(path, () => readFile(path, 'utf8')), path);

/** The candles of a file; one that has faults is refused unless they may be left out. */
export async function readInput(
  path: string,
  run: Pick<BacktestRun, 'symbol' | 'timeframe' | 'timeZone' | 'skipBad'>,
  specs: ReadonlyMap<string, SymbolSpec>,
): Promise<CandleFile> {
  const symbol = symbolOf(path, run, specs);
  const options = fileOptions({ specs, symbol, timeframe: run.timeframe, timeZone: run.timeZone });
  const file = await readable(path, () => readCandleFile(path, options));
  if (file.faults.length === 0 || run.skipBad) return file;
  const advice = 'Nothing was traded. With --skip-bad the good rows are.';
  throw new TradingError('rejected', 'candleFile.faults', [...faultLines(file), advice].join('\n'));
}

/** What a file's candles are of: as told, else by its name. */
export const symbolOf = (
  path: string,
  run: Pick<BacktestRun, 'symbol'>,
  specs: ReadonlyMap<string, SymbolSpec>,
): string => run.symbol ?? seriesOfFileName(path, new Set(specs.keys())).symbol ?? nameOf(path);

/** Of a file whose name tells no symbol. */
const nameOf = (path: string): string => (basename(path).split('.')[0] ?? '').toUpperCase().slice(0, 24);

export interface FileRun {
  readonly run: BacktestRun;
  readonly setting: Setting;
  /** In place of what the run says. */
  readonly limitFills?: LimitFills;
  /** Over those of the setting and the defaults, and over what the run says. */
  readonly params?: RunParams;
  /** Shorter candles of the same symbol. */
  readonly finer?: FinerBars;
}

export function runFile(
  file: CandleFile,
  { run, setting, limitFills = run.limitFills, params: chosen = defaultParams, finer }: FileRun,
): BacktestResult {
  const { series } = file;
  const { spec, costs } = instrumentOf(file, run, setting.specs);
  const maker = strategies[run.strategy];
  const { config, capital } = setting;
  const params = blockEntryParams.parse({
    riskPct: setting.riskPct,
    mitigation: config.mitigation,
    ...joinedParams(setting.executorParams, chosen.executor),
  });
  const executor = modes[run.mode]?.(params);
  if (maker === undefined || executor === undefined) {
    throw new TradingError('config', 'backtest.unknown', `unknown: ${run.strategy} in mode ${run.mode}`);
  }
  const strategy = strategyOfRun(maker, setting, chosen.strategy);
  const { from, to } = run;
  const span = { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
  const inside = finer === undefined ? {} : { finer };
  const funding = fundingOf(setting.funding, spec, series);
  return runBacktest({
    ...{ strategy, series, executor, spec, config, capital, costs, limitFills, funding },
    ...{ ...span, ...inside },
  });
}

/** Later ones over earlier ones, also inside of one that holds others. */
function joinedParams(earlier: RunParams['executor'], later: RunParams['executor']): RunParams['executor'] {
  const joined = Object.entries(later).map(([name, value]) => {
    const before = earlier[name];
    return [name, isGroup(before) && isGroup(value) ? { ...before, ...value } : value] as const;
  });
  return { ...earlier, ...Object.fromEntries(joined) };
}

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null;

const defaultParams: RunParams = { strategy: {}, executor: {} };
