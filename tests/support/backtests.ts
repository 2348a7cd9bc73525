import { Backtest, type BacktestOptions } from '#shared/backtest/backtest.ts';
import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { modes } from '#shared/executors/modes.ts';
import type { Candle } from '#shared/market/candle.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { testSpec } from './marketViews.ts';
import { exampleConfig } from './smcConfigs.ts';

export interface TestRun extends Partial<BacktestOptions> {
  readonly mode: string;
  /** Of the strategy. */
  readonly zones?: ConstructorParameters<typeof ProgressiveSmc>[0];
  readonly params?: Parameters<typeof blockEntryParams.parse>[0];
  readonly config?: SmcConfig;
}

/** A backtest of Progressive SMC on the made-up instrument, ready for candles. */
export function testBacktest({
  mode,
  params = {},
  zones = {},
  config = exampleConfig,
  ...rest
}: TestRun): Backtest {
  const make = modes[mode];
  const strategy = new ProgressiveSmc(zones);
  if (make === undefined) throw new RangeError(`no mode ${mode}`);
  return new Backtest({
    strategy: 'progressive-smc',
    zoneFinder: strategy.zoneFinder(),
    longerTimeframes: strategy.longerTimeframes,
    executor: make(blockEntryParams.parse(params)),
    timeframe: '15m',
    spec: testSpec,
    config,
    capital: '1000',
    costs: tradingCostsSchema.parse({}),
    limitFills: 'touch',
    ...rest,
  });
}

export function tested(run: TestRun, candles: readonly Candle[]): BacktestResult {
  const backtest = testBacktest(run);
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result();
}
