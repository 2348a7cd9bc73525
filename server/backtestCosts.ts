import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import type { TradingCosts } from '#shared/risk/costs.ts';
import { usualCosts } from '#shared/risk/usualCosts.ts';
import type { BacktestRun, InstrumentOptions } from './backtestOptions.ts';
import type { CandleFile } from './feed/candleFile.ts';

/** What is traded, and what trading it costs. */
export interface Instrument {
  readonly spec: SymbolSpec;
  readonly costs: TradingCosts;
}

/** What the options say counts first, then what `config/symbols.json` says, then what the file tells. */
export function instrumentOf(
  { series, priceDigits }: Pick<CandleFile, 'series' | 'priceDigits'>,
  run: Pick<BacktestRun, 'instrument' | 'costs'>,
  specs: ReadonlyMap<string, SymbolSpec>,
): Instrument {
  const { symbol, timeframe } = series;
  const known = specs.get(symbol) ?? inferSymbolSpec({ symbol, priceDigits, timeframes: [timeframe] });
  const spec = specWith(known, run.instrument);
  return { spec, costs: costsWith(run.costs, spec) };
}

function specWith(spec: SymbolSpec, { tick, contractValue, sizeStep }: InstrumentOptions): SymbolSpec {
  return {
    ...spec,
    ...(tick === null ? {} : { tick }),
    ...(contractValue === null ? {} : { contractValue }),
    ...(sizeStep === null ? {} : { sizeStep, minSize: sizeStep }),
  };
}

const costsWith = (given: Partial<TradingCosts>, spec: SymbolSpec): TradingCosts => ({
  ...usualCosts(spec, given.takerRate),
  ...given,
});
