import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TradingError } from '#shared/errors.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import { BaseStrategy } from '#shared/strategies/baseStrategy.ts';

export type StrategyClass = new (params: object, series: CandleSeries) => BaseStrategy;

/** The strategy that a module exports; it has to be the only one. */
export async function readStrategyFile(path: string): Promise<StrategyClass> {
  const classes = exportsOf(await load(path)).filter(isStrategyClass);
  const [found, ...more] = classes;
  if (found !== undefined && more.length === 0) return found;
  const names = classes.map(({ name }) => name).join(', ') || 'none';
  const expected =
    'expected one exported class that extends BaseStrategy of shared/strategies/baseStrategy.ts';
  throw new TradingError('config', 'strategyFile.exports', `${path} exports ${names}, ${expected}`);
}

async function load(path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TradingError('config', 'strategyFile.unreadable', `${path} cannot be loaded: ${why}`);
  }
}

const exportsOf = (loaded: unknown): readonly unknown[] =>
  typeof loaded === 'object' && loaded !== null ? [...new Set(Object.values(loaded))] : [];

const isStrategyClass = (value: unknown): value is StrategyClass =>
  typeof value === 'function' && value.prototype instanceof BaseStrategy;
