import { type FundingPayment, flatFunding } from '#shared/backtest/funding.ts';
import { type CandleSeries, openTimeAt, seriesLength } from '#shared/market/candleColumns.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { type FundingRates, readFundingFile } from './feed/fundingFile.ts';
import { readable } from './readable.ts';

/** What was said about funding; null: not said. */
export interface FundingOptions {
  readonly path: string | null;
  /** Of coins that the file does not name, at every usual instant. */
  readonly flatRate: string | null;
}

export interface Funding {
  readonly rates: FundingRates;
  readonly flatRate: string | null;
}

export async function readFunding({ path, flatRate }: FundingOptions): Promise<Funding> {
  const rates = path === null ? new Map() : await readable(`--funding ${path}`, () => readFundingFile(path));
  return { rates, flatRate };
}

/** What positions in a series pay: by the file, else the flat rate on coins, else nothing. */
export function fundingOf(
  { rates, flatRate }: Funding,
  { symbol, kind }: SymbolSpec,
  series: CandleSeries,
): readonly FundingPayment[] {
  const known = rates.get(symbol);
  if (known !== undefined) return known;
  const last = seriesLength(series) - 1;
  if (flatRate === null || kind !== 'crypto' || last < 0) return [];
  const to = openTimeAt(series, last) + timeframeMs(series.timeframe);
  return flatFunding(flatRate, { from: openTimeAt(series, 0), to });
}
