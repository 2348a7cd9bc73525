import { type BacktestReport, reportOf } from '#shared/backtest/report.ts';
import { invariant } from '#shared/errors.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { decimalsOf } from '#shared/market/symbols.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { readSetting, runFile } from '../backtestFiles.ts';
import { readBacktestCommand } from '../backtestOptions.ts';
import type { CandleFile } from '../feed/candleFile.ts';
import type { Payload } from './jobKinds.ts';

/** What a card is made of. */
export interface CardOrder {
  readonly payload: Payload<'reportCard'>;
  readonly series: CandleSeries;
}

/** Draws of everything that is left to chance: enough for two digits of a p-value. */
const draws = 2_000;

/** What `npm run backtest` would report about the series, with the strategy's own parameters. */
export async function cardReport({ payload, series }: CardOrder): Promise<BacktestReport> {
  const { strategy, mode, spec, params } = payload;
  const asked = readBacktestCommand(['--strategy', strategy, '--mode', mode, '--data', 'history']);
  invariant(asked.command === 'run' && asked.report !== null, 'a report was asked for');
  const { inSampleShare, seed } = asked.report;
  const setting = {
    ...(await readSetting(asked)),
    specs: new Map(spec === null ? [] : [[spec.symbol, spec] as const]),
    strategyParams: {},
  };
  const file = fileOf(series);
  const own = { strategy: { ...params }, executor: {} };
  const other = asked.limitFills === 'touch' ? 'through' : 'touch';
  const input = {
    series,
    result: runFile(file, { run: asked, setting, params: own }),
    other: runFile(file, { run: asked, setting, params: own, limitFills: other }),
  };
  const { limitFills } = asked;
  const { atrLength } = setting.config;
  return reportOf([input], {
    ...{ limitFills, atrLength, inSampleShare, seed, draws },
    windows: defaultTradingWindows,
  });
}

/** Decimals are looked at in so many of the newest candles. */
const pricesLookedAt = 1_000;

/** The candles as a file of them would be read. */
function fileOf(series: CandleSeries): CandleFile {
  const rows = seriesLength(series);
  let priceDigits = 0;
  for (let index = Math.max(0, rows - pricesLookedAt); index < rows; index += 1) {
    priceDigits = Math.max(priceDigits, decimalsOf(candleAt(series, index).close));
  }
  return { path: '', series, rows, duplicates: 0, faults: [], gaps: [], priceDigits };
}
