import type { Candle, UnixMs } from '#shared/market/candle.ts';
import type { SeriesName } from '#shared/ports.ts';

/** Where closed candles are asked for: a venue's REST. */
export interface CandleSource {
  /** Most candles that one call gives. */
  readonly pageRows: number;
  /**
   * Closed candles that open in [from, before), in any order, at most a page; a bucket that the venue does not have is
   * not there. `faults`: what is wrong with each row that could not be read. Rejects with a `TradingError`: `transient`
   * is asked again, anything else ends the series.
   */
  candles(
    series: SeriesName,
    range: { readonly from: UnixMs; readonly before: UnixMs },
  ): Promise<{ readonly rows: readonly Candle[]; readonly faults: readonly string[] }>;
}
