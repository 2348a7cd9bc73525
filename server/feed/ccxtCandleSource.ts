import type { Candle, UnixMs } from '#shared/market/candle.ts';
import { candleFault, timeText } from '#shared/market/candleChecks.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { SeriesName } from '#shared/ports.ts';
import type { CandleSource } from './candleSource.ts';
import type { CcxtExchange, CcxtRow } from './ccxtExchange.ts';

interface CcxtSourceOptions {
  readonly exchange: CcxtExchange;
  readonly clock: { readonly now: () => UnixMs };
  /** What the venue calls a symbol of config/symbols.json. */
  readonly venueSymbol: (symbol: string) => string;
}

/** The venue's closed candles for the loader and the closers. */
export const ccxtCandleSource = ({ exchange, clock, venueSymbol }: CcxtSourceOptions): CandleSource => ({
  pageRows: exchange.pageRows,
  async candles(series, { from, before }) {
    const stepMs = timeframeMs(series.timeframe);
    const rows = await exchange.candles({
      symbol: venueSymbol(series.symbol),
      timeframe: series.timeframe,
      since: from,
      limit: Math.min(exchange.pageRows, Math.ceil((before - from) / stepMs)),
    });
    const read = rows.map((row) => readCcxtRow(row, series));
    return {
      rows: read
        .flatMap(({ candle }) => candle ?? [])
        .filter(({ openTime }) => openTime >= from && openTime < before && openTime + stepMs <= clock.now()),
      faults: read.flatMap(({ fault }) => fault ?? []),
    };
  },
});

type Read =
  | { readonly candle: Candle; readonly fault?: never }
  | { readonly candle?: never; readonly fault: string };

export function readCcxtRow(row: CcxtRow, { symbol, timeframe }: SeriesName): Read {
  const [openTime = Number.NaN, open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN] =
    row;
  const candle = { symbol, timeframe, openTime, open, high, low, close, volume: row[5] ?? 0 };
  const fault = candleFault(candle);
  return fault === null ? { candle } : { fault: `${symbol} ${timeframe} ${timeText(openTime)}: ${fault}` };
}
