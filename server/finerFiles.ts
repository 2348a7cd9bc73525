import { access } from 'node:fs/promises';
import { FinerBars } from '#shared/backtest/finerBars.ts';
import { TradingError } from '#shared/errors.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { readInput, symbolOf } from './backtestFiles.ts';
import type { BacktestRun } from './backtestOptions.ts';
import { readable } from './readable.ts';

type FinerRun = Pick<BacktestRun, 'symbol' | 'timeZone' | 'skipBad'>;

interface Traded {
  readonly run: FinerRun;
  readonly specs: ReadonlyMap<string, SymbolSpec>;
  /** Files whose candles are traded. */
  readonly tradedPaths: readonly string[];
}

/** The shorter candles of every symbol. A file of a symbol that is not traded is an error. */
export class FinerFiles {
  readonly #bySymbol: ReadonlyMap<string, readonly CandleSeries[]>;

  private constructor(bySymbol: ReadonlyMap<string, readonly CandleSeries[]>) {
    this.#bySymbol = bySymbol;
  }

  static async read(paths: readonly string[], { run, specs, tradedPaths }: Traded): Promise<FinerFiles> {
    const traded = new Set(tradedPaths.map((path) => symbolOf(path, run, specs)));
    const bySymbol = new Map<string, CandleSeries[]>();
    for (const path of paths) {
      await readable(path, () => access(path));
      const symbol = symbolOf(path, run, specs);
      if (!traded.has(symbol)) {
        throw refusal(`${path} holds ${symbol}, expected a symbol that is traded: ${[...traded].join(', ')}`);
      }
      const { series } = await readInput(path, { ...run, timeframe: null }, specs);
      bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), series]);
    }
    return new FinerFiles(bySymbol);
  }

  /** Of the symbol of a series; undefined when there are none. */
  of({ symbol, timeframe }: CandleSeries): FinerBars | undefined {
    const known = this.#bySymbol.get(symbol);
    if (known === undefined) return undefined;
    const shorter = known.filter((series) => timeframeMs(series.timeframe) < timeframeMs(timeframe));
    if (shorter.length > 0) return new FinerBars(shorter);
    const found = [...new Set(known.map((series) => series.timeframe))].join(', ');
    throw refusal(
      `the finer candles of ${symbol} are ${found}, expected shorter ones than those traded, ${timeframe}`,
    );
  }
}

const refusal = (text: string): TradingError => new TradingError('config', 'backtest.finer', `${text}.`);
