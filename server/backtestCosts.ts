import { Decimal } from 'decimal.js';
import { type CandleSeries, seriesLength } from '#shared/market/candleColumns.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import type { TradingCosts } from '#shared/risk/costs.ts';
import { quoteRate } from '#shared/risk/positionSize.ts';
import { usualCosts } from '#shared/risk/usualCosts.ts';
import type { BacktestRun, InstrumentOptions } from './backtestOptions.ts';
import type { CandleFile } from './feed/candleFile.ts';

/** What is traded, and what trading it costs. */
export interface Instrument {
  /** Its contract is worth what it is in the account's currency. */
  readonly spec: SymbolSpec;
  /** Account currency for one unit of the quote's; null: the candles do not tell, and amounts stay in the quote's. */
  readonly quoteRate: string | null;
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
  const rate = rateOf(spec, series);
  const contractValue = rate?.times(spec.contractValue).toSignificantDigits(contractDigits).toFixed();
  return {
    spec:
      rate === null || rate.eq(1) ? spec : { ...spec, contractValue: contractValue ?? spec.contractValue },
    quoteRate: rate?.toString() ?? null,
    costs: costsWith(run.costs, spec),
  };
}

/** Accounts of backtests are in dollars. */
const accountCurrency = 'USD';
const contractDigits = 12;

/**
 * One rate for the whole series, that of its first close: a pair like USDJPY then has sizes a dollar account has, and its
 * amounts can be added to those of others. What R is does not depend on it.
 */
function rateOf(spec: SymbolSpec, { columns, ...series }: CandleSeries): Decimal | null {
  const [first] = columns.close;
  const isEmpty = first === undefined || seriesLength({ columns, ...series }) === 0;
  return isEmpty ? new Decimal(1) : quoteRate(spec, accountCurrency, new Decimal(first));
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
