import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import { runBacktest } from '#shared/backtest/runBacktest.ts';
import { tradeRecord } from '#shared/backtest/tradeRecord.ts';
import { TradingError } from '#shared/errors.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { modes } from '#shared/executors/modes.ts';
import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { type TradingCosts, tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { type BacktestRun, backtestUsage, readBacktestCommand } from './backtestOptions.ts';
import { type CandleFile, readCandleFile } from './feed/candleFile.ts';
import { seriesOfFileName } from './feed/fileName.ts';
import { fileOptions } from './feed/historyImport.ts';
import { faultLines } from './feed/historyReport.ts';
import { readSmcConfig } from './smcOptions.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';

interface Output {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** `npm run backtest`. What cannot be done is an error. */
export async function backtest(argv: readonly string[], { say, warn }: Output): Promise<void> {
  const asked = readBacktestCommand(argv);
  if (asked.command === 'help') {
    say(backtestUsage);
    return;
  }
  const specs = await readSymbols(symbolsFile);
  const config = await readConfig(asked.configPath);
  for (const path of asked.paths) {
    const file = await readInput(path, asked, specs);
    if (file.faults.length > 0) warn(faultLines(file).join('\n'));
    const result = runFile(file, asked, { specs, config });
    for (const line of asked.asJson ? jsonLines(result) : summaryLines(result)) say(line);
  }
}

const readConfig = async (path: string | null): Promise<SmcConfig> =>
  path === null ? defaultSmcConfig : readSmcConfig(await readable(path, () => readFile(path, 'utf8')), path);

async function readInput(
  path: string,
  run: BacktestRun,
  specs: ReadonlyMap<string, SymbolSpec>,
): Promise<CandleFile> {
  const known = new Set(specs.keys());
  const symbol = run.symbol ?? seriesOfFileName(path, known).symbol ?? nameOf(path);
  const options = fileOptions({ specs, symbol, timeframe: run.timeframe, timeZone: run.timeZone });
  const file = await readable(path, () => readCandleFile(path, options));
  if (file.faults.length === 0 || run.skipBad) return file;
  const advice = 'Nothing was traded. With --skip-bad the good rows are.';
  throw new TradingError('rejected', 'candleFile.faults', [...faultLines(file), advice].join('\n'));
}

/** Of a file whose name tells no symbol. */
const nameOf = (path: string): string => (basename(path).split('.')[0] ?? '').toUpperCase().slice(0, 24);

/** What the system says of a file that cannot be read, in words. */
async function readable<Content>(path: string, read: () => Promise<Content>): Promise<Content> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof TradingError) throw error;
    throw new TradingError('config', 'file.unreadable', `${path} cannot be read: ${error.message}`);
  }
}

interface Setting {
  readonly specs: ReadonlyMap<string, SymbolSpec>;
  readonly config: SmcConfig;
}

function runFile({ series, priceDigits }: CandleFile, run: BacktestRun, setting: Setting): BacktestResult {
  const { symbol, timeframe } = series;
  const known =
    setting.specs.get(symbol) ?? inferSymbolSpec({ symbol, priceDigits, timeframes: [timeframe] });
  const spec = specWith(known, run.instrument);
  const strategy = strategies[run.strategy]?.({});
  const { config } = setting;
  const params = blockEntryParams.parse({ riskPct: run.riskPct, mitigation: config.mitigation });
  const executor = modes[run.mode]?.(params);
  if (strategy === undefined || executor === undefined) {
    throw new TradingError('config', 'backtest.unknown', `unknown: ${run.strategy} in mode ${run.mode}`);
  }
  const { capital, limitFills, from, to } = run;
  const span = { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
  const costs = costsWith(run.costs, spec);
  return runBacktest({ strategy, series, executor, spec, config, capital, costs, limitFills, ...span });
}

function specWith(
  spec: SymbolSpec,
  { tick, contractValue, sizeStep }: BacktestRun['instrument'],
): SymbolSpec {
  return {
    ...spec,
    ...(tick === null ? {} : { tick }),
    ...(contractValue === null ? {} : { contractValue }),
    ...(sizeStep === null ? {} : { sizeStep, minSize: sizeStep }),
  };
}

function costsWith(given: Partial<TradingCosts>, spec: SymbolSpec): TradingCosts {
  const takerRate = given.takerRate ?? decimalText(new Exact(spec.takerFeePct).div(100));
  const usual = tradingCostsSchema.parse({});
  const makerRate = decimalText(Exact.min(usual.makerRate, takerRate));
  return { ...usual, makerRate, ...given, takerRate };
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
  const { trades, wins, losses, meanR, medianR, net, fees, start, final, ambiguous, refused } = summary;
  const { unfilled, fillRate, maxDrawdown, maxDrawdownPct, exposure } = summary;
  const inR = (value: number | null) => (value === null ? '—' : `${value.toFixed(3)} R`);
  const share = (value: number | null) => (value === null ? '—' : `${(100 * value).toFixed(1)} %`);
  return [
    `${symbol} ${timeframe}, ${strategy}, mode ${mode}, ${bars} candles`,
    `  ${trades} trades: ${wins} won, ${losses} lost, ${trades - wins - losses} even; ${ambiguous} ambiguous within a candle`,
    `  net of costs: mean ${inR(meanR)}, median ${inR(medianR)}, ${net} after ${fees} fees; ${start} -> ${final}`,
    `  deepest fall ${maxDrawdown} (${maxDrawdownPct.toFixed(2)} %), exposure ${share(exposure)}`,
    `  filled ${share(fillRate)}, ${unfilled} orders ended unfilled, ${refused} entries refused`,
    ...(open === null
      ? []
      : [`  open at the end: ${open.order.direction} ${open.left}, ${open.openResult} at the last close`]),
  ];
}
