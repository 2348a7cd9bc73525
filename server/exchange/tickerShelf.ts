import type { FaultBook } from './faultBook.ts';
import type { Exchange } from './model.ts';
import { tickerRow } from './tickerRow.ts';

type Row = ReturnType<typeof tickerRow>;

/** The tickers of REST: fresh ones, or those of a network in front of the exchange that keeps what it has seen. */
export class TickerShelf {
  readonly #exchange: Exchange;
  readonly #faults: FaultBook;
  readonly #kept = new Map<string, { readonly row: Row; readonly at: number }>();

  constructor(exchange: Exchange, faults: FaultBook) {
    this.#exchange = exchange;
    this.#faults = faults;
  }

  /** null: no such product. */
  row(symbol: string): Row | null {
    const ticker = this.#exchange.ticker(symbol);
    if (ticker === null) return null;
    const now = this.#exchange.now();
    const kept = this.#kept.get(symbol);
    const cached = this.#faults.find('cachedTickers');
    if (cached !== null && kept !== undefined && now - kept.at < cached.ageMs) {
      this.#faults.strike('cachedTickers');
      return kept.row;
    }
    const row = tickerRow(ticker);
    this.#kept.set(symbol, { row, at: now });
    return row;
  }
}
