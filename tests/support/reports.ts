import type { ReportInput, ReportOptions } from '#shared/backtest/report.ts';
import { runBacktest } from '#shared/backtest/runBacktest.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { modes } from '#shared/executors/modes.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { type TestRun, tested } from './backtests.ts';
import { blocks40 } from './blocks40.ts';
import { blocks40Fixture, runOf } from './tradingFixture.ts';

export const reportOptions: ReportOptions = {
  limitFills: 'touch',
  atrLength: 5,
  inSampleShare: 0.7,
  windows: defaultTradingWindows,
  seed: 1,
  draws: 200,
};

/** The forty worked candles in a mode, by both rules for fills. */
export function worked(mode: string, given: Partial<TestRun> = {}): ReportInput {
  const [plain] = blocks40Fixture.cases.filter((one) => one.name === 'plain' && one.mode === mode);
  if (plain === undefined) throw new RangeError(`no case for mode ${mode}`);
  const run = { ...runOf(plain), ...given };
  return {
    series: { symbol: 'TESTUSD', timeframe: '15m', columns: columnsOf(blocks40) },
    result: tested({ ...run, limitFills: 'touch' }, blocks40),
    other: tested({ ...run, limitFills: 'through' }, blocks40),
  };
}

/** The made-up markets in a mode: a few hundred trades. */
export function sampleInputs(mode: string): readonly ReportInput[] {
  const executor = modes[mode]?.(blockEntryParams.parse({}));
  if (executor === undefined) throw new RangeError(`no mode ${mode}`);
  return sampleSeries().flatMap((series) => {
    const spec = sampleSymbols.find(({ symbol }) => symbol === series.symbol);
    if (spec === undefined) return [];
    const costs = tradingCostsSchema.parse({});
    const shared = { strategy: new ProgressiveSmc(), series, executor, spec, config: defaultSmcConfig };
    const run = (limitFills: 'touch' | 'through') =>
      runBacktest({ ...shared, costs, capital: '10000', limitFills });
    return [{ series, result: run('touch'), other: run('through') }];
  });
}
