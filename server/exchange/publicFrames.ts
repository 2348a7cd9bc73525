import { bookChecksum } from './bookChecksum.ts';
import { withDepth } from './bookDepth.ts';
import type { BookLevel, BookView, CandleRow, FundingView, PublicTrade, Ticker } from './marketView.ts';
import type { ProductRow } from './productRow.ts';
import type { Dialect } from './sandbox.ts';
import { tickerRow } from './tickerRow.ts';

/** What a frame says, without the name of its channel. */
export type FrameContent = Readonly<Record<string, unknown>>;

export const tickerFrame = (dialect: Dialect, ticker: Ticker): FrameContent =>
  dialect === 'legacy' ? tickerRow(ticker) : compactTicker(ticker);

const compactTicker = (ticker: Ticker): FrameContent => ({
  sy: ticker.symbol,
  sp: ticker.spot,
  ts: ticker.atUs,
  d: [
    {
      s: ticker.symbol,
      i: ticker.productId,
      m: ticker.mark,
      m24hc: ticker.markChange24hPct,
      ohlc: [ticker.open, ticker.high, ticker.low, ticker.close].map(Number),
      oi: [String(ticker.openInterest), ticker.openInterestChangeUsd],
      pb: [ticker.lowerBand, ticker.upperBand],
      q: [ticker.bestAsk, String(ticker.askSize), ticker.bestBid, String(ticker.bidSize), null],
      qiv: [null, null, null],
      g: [null, null, null, null, null],
      to: [ticker.turnoverUsd, ticker.turnoverUsd],
    },
  ],
});

export function tradeFrame(
  dialect: Dialect,
  { symbol, price, size, takerSide, atUs }: PublicTrade,
): FrameContent {
  if (dialect === 'compact')
    return { sy: symbol, p: price, s: size, r: takerSide === 'buy' ? 't' : 'm', t: atUs, ts: atUs };
  return { symbol, ...legacyTrade({ price, size, takerSide, atUs }) };
}

const legacyTrade = ({ price, size, takerSide, atUs }: Omit<PublicTrade, 'symbol'>) => ({
  price,
  size,
  buyer_role: takerSide === 'buy' ? 'taker' : 'maker',
  seller_role: takerSide === 'buy' ? 'maker' : 'taker',
  timestamp: atUs,
});

/** Oldest first. */
export const tradesSnapshot = (symbol: string, newestFirst: readonly PublicTrade[]): FrameContent => ({
  symbol,
  trades: [...newestFirst].reverse().map(legacyTrade),
});

export function bookTopFrame(dialect: Dialect, book: BookView, nowUs: number): FrameContent {
  const [ask, bid] = [book.asks[0], book.bids[0]];
  if (dialect === 'compact')
    return {
      sy: book.symbol,
      ap: ask?.price ?? null,
      as: sizeText(ask),
      bp: bid?.price ?? null,
      bs: sizeText(bid),
      lts: book.atUs,
      ts: nowUs,
    };
  return {
    symbol: book.symbol,
    best_ask: ask?.price ?? null,
    ask_qty: sizeText(ask),
    best_bid: bid?.price ?? null,
    bid_qty: sizeText(bid),
    last_updated_at: book.atUs,
    timestamp: nowUs,
  };
}

const sizeText = (level: BookLevel | undefined): string | null => (level ? String(level.size) : null);

export function bookFrame(dialect: Dialect, book: BookView, nowUs: number): FrameContent {
  if (dialect === 'compact')
    return { sy: book.symbol, a: rowsOf(book.asks), b: rowsOf(book.bids), lts: book.atUs, ts: nowUs };
  return {
    symbol: book.symbol,
    buy: legacyLevels(book.bids),
    sell: legacyLevels(book.asks),
    last_updated_at: book.atUs,
    timestamp: nowUs,
  };
}

const legacyLevels = (levels: readonly BookLevel[]) =>
  withDepth(levels).map(({ price, ...rest }) => ({ limit_price: price, ...rest }));

type Rows = readonly (readonly [string, string])[];

const rowsOf = (levels: readonly BookLevel[]): Rows =>
  levels.map(({ price, size }) => [price, String(size)] as const);

interface BookChange {
  readonly action: 'snapshot' | 'update';
  readonly sequence: number;
  /** What changed; of a snapshot everything. */
  readonly asks: Rows;
  readonly bids: Rows;
  /** The whole as it is afterwards, for the checksum. */
  readonly whole: BookView;
  readonly nowUs: number;
}

export function bookUpdateFrame(dialect: Dialect, change: BookChange): FrameContent {
  const { action, sequence, asks, bids, whole, nowUs } = change;
  const cs = bookChecksum(rowsOf(whole.asks), rowsOf(whole.bids));
  if (dialect === 'compact')
    return { action, sy: whole.symbol, a: asks, b: bids, seq: sequence, cs, ts: nowUs };
  return { action, symbol: whole.symbol, asks, bids, sequence_no: sequence, cs, timestamp: nowUs };
}

export const wholeBook = (book: BookView): { readonly asks: Rows; readonly bids: Rows } => ({
  asks: rowsOf(book.asks),
  bids: rowsOf(book.bids),
});

/** Levels that are new or have another size; those that are gone have size "0". */
export function changedLevels(before: readonly BookLevel[], after: readonly BookLevel[]): Rows {
  const old = new Map(before.map(({ price, size }) => [price, size]));
  const kept = new Set(after.map(({ price }) => price));
  const gone = before.filter(({ price }) => !kept.has(price)).map(({ price }) => [price, '0'] as const);
  const changed = after.filter(({ price, size }) => old.get(price) !== size);
  return [...rowsOf(changed), ...gone];
}

interface CandleFrame {
  readonly symbol: string;
  readonly resolution: string;
  readonly row: CandleRow;
  readonly atUs: number;
}

export function candleFrame(dialect: Dialect, { symbol, resolution, row, atUs }: CandleFrame): FrameContent {
  const { open, high, low, close, volume } = row;
  if (dialect === 'legacy')
    return {
      symbol,
      resolution,
      open,
      high,
      low,
      close,
      volume: volume ?? 0,
      candle_start_time: row.time * 1_000_000,
      timestamp: atUs,
      last_updated: atUs,
    };
  const prices = { sy: symbol, res: resolution, o: open, h: high, l: low, c: close };
  return volume === null ? { ...prices, ts: atUs } : { ...prices, v: volume, ts: atUs };
}

/** Mark and spot prices. */
export const priceFrame = (
  dialect: Dialect,
  { symbol, price, atUs }: { readonly symbol: string; readonly price: string; readonly atUs: number },
): FrameContent =>
  dialect === 'compact' ? { sy: symbol, p: price, ts: atUs } : { symbol, price, timestamp: atUs };

export const fundingFrame = (
  dialect: Dialect,
  { symbol, rate, interval, nextAtUs, atUs }: FundingView,
): FrameContent =>
  dialect === 'compact'
    ? { sy: symbol, fr: rate, fi: interval, nfr: nextAtUs, ts: atUs }
    : {
        symbol,
        funding_rate: Number(rate),
        funding_rate_interval: interval,
        next_funding_realization: nextAtUs,
        timestamp: atUs,
      };

export const productFrame = (event: string, row: ProductRow, atUs: number): FrameContent => ({
  event,
  product: { id: row.id, symbol: row.symbol, trading_status: row.trading_status },
  timestamp: atUs,
});
