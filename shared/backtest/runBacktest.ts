import { TradingError } from '../errors.ts';
import type { UnixMs } from '../market/candle.ts';
import { type CandleSeries, candleAt, seriesLength } from '../market/candleColumns.ts';
import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import { Backtest, type BacktestOptions } from './backtest.ts';
import type { BacktestResult } from './backtestResult.ts';

export interface BacktestRequest extends Omit<BacktestOptions, 'strategy' | 'zoneFinder' | 'timeframe'> {
  readonly strategy: BaseStrategy;
  readonly series: CandleSeries;
  /** Candles that open at or after it are left out. */
  readonly to?: UnixMs;
}

/** A recorded series through the strategy's zones and the executor, as if it happened now. */
export function runBacktest({ strategy, series, to, ...options }: BacktestRequest): BacktestResult {
  const zoneFinder = strategy.zoneFinder();
  if (zoneFinder === null) {
    const text = `strategy "${strategy.id}" names no zones, so mode ${options.executor.mode} cannot trade it`;
    throw new TradingError('config', 'backtest.noZones', text);
  }
  const { timeframe } = series;
  const backtest = new Backtest({ ...options, strategy: strategy.id, zoneFinder, timeframe });
  const length = seriesLength(series);
  for (let index = 0; index < length; index += 1) {
    const candle = candleAt(series, index);
    if (to !== undefined && candle.openTime >= to) break;
    backtest.onCandle(candle);
  }
  return backtest.result();
}
