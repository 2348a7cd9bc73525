import { TradingError } from '../errors.ts';
import { setupMode } from '../executors/setupLimit.ts';
import type { UnixMs } from '../market/candle.ts';
import { type CandleSeries, candleAt, seriesLength } from '../market/candleColumns.ts';
import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import { Backtest, type BacktestOptions } from './backtest.ts';
import type { BacktestResult } from './backtestResult.ts';
import { SetupBacktest, setupMarketOf } from './setupBacktest.ts';

export interface BacktestRequest
  extends Omit<BacktestOptions, 'strategy' | 'zoneFinder' | 'longerTimeframes' | 'timeframe'> {
  readonly strategy: BaseStrategy;
  readonly series: CandleSeries;
  /** Candles that open at or after it are left out. */
  readonly to?: UnixMs;
}

/** A recorded series through the strategy and its executor, as if it happened now. */
export function runBacktest({ series, to, ...request }: BacktestRequest): BacktestResult {
  const backtest = openBacktest(request, series);
  const length = seriesLength(series);
  for (let index = 0; index < length; index += 1) {
    const candle = candleAt(series, index);
    if (to !== undefined && candle.openTime >= to) break;
    backtest.onCandle(candle);
  }
  return backtest.result();
}

function openBacktest(
  { strategy, executor, ...options }: Omit<BacktestRequest, 'series' | 'to'>,
  { timeframe }: CandleSeries,
): Backtest | SetupBacktest {
  const { id } = strategy;
  const finder = strategy.setupFinder(setupMarketOf(options, options.config));
  if (finder !== null) {
    if (executor.mode !== setupMode) throw refusal(`"${id}" places limit orders: mode ${setupMode} alone`);
    if (!strategy.timeframes.includes(timeframe)) {
      throw refusal(`"${id}" needs ${strategy.timeframes.join(' or ')} candles, these are ${timeframe}`);
    }
    return new SetupBacktest({ ...options, strategy: id, finder, timeframe });
  }
  const zoneFinder = strategy.zoneFinder();
  if (zoneFinder !== null) {
    const { longerTimeframes } = strategy;
    return new Backtest({ ...options, strategy: id, executor, zoneFinder, longerTimeframes, timeframe });
  }
  throw refusal(`"${id}" names no zones, so mode ${executor.mode} cannot trade it`);
}

const refusal = (text: string): TradingError =>
  new TradingError('config', 'backtest.strategy', `strategy ${text}`);
