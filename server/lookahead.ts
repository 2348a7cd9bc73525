import { checkLookahead } from '#shared/backtest/lookahead.ts';
import { lookaheadWords } from '#shared/backtest/lookaheadWords.ts';
import { TradingError } from '#shared/errors.ts';
import { type CandleSeries, seriesLength } from '#shared/market/candleColumns.ts';
import { pacedSeries } from '#shared/market/pacedSeries.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { readEngineConfig, readInput } from './backtestFiles.ts';
import { type LookaheadAsked, lookaheadUsage, readLookaheadCommand } from './lookaheadOptions.ts';
import { readStrategyFile, type StrategyClass } from './strategyFile.ts';
import { readStrategyParams } from './strategyParams.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';

/** `npm run lookahead`: whether the strategy passed. What cannot be checked is an error. */
export async function lookahead(argv: readonly string[], say: (line: string) => void): Promise<boolean> {
  const asked = readLookaheadCommand(argv);
  if (asked.command === 'help') {
    say(lookaheadUsage);
    return true;
  }
  const open = await openerOf(asked);
  const config = await readEngineConfig(asked.configPath);
  const costs = tradingCostsSchema.parse({});
  let hasPassed = true;
  let decisions = 0;
  for await (const { series, spec } of marketsOf(asked, open)) {
    const { points, seed } = asked;
    const result = checkLookahead({ series, open, spec, config, costs, points, seed });
    for (const line of lookaheadWords(result, series)) say(line);
    hasPassed &&= result.finding === null;
    decisions += result.decisions;
  }
  if (decisions > 0) return hasPassed;
  const text =
    'The strategy decided nothing on these candles, so nothing was compared: give it others with --input';
  throw new TradingError('rejected', 'lookahead.nothing', `${text}.`);
}

type Open = (series: CandleSeries) => BaseStrategy;

async function openerOf({ source, paramsPath }: LookaheadAsked): Promise<Open> {
  if ('file' in source) {
    const Strategy = await readStrategyFile(source.file);
    return (series) => made(Strategy, series);
  }
  const make = strategies[source.strategy];
  if (make === undefined)
    throw new TradingError('config', 'lookahead.unknown', `unknown: ${source.strategy}`);
  const params = await readStrategyParams({ strategy: source.strategy, paramsPath });
  return () => make(params);
}

function made(Strategy: StrategyClass, series: CandleSeries): BaseStrategy {
  try {
    return new Strategy({}, series);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = `${Strategy.name} cannot be made with {} and ${seriesLength(series)} candles: ${why}`;
    throw new TradingError('config', 'lookahead.made', what);
  }
}

interface Market {
  readonly series: CandleSeries;
  readonly spec: SymbolSpec;
}

async function* marketsOf(asked: LookaheadAsked, open: Open): AsyncGenerator<Market> {
  const specs = await readSymbols(symbolsFile);
  if (asked.paths.length === 0) yield* sampleMarkets(open);
  for (const path of asked.paths) {
    const { series, priceDigits } = await readInput(path, asked, specs);
    const { symbol, timeframe } = series;
    const spec = specs.get(symbol) ?? inferSymbolSpec({ symbol, priceDigits, timeframes: [timeframe] });
    yield { series, spec };
  }
}

/** The sample's markets that never close, at the pace of the strategy. */
function sampleMarkets(open: Open): readonly Market[] {
  return sampleSeries().flatMap((series) => {
    const spec = sampleSymbols.find(({ symbol }) => symbol === series.symbol);
    if (spec === undefined || spec.session !== '24x7') return [];
    const timeframe = open(series).timeframes[0] ?? series.timeframe;
    return [{ series: pacedSeries(series, timeframe), spec: { ...spec, timeframes: [timeframe] } }];
  });
}
