import { afterEach, beforeEach, expect, it } from 'vitest';
// Deep on purpose: the package's front door loads every exchange there is.
import delta from '../../node_modules/ccxt/js/src/delta.js';
import { askSandbox } from '../support/sandboxCalls.ts';
import { type SimExchange, simExchange, simKeys } from '../support/simExchange.ts';

const symbol = 'SOL/USD:USD';
const rest = 'http://sandbox.test';

let sim: SimExchange;
let client: delta;

beforeEach(async () => {
  sim = await simExchange();
  // Some minutes of trades, so that there is something to see.
  await sim.time.advance(5 * 60_000);
  client = ccxtClient(simKeys.alpha);
});

afterEach(() => {
  sim.protocol.stop();
  sim.exchange.stop();
});

/** A client nobody here wrote, on the exchange's time and in its process. */
function ccxtClient({ key, secret }: { readonly key: string; readonly secret: string }): delta {
  const made = new delta({
    apiKey: key,
    secret,
    enableRateLimit: false,
    urls: { api: { public: rest, private: rest } },
  });
  made.milliseconds = () => sim.time.now();
  made.seconds = () => Math.floor(sim.time.now() / 1_000);
  made.fetchImplementation = async (url: string, { method, headers, body }: RequestInit) => {
    const answer = await askSandbox(sim.protocol, {
      method: method ?? 'GET',
      target: url.slice(rest.length),
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === 'string' ? body : '',
      address: '127.0.0.1',
    });
    if (answer === 'dropped') throw new TypeError('fetch failed');
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
  return made;
}

it('reads the markets: contract size, tick, fees and limits of the products, and leaves spot alone', async () => {
  const markets = await client.loadMarkets();
  expect(markets[symbol]).toMatchObject({
    id: 'SOLUSD',
    numericId: 14823,
    swap: true,
    linear: true,
    settle: 'USD',
    contractSize: 1,
    precision: { price: 0.0001 },
    maker: 0.0002,
    taker: 0.0005,
  });
  expect(markets['BTC/USD:USD']).toMatchObject({ contractSize: 0.001, precision: { price: 0.5 } });
  expect(markets['BTC/INR']).toMatchObject({ spot: true });
});

it('reads time and status', async () => {
  expect(await client.fetchTime()).toBe(sim.time.now());
  expect(await client.fetchStatus()).toMatchObject({ status: 'ok' });
});

it('reads candles oldest first, the forming one included, each on its boundary', async () => {
  const candles = await client.fetchOHLCV(symbol, '1m', undefined, 4);
  const opens = candles.map(([time]) => time);
  const forming = Math.floor(sim.time.now() / 60_000) * 60_000;
  expect(opens.slice(-4)).toEqual([3, 2, 1, 0].map((back) => forming - back * 60_000));
  for (const [, open = 0, high = 0, low = 0, close = 0] of candles) {
    expect(high).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
    expect(low).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
  }
  const mark = await client.fetchOHLCV(symbol, '15m', undefined, 3, { price: 'mark' });
  expect(mark.length).toBeGreaterThanOrEqual(3);
});

it('reads one ticker and all of them, the order book and the last trades', async () => {
  const ticker = await client.fetchTicker(symbol);
  expect(ticker.last).toBeGreaterThan(0);
  expect(ticker.bid).toBeLessThan(Number(ticker.ask));
  expect(ticker.markPrice).toBeGreaterThan(0);
  const tickers = await client.fetchTickers();
  expect(Object.keys(tickers)).toContain('BTC/USD:USD');
  const book = await client.fetchOrderBook(symbol, 5);
  expect(book.bids).toHaveLength(5);
  expect(book.asks).toHaveLength(5);
  expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
  const trades = await client.fetchTrades(symbol);
  expect(trades.length).toBeGreaterThan(0);
  expect(
    trades.every(({ side, price, amount }) => side !== undefined && Number(price) > 0 && Number(amount) > 0),
  ).toBe(true);
});

it('reads funding and open interest', async () => {
  expect(await client.fetchFundingRate(symbol)).toMatchObject({ symbol });
  expect(Object.keys(await client.fetchFundingRates([symbol]))).toEqual([symbol]);
  expect((await client.fetchOpenInterest(symbol)).openInterestAmount).toBeGreaterThanOrEqual(0);
});

it('places, finds, edits and cancels a resting order', async () => {
  const { bid } = await client.fetchTicker(symbol);
  const price = Number(bid) * 0.995;
  const placed = await client.createOrder(symbol, 'limit', 'buy', 3, price, { clientOrderId: 'ccxt-1' });
  expect(placed).toMatchObject({
    status: 'open',
    side: 'buy',
    amount: 3,
    remaining: 3,
    symbol,
    clientOrderId: 'ccxt-1',
  });
  const id = String(placed.id);
  expect(await client.fetchOpenOrders(symbol)).toMatchObject([{ id }]);
  expect(await client.fetchOrder(id, symbol)).toMatchObject({ id, status: 'open' });
  const byOwnId = await client.fetchOrder('', symbol, { clientOrderId: 'ccxt-1' });
  expect(byOwnId).toMatchObject({ id });
  const edited = await client.editOrder(id, symbol, 'limit', 'buy', 5, price * 0.999);
  expect(edited).toMatchObject({ amount: 5, remaining: 5 });
  expect(await client.cancelOrder(id, symbol)).toMatchObject({ status: 'canceled' });
  expect(await client.fetchOpenOrders(symbol)).toEqual([]);
  expect(await client.fetchClosedOrders(symbol)).toMatchObject([{ id, status: 'canceled' }]);
  await expect(client.cancelOrder(id, symbol)).rejects.toMatchObject({ name: 'OrderNotFound' });
});

it('buys at the market: filled, charged, in the fills, the position and the balance', async () => {
  await client.setLeverage(10, symbol);
  expect(await client.fetchLeverage(symbol)).toMatchObject({ longLeverage: 10, shortLeverage: 10 });
  const bought = await client.createOrder(symbol, 'market', 'buy', 2);
  expect(bought).toMatchObject({ status: 'closed', filled: 2, remaining: 0 });
  const trades = await client.fetchMyTrades(symbol);
  const sizes = trades.reduce((sum, { amount }) => sum + Number(amount), 0);
  expect(sizes).toBe(2);
  expect(trades[0]).toMatchObject({ order: bought.id, side: 'buy', takerOrMaker: 'taker', symbol });
  const fees = trades.reduce((sum, { fee }) => sum + Number(fee?.cost), 0);
  const cost = trades.reduce((sum, { price, amount }) => sum + Number(price) * Number(amount), 0);
  // Taker rate and 18 % GST on it.
  expect(fees).toBeCloseTo(cost * 0.0005 * 1.18, 6);
  expect(await client.fetchPosition(symbol)).toMatchObject({ contracts: 2 });
  await sim.time.advance(10_000);
  expect(await client.fetchPositions()).toMatchObject([{ symbol, side: 'buy', contracts: 2 }]);
  const balance = await client.fetchBalance();
  expect(Number(balance.USD?.total)).toBeCloseTo(10_000 - fees, 6);
  expect(Number(balance.USD?.free)).toBeLessThan(10_000 - fees);
  const ledger = await client.fetchLedger('USD');
  expect(ledger.length).toBeGreaterThan(0);
  const sold = await client.createOrder(symbol, 'market', 'sell', 2, undefined, { reduceOnly: true });
  expect(sold).toMatchObject({ status: 'closed', filled: 2 });
  expect((await client.fetchPosition(symbol)).contracts).toBe(0);
});

it('takes a stop by raw parameters, and cancels all only when told what', async () => {
  await client.setLeverage(10, symbol);
  await client.createOrder(symbol, 'market', 'buy', 2);
  const { markPrice } = await client.fetchTicker(symbol);
  const stop = await client.createOrder(symbol, 'market', 'sell', 2, undefined, {
    reduceOnly: true,
    stop_order_type: 'stop_loss_order',
    stop_price: client.priceToPrecision(symbol, Number(markPrice) * 0.98),
  });
  expect(stop).toMatchObject({ remaining: 2 });
  expect(await client.fetchOrder(String(stop.id), symbol)).toMatchObject({ info: { state: 'pending' } });
  await client.cancelAllOrders(symbol);
  expect(await client.fetchOpenOrders(symbol, undefined, undefined, { states: 'pending' })).toHaveLength(1);
  await client.cancelAllOrders(symbol, { cancel_stop_orders: true, cancel_reduce_only_orders: true });
  expect(await client.fetchOpenOrders(symbol, undefined, undefined, { states: 'pending' })).toEqual([]);
});

it('moves margin into a position', async () => {
  await client.setLeverage(10, symbol);
  await client.createOrder(symbol, 'market', 'buy', 2);
  const more = await client.addMargin(symbol, 5);
  expect(more).toMatchObject({ symbol });
});

it('understands the refusals: secret, money, profile', async () => {
  const thief = ccxtClient({ key: simKeys.alpha.key, secret: 'guessed' });
  await expect(thief.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' });
  await expect(ccxtClient({ key: 'nobody', secret: 'x' }).fetchBalance()).rejects.toMatchObject({
    name: 'AuthenticationError',
  });
  await expect(client.createOrder(symbol, 'market', 'buy', 11_000)).rejects.toMatchObject({
    name: expect.stringMatching(/InsufficientFunds|InvalidOrder|BadRequest/),
  });
  await expect(client.fetchMarginMode(symbol)).rejects.toMatchObject({ name: 'ExchangeError' });
});
