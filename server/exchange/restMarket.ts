import { z } from 'zod';
import type { Clock } from '#shared/ports.ts';
import { withDepth } from './bookDepth.ts';
import { candleReply } from './candleReply.ts';
import { checked } from './checked.ts';
import { jsonReply, Refusal, successReply } from './envelope.ts';
import type { FaultBook } from './faultBook.ts';
import type { Exchange } from './model.ts';
import { pageOf, pageSchema } from './paging.ts';
import type { Product } from './product.ts';
import { assetRows, type ProductRow, productRow, spotPair } from './productRow.ts';
import type { Quota } from './quota.ts';
import { type Call, publicGet, type Route } from './routes.ts';
import type { SandboxReply } from './sandbox.ts';
import { TickerShelf } from './tickerShelf.ts';

interface MarketDesk {
  readonly exchange: Exchange;
  readonly quota: Quota;
  /** What the exchange believes the time to be. */
  readonly clock: Clock;
  readonly faults: FaultBook;
}

const mostBookLevels = 500;

/** What anybody may ask. */
export function marketRoutes({ exchange, quota, clock, faults }: MarketDesk): readonly Route[] {
  const shelf = new TickerShelf(exchange, faults);
  return [
    publicGet('/v2/settings', 1, () => successReply(settings(exchange, clock))),
    publicGet('/v2/assets', 1, () => successReply(assetRows(exchange.products()))),
    publicGet('/v2/products', 3, ({ query }) => listProducts(exchange, query)),
    publicGet('/v2/products/:symbol', 3, ({ path }) => successReply(findProduct(exchange, path.symbol))),
    publicGet('/v2/tickers', 3, ({ query }) => listTickers(exchange, shelf, query)),
    publicGet('/v2/tickers/:symbol', 3, ({ path }) => oneTicker(shelf, path.symbol ?? '')),
    publicGet('/v2/l2orderbook/:symbol', 3, (call) => book(exchange, call)),
    publicGet('/v2/trades/:symbol', 3, ({ path }) => trades(exchange, path.symbol ?? '')),
    publicGet('/v2/history/candles', 3, ({ query }) => candleReply({ exchange, faults }, query)),
    publicGet('/v2/rate_limits/quota', 1, ({ caller }) => {
      const { used, remainingMs } = quota.state(caller);
      // Bare on purpose: the venue wraps everything but this.
      return jsonReply(200, { current_quota: used, remaining_time_in_milliseconds: remainingMs });
    }),
  ];
}

const settings = (exchange: Exchange, clock: Clock) => ({
  server_time: clock.now() * 1_000,
  under_maintenance: String(exchange.systemStatus() === 'maintenance'),
});

const commaList = z.string().transform((text) => text.split(','));

const productsQuery = pageSchema(100, 1_000).extend({
  contract_types: commaList.optional(),
  states: commaList.optional(),
});

function listProducts(exchange: Exchange, query: Call['query']): SandboxReply {
  const asked = checked(productsQuery, query);
  const rows = [...exchange.products().map((product) => rowOf(exchange, product)), spotPair].filter(
    (row) =>
      (asked.contract_types?.includes(row.contract_type) ?? true) &&
      (asked.states?.includes(row.state) ?? true),
  );
  const page = pageOf(rows, asked);
  return successReply(page.rows, { ...page.meta, total_count: rows.length });
}

function rowOf(exchange: Exchange, product: Product): ProductRow {
  const condition = exchange.condition(product.symbol);
  return productRow(
    product,
    condition ?? { state: 'live', tradingStatus: 'operational', isReduceOnly: false },
  );
}

function findProduct(exchange: Exchange, symbol = ''): ProductRow {
  if (symbol === spotPair.symbol) return spotPair;
  const product = exchange.product(symbol);
  if (product === null) throw new Refusal(404, 'not_found');
  return rowOf(exchange, product);
}

function listTickers(exchange: Exchange, shelf: TickerShelf, query: Call['query']): SandboxReply {
  const types = query.contract_types?.split(',') ?? [];
  if (types.length > 0 && !types.includes('perpetual_futures')) return successReply([]);
  const rows = exchange.products().flatMap(({ symbol }) => {
    const row = shelf.row(symbol);
    return row === null ? [] : [row];
  });
  return successReply(rows);
}

function oneTicker(shelf: TickerShelf, symbol: string): SandboxReply {
  const row = shelf.row(symbol);
  if (row === null) throw new Refusal(404, 'not_found');
  return successReply(row);
}

const bookQuery = z.object({ depth: z.coerce.number().int().positive().max(mostBookLevels).default(20) });

function book(exchange: Exchange, { path, query }: Call): SandboxReply {
  const { depth } = checked(bookQuery, query);
  const view = exchange.book(path.symbol ?? '', depth);
  if (view === null) throw new Refusal(404, 'not_found');
  return successReply({
    symbol: view.symbol,
    buy: withDepth(view.bids),
    sell: withDepth(view.asks),
    last_updated_at: view.atUs,
  });
}

function trades(exchange: Exchange, symbol: string): SandboxReply {
  const found = exchange.trades(symbol);
  if (found === null) throw new Refusal(404, 'not_found');
  return successReply(
    found.map(({ price, size, takerSide, atUs }) => ({
      symbol,
      price,
      size,
      buyer_role: takerSide === 'buy' ? 'taker' : 'maker',
      seller_role: takerSide === 'buy' ? 'maker' : 'taker',
      timestamp: atUs,
    })),
  );
}
