import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';
import type { Candle, UnixMs } from '#shared/market/candle.ts';
import { candleFault, timeText } from '#shared/market/candleChecks.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { ExchangeClock } from './exchangeClock.ts';
import { type Product, productSchema } from './product.ts';
import type { RestCaller } from './restCaller.ts';
import { tradeKey } from './tradeKey.ts';
import { isRecord, microsOf, msOfMicros, numberOf, positiveOf, symbolOf } from './wireValues.ts';

/** What could be read, and what is wrong with each row that could not, in words. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly faults: readonly string[];
}

export interface Ticker {
  readonly symbol: string;
  readonly at: UnixMs;
  readonly last: number | null;
  readonly mark: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly tradingStatus: string | null;
}

/** As the stream's trades: price a number, quantity in contracts. */
export interface PublicTrade {
  readonly symbol: string;
  readonly at: UnixMs;
  readonly atUs: number;
  readonly price: number;
  readonly quantity: number;
  /** The same as that of the stream's message about this trade. */
  readonly key: string;
}

export interface CandlesAsk {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Opening times, [from, before); at most `candlesPerPage` of them. */
  readonly from: UnixMs;
  readonly before: UnixMs;
}

/** Most candles that one request gives; what is too much is cut off at the old end. */
export const candlesPerPage = 2_000;

/** Units of the venue's quota for any of these calls. */
const weight = 3;
const productsPerPage = 500;
const perpetual = 'perpetual_futures';
/** Our time may run so much ahead of the venue's, which must not be asked for what is to come. */
const clockMarginMs = 1_000;

/**
 * The venue's time by `GET /v2/settings`: for the `ExchangeClock`, which measures how long it took. One try: a late
 * answer is none.
 */
export async function readServerTime(rest: RestCaller): Promise<UnixMs> {
  const { result } = await rest.get({ path: '/v2/settings', weight, caller: 'clock', tries: 1 });
  const us = isRecord(result) ? microsOf(result.server_time) : null;
  if (us === null) throw unreadable('/v2/settings', 'server_time in microseconds');
  return us / 1_000;
}

interface PublicRestOptions {
  readonly rest: RestCaller;
  /** What is asked for and taken as closed depends on it: not a time that stands still because it was ahead. */
  readonly clock: Pick<ExchangeClock, 'venueNow'>;
  /** Who asks, for the turns of the quota. */
  readonly caller: string;
}

/** The public calls. */
export class PublicRest {
  readonly #rest: RestCaller;
  readonly #clock: Pick<ExchangeClock, 'venueNow'>;
  readonly #caller: string;

  constructor(options: PublicRestOptions) {
    this.#rest = options.rest;
    this.#clock = options.clock;
    this.#caller = options.caller;
  }

  /** Perpetual futures in every state. */
  async products(): Promise<Rows<Product>> {
    const rows: Product[] = [];
    const faults: string[] = [];
    let after: string | null = null;
    do {
      const query = {
        contract_types: perpetual,
        states: 'upcoming,live,expired',
        page_size: productsPerPage,
        ...(after === null ? {} : { after }),
      };
      const page: { readonly result: unknown; readonly after: string | null } = await this.#get(
        '/v2/products',
        query,
      );
      const listed = arrayOf(page.result, '/v2/products').filter(isPerpetual);
      const read = readRows(listed, 'product', readProduct);
      rows.push(...read.rows);
      faults.push(...read.faults);
      after = page.after === after ? null : page.after;
    } while (after !== null);
    return { rows, faults };
  }

  async tickers(): Promise<Rows<Ticker>> {
    const { result } = await this.#get('/v2/tickers', { contract_types: perpetual });
    return readRows(arrayOf(result, '/v2/tickers'), 'ticker', readTicker);
  }

  async ticker(symbol: string): Promise<Ticker> {
    const path = `/v2/tickers/${encodeURIComponent(symbol)}`;
    const ticker = readTicker((await this.#get(path)).result);
    if (typeof ticker === 'string') throw unreadable(path, `a ticker; ${ticker}`);
    return ticker;
  }

  /** Closed candles, oldest first; a bucket that the venue does not have is not there. */
  async candles({ symbol, timeframe, from, before }: CandlesAsk): Promise<Rows<Candle>> {
    const step = timeframeMs(timeframe);
    if (before - from > candlesPerPage * step) {
      const span = `${timeText(from)} to ${timeText(before)}`;
      throw new RangeError(`${symbol} ${timeframe}: ${span} is more than ${candlesPerPage} candles`);
    }
    const now = this.#clock.venueNow() - clockMarginMs;
    // The last second of the last bucket: the venue gives those that have opened by then.
    const end = Math.min(Math.floor(now / 1_000), before / 1_000 - 1);
    const start = Math.ceil(from / 1_000);
    if (end < start) return { rows: [], faults: [] };
    const path = '/v2/history/candles';
    const { result } = await this.#get(path, { resolution: timeframe, symbol, start, end });
    const { rows, faults } = readRows(arrayOf(result, path), 'candle', (row) =>
      readCandle(row, { symbol, timeframe }),
    );
    const closed = rows.filter(
      ({ openTime }) => openTime >= from && openTime < before && openTime + step <= now,
    );
    return { rows: closed.sort((a, b) => a.openTime - b.openTime), faults };
  }

  /** The newest 50, oldest first. */
  async trades(symbol: string): Promise<Rows<PublicTrade>> {
    const path = `/v2/trades/${encodeURIComponent(symbol)}`;
    const { result } = await this.#get(path);
    const listed = isRecord(result) ? result.trades : result;
    const { rows, faults } = readRows(arrayOf(listed, path), 'trade', (row) => readTrade(row, symbol));
    return { rows: rows.toSorted((a, b) => a.atUs - b.atUs), faults };
  }

  #get(path: string, query: Readonly<Record<string, string | number>> = {}) {
    return this.#rest.get({ path, query, weight, caller: this.#caller });
  }
}

/** A reader answers what is wrong in words. */
function readRows<Row extends object>(
  listed: readonly unknown[],
  what: string,
  read: (row: unknown) => Row | string,
): { rows: Row[]; faults: string[] } {
  const rows: Row[] = [];
  const faults: string[] = [];
  listed.forEach((raw, index) => {
    const row = read(raw);
    if (typeof row === 'string') faults.push(`${what} ${index + 1} of ${listed.length}: ${row}`);
    else rows.push(row);
  });
  return { rows, faults };
}

/** INR spot pairs and options share the list. */
const isPerpetual = (row: unknown): boolean => !isRecord(row) || row.contract_type === perpetual;

function readProduct(row: unknown): Product | string {
  const parsed = productSchema.safeParse(row);
  if (parsed.success) return parsed.data;
  const symbol = isRecord(row) ? symbolOf(row.symbol) : null;
  const [issue] = parsed.error.issues;
  return `${symbol ?? 'no symbol'}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`;
}

const quoteSchema = z.union([z.string(), z.number()]).nullish().transform(positiveOf);
const tickerSchema = z.object({
  symbol: z.string().min(1),
  timestamp: z.union([z.number(), z.string()]),
  close: quoteSchema,
  mark_price: quoteSchema,
  quotes: z.object({ best_bid: quoteSchema, best_ask: quoteSchema }).nullish(),
  product_trading_status: z.string().nullish(),
});

function readTicker(row: unknown): Ticker | string {
  const parsed = tickerSchema.safeParse(row);
  if (!parsed.success) return `${parsed.error.issues[0]?.path.join('.')} is not as expected`;
  const { symbol, timestamp, close, mark_price, quotes, product_trading_status } = parsed.data;
  const us = microsOf(timestamp);
  if (us === null) return `timestamp is ${shown(timestamp)}, expected microseconds`;
  return {
    symbol,
    at: msOfMicros(us),
    last: close,
    mark: mark_price,
    bid: quotes?.best_bid ?? null,
    ask: quotes?.best_ask ?? null,
    tradingStatus: product_trading_status ?? null,
  };
}

const figures = ['open', 'high', 'low', 'close', 'volume'] as const;
type Figure = (typeof figures)[number];

function readCandle(
  row: unknown,
  series: { readonly symbol: string; readonly timeframe: Timeframe },
): Candle | string {
  if (!isRecord(row)) return 'it is no object';
  const time = numberOf(row.time);
  if (time === null) return `time is ${shown(row.time)}, expected seconds`;
  const openTime = time * 1_000;
  const unread = figures.find((name) => numberOf(row[name]) === null);
  if (unread !== undefined)
    return `${timeText(openTime)}: ${unread} is ${shown(row[unread])}, expected a number`;
  const figure = (name: Figure) => numberOf(row[name]) ?? Number.NaN;
  const candle = {
    ...series,
    openTime,
    open: figure('open'),
    high: figure('high'),
    low: figure('low'),
    close: figure('close'),
    volume: figure('volume'),
  };
  const fault = candleFault(candle);
  return fault === null ? candle : `${timeText(candle.openTime)}: ${fault}`;
}

function readTrade(row: unknown, symbol: string): PublicTrade | string {
  if (!isRecord(row)) return 'it is no object';
  const price = positiveOf(row.price);
  const quantity = positiveOf(row.size);
  const atUs = microsOf(row.timestamp);
  const isBuyerTaker = row.buyer_role === 'taker' || row.side === 'buy';
  if (price === null) return `price is ${shown(row.price)}, expected a number above 0`;
  if (quantity === null) return `size is ${shown(row.size)}, expected a number above 0`;
  if (atUs === null) return `timestamp is ${shown(row.timestamp)}, expected microseconds`;
  const trade = { symbol, at: msOfMicros(atUs), atUs, price, quantity };
  return { ...trade, key: tradeKey({ ...trade, isBuyerTaker }) };
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 40) ?? 'missing';

function arrayOf(result: unknown, path: string): readonly unknown[] {
  if (Array.isArray(result)) return result;
  throw unreadable(path, 'a list');
}

const unreadable = (path: string, expected: string) =>
  new TradingError('transient', 'delta.unreadable', `The answer to GET ${path} is not ${expected}.`);
