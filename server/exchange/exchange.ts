import { timeframeMs } from '#shared/market/timeframe.ts';
import type { LeverageSetting, Position, Wallet } from './account.ts';
import { auditOf } from './audit.ts';
import { bookView } from './bookView.ts';
import { editEntryBracket, editOrder } from './editing.ts';
import { type Floor, House, type Member, markOf, memberOf, newMember, type Pit } from './floor.ts';
import { fundingView } from './fundingExchange.ts';
import { madeUpSeries } from './madeUpSeries.ts';
import { changeLeverage, changePositionMargin, leverageOf } from './marginChanges.ts';
import { Market } from './market.ts';
import { candlesOf, formingOf, TickerFigures } from './marketFigures.ts';
import type { Exchange, ExchangeEvent, ExchangeOptions, Faults, SystemStatus } from './model.ts';
import { jumpPrice, printExtra } from './moves.ts';
import type { Order } from './order.ts';
import { Pace } from './pace.ts';
import { cancelMany, cancelOne, closePositions, placeOrder, placePositionBracket } from './placing.ts';
import { fillsOf, orderOf, ordersOf, positionsOf, transactionsOf } from './records.ts';
import { type Answer, accepted, rejected } from './rejection.ts';
import { RestingOrders } from './restingOrders.ts';
import { Tape } from './tape.ts';
import { tellPosition } from './tell.ts';
import { positionView } from './trader.ts';
import { move, transferBetween } from './transfers.ts';
import { walletView } from './wallet.ts';

const noFaults: Faults = {
  positionsLagMs: 0,
  ordersLagMs: 0,
  lyingOrderState: null,
  refusesStops: null,
  fillsInstantly: false,
};

const statusEvents: Readonly<Record<SystemStatus, string>> = {
  live: 'maintenance_finished',
  maintenance: 'maintenance_started',
  cancel_only: 'app_status_update',
  auction: 'app_status_update',
  degraded_mode: 'app_status_update',
  api_fallback: 'app_status_update',
};

/** An exchange that is closed until `start`; its market is where the clock's time puts it on its tape. */
export function createExchange(options: ExchangeOptions): Exchange {
  const listeners = new Set<(event: ExchangeEvent) => void>();
  let lastId = 0;
  const floor: Floor = {
    pits: new Map(pitsOf(options).map((pit) => [pit.market.product.symbol, pit])),
    members: new Map(options.users.map(({ id, name }) => [id, newMember({ id, name })])),
    house: new House(),
    seed: options.seed,
    faults: noFaults,
    status: 'live',
    nowUs: () => pace.nowUs,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
  const figures = new TickerFigures();
  const pace = new Pace(options.clock, floor, figures);
  for (const { id, deposit } of options.users)
    move(floor, memberOf(floor, id), { type: 'deposit', amount: deposit });

  const pit = (symbol: string) => floor.pits.get(symbol) ?? null;
  const member = (userId: number): Member => memberOf(floor, userId);
  const order = (userId: number, orderId: number) => member(userId).orders.find(orderId);
  /** Whoever asks or acts sees everything that is due by now. */
  const now = <Value>(act: () => Value): Value => {
    pace.catchUp();
    return act();
  };
  const inPit = <Value>(symbol: string, act: (pit: Pit) => Answer<Value>): Answer<Value> =>
    now(() => {
      const found = pit(symbol);
      return found === null ? rejected('invalid_contract', { symbol }) : act(found);
    });
  const place = (userId: number, request: Parameters<Exchange['place']>[1]): Answer<Order> =>
    now(() => placeOrder(floor, userId, request));

  return {
    start: () => pace.start(),
    stop: () => pace.stop(),
    now: () => Math.floor(pace.nowUs / 1_000),
    nowUs: () => pace.nowUs,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    products: () => options.products,
    product: (symbol) => pit(symbol)?.market.product ?? null,
    productById: (id) => options.products.find((product) => product.id === id) ?? null,
    condition: (symbol) => pit(symbol)?.market.condition ?? null,

    ticker: (symbol) => now(() => withPit(pit(symbol), (found) => figures.ticker(floor, found))),
    book: (symbol, depth) => now(() => withPit(pit(symbol), (found) => bookView(found, depth, pace.nowUs))),
    trades: (symbol) => now(() => withPit(pit(symbol), ({ market }) => tradesOf(market))),
    candles: (query) => now(() => candlesOf(floor, query)),
    forming: (symbol, resolution) => now(() => formingOf(floor, symbol, resolution)),
    funding: (symbol) => now(() => withPit(pit(symbol), (found) => fundingView(found, pace.nowUs))),

    users: () => options.users.map(({ id, name }) => ({ id, name })),
    deposit: (userId, amount): Answer<Wallet> =>
      now(() =>
        move(floor, member(userId), { type: amount.startsWith('-') ? 'withdrawal' : 'deposit', amount }),
      ),
    transfer: ({ fromUserId, toUserId, amount }) =>
      now(() => transferBetween(floor, { from: member(fromUserId), to: member(toUserId), amount })),

    place,
    placeBatch: (userId, requests) => requests.map((request) => place(userId, request)),
    edit: (userId, orderId, edit) => now(() => editOrder(floor, order(userId, orderId), edit)),
    editBracket: (userId, orderId, bracket) =>
      now(() => editEntryBracket(floor, order(userId, orderId), bracket)),
    cancel: (userId, orderId) => now(() => cancelOne(floor, order(userId, orderId))),
    cancelByClientId: (userId, clientOrderId) =>
      now(() => {
        const found = member(userId).orders.working.find((one) => one.clientOrderId === clientOrderId);
        return cancelOne(floor, found ?? null);
      }),
    cancelAll: (userId, filter) => now(() => cancelMany(floor, userId, filter)),
    placeBracket: (userId, symbol, bracket) =>
      now(() => placePositionBracket(floor, { userId, symbol }, bracket)),

    orders: (userId, filter) => now(() => ordersOf(floor, member(userId), filter)),
    order: (userId, orderId) => now(() => orderOf(floor, member(userId), orderId)),
    fills: (userId, filter) => now(() => fillsOf(member(userId), filter)),
    transactions: (userId, filter) => now(() => transactionsOf(floor, member(userId), filter)),

    position: (userId, symbol) =>
      now(() =>
        withPit(pit(symbol), ({ market }) => {
          const view = positionView(userId, member(userId).trader.holding(market), markOf(floor, market));
          return { size: view.size, entryPrice: view.entryPrice, atUs: pace.nowUs };
        }),
      ),
    positions: (userId) => now(() => positionsOf(floor, member(userId))),
    wallet: (userId) =>
      now(() => {
        const found = floor.members.get(userId);
        return found === undefined ? null : walletView(floor, found);
      }),
    changeMargin: (userId, symbol, delta) =>
      inPit(symbol, ({ market }) => changePositionMargin(floor, member(userId), market, delta)),
    setAutoTopup: (userId, symbol, isOn) =>
      inPit(symbol, ({ market }): Answer<Position> => {
        const holding = member(userId).trader.holding(market);
        holding.isAutoTopup = isOn;
        tellPosition(floor, userId, holding);
        return accepted(positionView(userId, holding, markOf(floor, market)));
      }),
    closeAll: (userId) => now(() => closePositions(floor, userId)),
    leverage: (userId, symbol) =>
      inPit(symbol, ({ market }): Answer<LeverageSetting> => accepted(leverageOf(member(userId), market))),
    setLeverage: (userId, symbol, leverage) =>
      inPit(symbol, ({ market }) => changeLeverage(floor, member(userId), market, leverage)),

    systemStatus: () => floor.status,
    setSystemStatus: (status) =>
      now(() => {
        floor.status = status;
        floor.emit({ type: 'systemStatus', status, event: statusEvents[status], atUs: pace.nowUs });
      }),
    setCondition: (symbol, change) =>
      inPit(symbol, ({ market }) => {
        const before = market.condition.tradingStatus;
        market.condition = { ...market.condition, ...change };
        const { product, condition } = market;
        const event = productEvent(before, condition.tradingStatus);
        floor.emit({ type: 'product', event, product, condition, atUs: pace.nowUs });
        return accepted(condition);
      }),

    faults: () => floor.faults,
    setFaults: (faults) => {
      floor.faults = { ...floor.faults, ...faults };
    },
    jump: (jump) => inPit(jump.symbol, (found) => jumpPrice(floor, pace, found, jump)),
    print: (trade) => inPit(trade.symbol, (found) => printExtra(floor, pace, found, trade)),
    ledger: () => now(() => auditOf(floor)),
  };
}

const withPit = <Value>(pit: Pit | null, act: (pit: Pit) => Value): Value | null =>
  pit === null ? null : act(pit);

function pitsOf({
  clock,
  seed,
  products,
  recorded,
  tradesPerMinute = 20,
  madeUpWeeks = 26,
}: ExchangeOptions): Pit[] {
  return products.map((product) => {
    const [shortest] = recorded
      .filter((series) => series.symbol === product.symbol)
      .sort((a, b) => timeframeMs(a.timeframe) - timeframeMs(b.timeframe));
    const tape = new Tape(shortest ?? madeUpSeries(product, seed, madeUpWeeks), product);
    const market = new Market({ product, tape, seed, tradesPerMinute, nowUs: clock.now() * 1_000 });
    return { market, resting: new RestingOrders(), stops: new Set() };
  });
}

const tradesOf = ({ product, grid, recent }: Market) =>
  recent.map(({ price, size, isBuy, atUs }) => ({
    symbol: product.symbol,
    price: grid.text(price),
    size,
    takerSide: isBuy ? ('buy' as const) : ('sell' as const),
    atUs,
  }));

function productEvent(before: string, now: string) {
  if (before === now) return 'product_update';
  if (now === 'disrupted_post_only') return 'start_auction';
  return now === 'operational' ? 'finish_auction' : 'market_disruption';
}
