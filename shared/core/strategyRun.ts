import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import type { SeriesKey } from './batch.ts';

/** A strategy and the symbols it runs on; null: on all that have its timeframe. */
export interface StrategyRun {
  readonly strategy: BaseStrategy;
  readonly symbols: ReadonlySet<string> | null;
}

export const onAllSymbols = (...strategies: readonly BaseStrategy[]): readonly StrategyRun[] =>
  strategies.map((strategy) => ({ strategy, symbols: null }));

export const isRunOn = ({ strategy, symbols }: StrategyRun, { symbol, timeframe }: SeriesKey): boolean =>
  strategy.timeframes.includes(timeframe) && (symbols === null || symbols.has(symbol));
