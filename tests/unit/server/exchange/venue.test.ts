import { describe, expect, it } from 'vitest';
import { createExchange } from '#server/exchange/exchange.ts';
import type { ExchangeEvent, SystemStatus } from '#server/exchange/model.ts';
import { productsFile, readProducts } from '#server/exchange/products.ts';
import {
  alpha,
  codeOf,
  granted,
  limit,
  market,
  quietExchange,
  stop,
} from '../../../support/quietExchange.ts';
import { SimTime } from '../../../support/simTime.ts';

const noon = Date.UTC(2026, 10, 20, 12);

/** The products of the product, on a made-up market of a week. */
async function listedExchange(start = noon) {
  const time = new SimTime(start);
  const products = await readProducts(productsFile);
  const exchange = createExchange({
    clock: time,
    seed: 9,
    products,
    recorded: [],
    users: [{ id: alpha, name: 'alpha', deposit: '1000' }],
    madeUpWeeks: 1,
  });
  const events: ExchangeEvent[] = [];
  exchange.listen((event) => events.push(event));
  exchange.start();
  return { time, exchange, events };
}

it('lists the products of its file', async () => {
  const products = await readProducts(productsFile);
  expect(products.map(({ symbol, isAssumed }) => [symbol, isAssumed])).toEqual([
    ['BTCUSD', false],
    ['ETHUSD', true],
    ['SOLUSD', false],
    ['AAVEUSD', true],
  ]);
  expect(products[0]).toMatchObject({ id: 27, tick: '0.5', contractValue: '0.001', initialMargin: '0.5' });
});

it('tells marks every 2 s, tickers every 5 s, funding every minute, candles at most every half second', async () => {
  const { time, events } = await listedExchange();
  await time.advance(60_000);
  const count = (type: ExchangeEvent['type'], symbol: string) =>
    events.filter((event) => event.type === type && JSON.stringify(event).includes(`"${symbol}"`)).length;
  expect(count('mark', 'SOLUSD')).toBe(30);
  expect(count('spot', '.DESOLUSD')).toBe(30);
  expect(count('ticker', 'SOLUSD')).toBe(12);
  expect(count('funding', 'SOLUSD')).toBe(1);
  const trades = count('trade', 'SOLUSD');
  expect(trades).toBeGreaterThan(3);
  expect(count('candles', 'SOLUSD')).toBeLessThanOrEqual(Math.min(trades, 120));
  expect(count('candles', 'SOLUSD')).toBeGreaterThan(0);
});

it('catches up with everything it missed while nobody let time run', async () => {
  const { time, exchange, events } = await listedExchange();
  const whole = await listedExchange();
  await whole.time.advance(600_000);
  await time.advance(1);
  const asleep = time.skewed(0);
  expect(asleep.now()).toBe(noon + 1);
  await time.advance(599_999);
  expect(exchange.trades('BTCUSD')).toEqual(whole.exchange.trades('BTCUSD'));
  expect(events).toEqual(whole.events);
});

it('tells marks and index prices that the candles of both hold', async () => {
  const { time, exchange, events } = await listedExchange();
  await time.advance(1_200_000);
  let compared = 0;
  for (const event of events) {
    if (event.type !== 'mark' && event.type !== 'spot') continue;
    const symbol = event.type === 'mark' ? `MARK:${event.symbol}` : event.index;
    const at = Math.floor(event.atUs / 1e6);
    for (const [resolution, seconds] of [
      ['1m', 60],
      ['15m', 900],
    ] as const) {
      const open = at - (at % seconds);
      const [row] = exchange.candles({ symbol, resolution, start: open, end: open });
      expect(Number(event.price)).toBeGreaterThanOrEqual(row?.low ?? Number.NaN);
      expect(Number(event.price)).toBeLessThanOrEqual(row?.high ?? Number.NaN);
      compared += 1;
    }
  }
  expect(compared).toBe(4 * 2 * 2 * 600);
});

it('stands still when it is stopped', async () => {
  const { time, exchange, events } = await listedExchange();
  await time.advance(5_000);
  exchange.stop();
  const before = events.length;
  await time.advance(60_000);
  expect(events).toHaveLength(before);
});

it('shows a ticker of the day that is gone', async () => {
  const { time, exchange } = await listedExchange();
  await time.advance(90_000);
  const ticker = exchange.ticker('SOLUSD');
  const day = exchange.candles({
    symbol: 'SOLUSD',
    resolution: '5m',
    start: noon / 1_000 - 86_400 + 300,
    end: noon / 1_000,
  });
  expect(Number(ticker?.high)).toBe(Math.max(...day.map(({ high }) => high)));
  expect(Number(ticker?.low)).toBe(Math.min(...day.map(({ low }) => low)));
  expect(ticker?.volume).toBe(day.reduce((sum, { volume }) => sum + (volume ?? 0), 0));
  expect(Number(ticker?.close)).toBe(day[0]?.close);
  expect(Number(ticker?.bestBid)).toBeLessThan(Number(ticker?.bestAsk));
  expect(Math.abs(Number(ticker?.mark) / Number(ticker?.close) - 1)).toBeLessThan(0.0005);
});

describe('system status', () => {
  it.each<[SystemStatus, string, string, string]>([
    ['live', 'accepted', 'accepted', 'accepted'],
    ['degraded_mode', 'accepted', 'accepted', 'accepted'],
    ['maintenance', 'unavailable', 'unavailable', 'unavailable'],
    ['cancel_only', 'trading_blocked', 'trading_blocked', 'accepted'],
    ['auction', 'trading_blocked', 'accepted', 'accepted'],
  ])('%s: a market order is %s, a post-only one %s, a cancel %s', (status, taking, resting, cancelling) => {
    const { exchange, events } = quietExchange();
    const order = granted(exchange.place(alpha, limit('buy', 1, '99')));
    exchange.setSystemStatus(status);
    expect(codeOf(exchange.place(alpha, market('buy', 1)))).toBe(taking);
    expect(codeOf(exchange.place(alpha, limit('buy', 1, '98', { postOnly: true })))).toBe(resting);
    expect(codeOf(exchange.cancel(alpha, order.id))).toBe(cancelling);
    expect(events.some((event) => event.type === 'systemStatus' && event.status === status)).toBe(true);
  });

  it('holds resting orders and stops until it is over', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const guard = granted(exchange.place(alpha, stop('sell', 2, '95')));
    const bid = granted(exchange.place(alpha, limit('buy', 1, '96')));
    exchange.setSystemStatus('auction');
    print('94', 100, 'sell');
    expect([exchange.order(alpha, guard.id)?.state, exchange.order(alpha, bid.id)?.state]).toEqual([
      'pending',
      'open',
    ]);
    exchange.setSystemStatus('live');
    print('94', 100, 'sell');
    expect([exchange.order(alpha, guard.id)?.state, exchange.order(alpha, bid.id)?.state]).toEqual([
      'closed',
      'closed',
    ]);
  });
});

describe('a product', () => {
  it('may take cancels alone, post-only orders alone, or exits alone', () => {
    const { exchange, events } = quietExchange();
    granted(exchange.place(alpha, market('buy', 1)));
    const order = granted(exchange.place(alpha, limit('buy', 1, '99')));
    const entry = () => codeOf(exchange.place(alpha, limit('buy', 1, '98')));
    const resting = () => codeOf(exchange.place(alpha, limit('buy', 1, '98', { postOnly: true })));
    granted(exchange.setCondition('TESTUSD', { tradingStatus: 'disrupted_cancel_only' }));
    expect([entry(), resting()]).toEqual(['trading_blocked', 'trading_blocked']);
    expect(codeOf(exchange.cancel(alpha, order.id))).toBe('accepted');
    granted(exchange.setCondition('TESTUSD', { tradingStatus: 'disrupted_post_only' }));
    expect([entry(), resting()]).toEqual(['trading_blocked', 'accepted']);
    granted(exchange.setCondition('TESTUSD', { tradingStatus: 'operational', isReduceOnly: true }));
    expect(entry()).toBe('reduce_only_orders_allowed');
    expect(codeOf(exchange.place(alpha, market('sell', 1, { reduceOnly: true })))).toBe('accepted');
    granted(exchange.setCondition('TESTUSD', { state: 'expired', isReduceOnly: false }));
    expect(entry()).toBe('invalid_contract');
    const told = events.flatMap((event) => (event.type === 'product' ? [event.event] : []));
    expect(told).toEqual(['market_disruption', 'start_auction', 'finish_auction', 'product_update']);
  });

  it('neither matches nor liquidates while it is disrupted', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const guard = granted(exchange.place(alpha, stop('sell', 2, '95')));
    granted(exchange.setCondition('TESTUSD', { tradingStatus: 'disrupted_cancel_only' }));
    print('80', 100, 'sell');
    expect([exchange.position(alpha, 'TESTUSD')?.size, exchange.order(alpha, guard.id)?.state]).toEqual([
      2,
      'pending',
    ]);
    expect(exchange.closeAll(alpha)).toEqual([]);
    granted(exchange.setCondition('TESTUSD', { tradingStatus: 'operational' }));
    print('94', 100, 'sell');
    expect([exchange.position(alpha, 'TESTUSD')?.size, exchange.order(alpha, guard.id)?.state]).toEqual([
      0,
      'closed',
    ]);
  });

  it('that nobody lists is refused', () => {
    const { exchange } = quietExchange();
    expect(codeOf(exchange.setCondition('NONE', { state: 'expired' }))).toBe('invalid_contract');
    expect([exchange.product('NONE'), exchange.book('NONE', 5), exchange.ticker('NONE')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('faults', () => {
  it('shows orders as they were', async () => {
    const { exchange, time, print } = quietExchange();
    const { id } = granted(exchange.place(alpha, limit('buy', 1, '99')));
    await time.advance(1_000);
    exchange.setFaults({ ordersLagMs: 3_000 });
    expect([exchange.order(alpha, id), exchange.orders(alpha, {})]).toEqual([null, []]);
    await time.advance(2_000);
    print('98');
    expect(exchange.order(alpha, id)?.state).toBe('open');
    await time.advance(3_000);
    expect(exchange.order(alpha, id)?.state).toBe('closed');
  });

  it('tells a state of orders that is not so', () => {
    const { exchange } = quietExchange();
    const { id } = granted(exchange.place(alpha, limit('buy', 1, '99')));
    exchange.setFaults({ lyingOrderState: 'cancelled' });
    expect(exchange.order(alpha, id)?.state).toBe('cancelled');
    exchange.setFaults({ lyingOrderState: null });
    expect(exchange.order(alpha, id)?.state).toBe('open');
  });

  it('refuses stops and brackets, but nothing else', () => {
    const { exchange } = quietExchange();
    exchange.setFaults({ refusesStops: 'risk_limits_breached' });
    expect(codeOf(exchange.place(alpha, market('buy', 1)))).toBe('accepted');
    expect(codeOf(exchange.place(alpha, stop('sell', 1, '95')))).toBe('risk_limits_breached');
  });

  it('fills limit orders the moment they rest', () => {
    const { exchange } = quietExchange();
    exchange.setFaults({ fillsInstantly: true });
    expect(granted(exchange.place(alpha, limit('buy', 5, '95')))).toMatchObject({
      state: 'closed',
      averageFillPrice: '95',
    });
    expect(exchange.fills(alpha, {})[0]).toMatchObject({ role: 'maker', size: 5 });
  });

  it('refuses jumps and prints that lead nowhere', () => {
    const { exchange } = quietExchange();
    expect(codeOf(exchange.jump({ symbol: 'TESTUSD', pct: -100, of: 'all' }))).toBe('bad_schema');
    const print = { symbol: 'TESTUSD', price: '99.3', size: 1, takerSide: 'buy' } as const;
    expect(codeOf(exchange.print(print))).toBe('bad_schema');
    expect(codeOf(exchange.print({ ...print, price: '99.5', size: 0 }))).toBe('bad_schema');
  });
});
