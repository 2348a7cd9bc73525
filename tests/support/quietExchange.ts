import { createExchange } from '#server/exchange/exchange.ts';
import type { Exchange, ExchangeEvent } from '#server/exchange/model.ts';
import type { OrderRequest } from '#server/exchange/order.ts';
import type { Product } from '#server/exchange/product.ts';
import type { Answer } from '#server/exchange/rejection.ts';
import type { Candle } from '#shared/market/candle.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { SimTime } from './simTime.ts';

/** A Monday, 10:02 UTC. */
const tenOClock = Date.UTC(2026, 0, 5, 10, 2);

/**
 * Round figures: one contract is one coin, prices go in halves, so that mark, index and last price are the same at 100, and
 * bid and ask are 99.5 and 100 there. Position limit 1000, leverage 10 unless set, at most 100.
 */
export const testProduct: Product = {
  id: 7,
  symbol: 'TESTUSD',
  base: 'TEST',
  contractValue: '1',
  tick: '0.5',
  initialMargin: '1',
  maintenanceMargin: '0.5',
  initialMarginScaling: '0.0001',
  maintenanceMarginScaling: '0.00005',
  maxLeverageNotional: '20000',
  defaultLeverage: '10',
  positionSizeLimit: 1_000,
  makerFeeRate: '0.0002',
  takerFeeRate: '0.0005',
  priceBand: '10',
  spotIndex: '.DETESTUSD',
  fundingInterval: 28_800,
  samplePrice: '100',
  isAssumed: true,
};

/** Five-minute candles in which nothing is traded. */
function silentSeries(symbol: string, price: number): CandleSeries {
  const candles = Array.from({ length: 288 }, (_, index): Candle => {
    const openTime = Date.UTC(2026, 0, 5) + index * 300_000;
    return {
      symbol,
      timeframe: '5m',
      openTime,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0,
    };
  });
  return { symbol, timeframe: '5m', columns: columnsOf(candles) };
}

export const alpha = 1;
export const beta = 2;

export interface QuietExchange {
  readonly time: SimTime;
  readonly exchange: Exchange;
  readonly events: ExchangeEvent[];
  /** Somebody else's trade: it moves the book, the last price and, unless those jumped, mark and index. */
  readonly print: (price: string, size?: number, takerSide?: 'buy' | 'sell') => void;
}

/** An exchange on which nothing is traded but by those who ask for it: last price 100, two accounts with 10000 USD. */
export function quietExchange(product: Partial<Product> = {}): QuietExchange {
  const listed = { ...testProduct, ...product };
  const time = new SimTime(tenOClock);
  const exchange = createExchange({
    clock: time,
    seed: 5,
    products: [listed],
    recorded: [silentSeries(listed.symbol, 100)],
    users: [
      { id: alpha, name: 'alpha', deposit: '10000' },
      { id: beta, name: 'beta', deposit: '10000' },
    ],
  });
  const events: ExchangeEvent[] = [];
  exchange.listen((event) => events.push(event));
  exchange.start();
  const print = (price: string, size = 1, takerSide: 'buy' | 'sell' = 'buy') => {
    granted(exchange.print({ symbol: listed.symbol, price, size, takerSide }));
  };
  return { time, exchange, events, print };
}

export const limit = (
  side: 'buy' | 'sell',
  size: number,
  limitPrice: string,
  more: Partial<OrderRequest> = {},
): OrderRequest => ({ symbol: 'TESTUSD', side, size, orderType: 'limit_order', limitPrice, ...more });

export const market = (
  side: 'buy' | 'sell',
  size: number,
  more: Partial<OrderRequest> = {},
): OrderRequest => ({ symbol: 'TESTUSD', side, size, orderType: 'market_order', ...more });

export const stop = (
  side: 'buy' | 'sell',
  size: number,
  stopPrice: string,
  more: Partial<OrderRequest> = {},
): OrderRequest =>
  market(side, size, { stopOrderType: 'stop_loss_order', stopPrice, reduceOnly: true, ...more });

/** What was answered; a refusal fails the test. */
export function granted<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  throw new Error(`refused: ${answer.rejection.code} ${JSON.stringify(answer.rejection.context)}`);
}

/** Code of a refusal; "accepted" when there was none. */
export const codeOf = (answer: Answer<unknown>): string => (answer.ok ? 'accepted' : answer.rejection.code);
