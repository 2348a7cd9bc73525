import { candlesPerPage, type PublicRest } from '../delta/publicRest.ts';
import type { CandleSource } from './candleSource.ts';

/** The venue's history for the loader. `venueSymbol`: what the venue calls a symbol of config/symbols.json. */
export const deltaCandleSource = (
  rest: PublicRest,
  venueSymbol: (symbol: string) => string,
): CandleSource => ({
  pageRows: candlesPerPage,
  async candles({ symbol, timeframe }, range) {
    const { rows, faults } = await rest.candles({ ...range, symbol: venueSymbol(symbol), timeframe });
    return { rows: rows.map((candle) => ({ ...candle, symbol })), faults };
  },
});
