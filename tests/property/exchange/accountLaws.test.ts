import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createExchange } from '#server/exchange/exchange.ts';
import { madeUpSeries } from '#server/exchange/madeUpSeries.ts';
import type { Exchange } from '#server/exchange/model.ts';
import type { OrderRequest } from '#server/exchange/order.ts';
import type { Product } from '#server/exchange/product.ts';
import { alpha, beta, testProduct } from '../../support/quietExchange.ts';
import { SimTime } from '../../support/simTime.ts';

const start = Date.UTC(2026, 0, 5, 7, 50);
/** A tick so small, a contract so odd and a rate so high that nothing comes out round. */
const product: Product = {
  ...testProduct,
  tick: '0.01',
  contractValue: '0.37',
  defaultLeverage: '20',
  fundingInterval: 3_600,
};
const users = [alpha, beta];

const user = fc.constantFrom(alpha, beta);
const side = fc.constantFrom('buy' as const, 'sell' as const);
/** Percent away from the last price. */
const away = fc.integer({ min: -60, max: 60 }).map((tenths) => tenths / 10);

const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      user,
      side,
      size: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 100, max: 1_000 })),
      orderType: fc.constantFrom('limit_order' as const, 'market_order' as const),
      away,
      flavour: fc.constantFrom(
        'plain',
        'ioc',
        'postOnly',
        'reduceOnly',
        'stop',
        'target',
        'trail',
        'bracket',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), user, which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      user,
      which: fc.nat(),
      size: fc.integer({ min: 1, max: 60 }),
      away,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('print' as const), side, size: fc.nat(400), away }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      away,
      of: fc.constantFrom('last' as const, 'mark' as const, 'spot' as const, 'all' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 120_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('leverage' as const),
      user,
      leverage: fc.integer({ min: 1, max: 100 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('margin' as const),
      user,
      delta: fc.integer({ min: -50, max: 50 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('topup' as const), user, isOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bracket' as const), user, away }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('transfer' as const), user, amount: fc.nat(3_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('closeAll' as const), user }) },
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

const priceAt = (exchange: Exchange, pct: number): string => {
  const last = Number(exchange.ticker('TESTUSD')?.close);
  return Math.max(0.01, last * (1 + pct / 100)).toFixed(2);
};

function requestOf(exchange: Exchange, asked: Extract<Action, { kind: 'place' }>): OrderRequest {
  const { size, orderType, flavour } = asked;
  const isLimit = orderType === 'limit_order' || flavour === 'postOnly';
  const limitPrice = isLimit ? priceAt(exchange, asked.away) : null;
  const base = {
    symbol: 'TESTUSD',
    side: asked.side,
    size,
    orderType: isLimit ? 'limit_order' : orderType,
    limitPrice,
  } as const;
  const sign = asked.side === 'buy' ? 1 : -1;
  switch (flavour) {
    case 'ioc':
      return { ...base, timeInForce: 'ioc' };
    case 'postOnly':
      return { ...base, postOnly: true };
    case 'reduceOnly':
      return { ...base, reduceOnly: true };
    case 'stop':
      return {
        ...base,
        stopOrderType: 'stop_loss_order',
        stopPrice: priceAt(exchange, sign),
        reduceOnly: asked.away > 0,
      };
    case 'target':
      return {
        ...base,
        stopOrderType: 'take_profit_order',
        stopPrice: priceAt(exchange, -sign),
        reduceOnly: true,
      };
    case 'trail':
      return { ...base, stopOrderType: 'stop_loss_order', trailAmount: '0.75', reduceOnly: true };
    case 'bracket':
      return {
        ...base,
        bracket: {
          ...noBracket,
          stopLossPrice: priceAt(exchange, -4 * sign),
          takeProfitPrice: priceAt(exchange, 4 * sign),
        },
      };
    default:
      return base;
  }
}

const noBracket = {
  stopLossPrice: null,
  stopLossLimitPrice: null,
  trailAmount: null,
  takeProfitPrice: null,
  takeProfitLimitPrice: null,
  trigger: 'mark_price',
} as const;

const working = (exchange: Exchange, userId: number) =>
  exchange.orders(userId, { states: ['open', 'pending'] });

async function act(exchange: Exchange, time: SimTime, asked: Action): Promise<void> {
  switch (asked.kind) {
    case 'place':
      exchange.place(asked.user, requestOf(exchange, asked));
      return;
    case 'cancel': {
      const orders = working(exchange, asked.user);
      exchange.cancel(asked.user, orders[asked.which % Math.max(1, orders.length)]?.id ?? 0);
      return;
    }
    case 'edit': {
      const orders = working(exchange, asked.user);
      const order = orders[asked.which % Math.max(1, orders.length)];
      const price = priceAt(exchange, asked.away);
      const prices = order?.state === 'pending' ? { stopPrice: price } : { limitPrice: price };
      exchange.edit(asked.user, order?.id ?? 0, { size: asked.size, ...prices });
      return;
    }
    case 'print': {
      const price = priceAt(exchange, asked.away / 4);
      exchange.print({ symbol: 'TESTUSD', price, size: asked.size, takerSide: asked.side });
      return;
    }
    case 'jump':
      exchange.jump({ symbol: 'TESTUSD', pct: asked.away, of: asked.of });
      return;
    case 'wait':
      await time.advance(asked.ms);
      return;
    case 'leverage':
      exchange.setLeverage(asked.user, 'TESTUSD', String(asked.leverage));
      return;
    case 'margin':
      exchange.changeMargin(asked.user, 'TESTUSD', String(asked.delta));
      return;
    case 'topup':
      exchange.setAutoTopup(asked.user, 'TESTUSD', asked.isOn);
      return;
    case 'bracket': {
      const [stopLossPrice, takeProfitPrice] = [
        priceAt(exchange, asked.away),
        priceAt(exchange, -asked.away),
      ];
      exchange.placeBracket(asked.user, 'TESTUSD', { ...noBracket, stopLossPrice, takeProfitPrice });
      return;
    }
    case 'transfer': {
      const toUserId = asked.user === alpha ? beta : alpha;
      exchange.transfer({ fromUserId: asked.user, toUserId, amount: String(asked.amount) });
      return;
    }
    case 'closeAll':
      exchange.closeAll(asked.user);
  }
}

const sum = (amounts: readonly string[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Wide(0));
const Wide = Decimal.clone({ precision: 60 });

function checkMoney(exchange: Exchange): void {
  const { deposits, ...others } = exchange.ledger();
  expect(sum(Object.values(others)).toFixed()).toBe(deposits);
  const fees = users.flatMap((id) => exchange.fills(id, {}).map(({ commission }) => commission));
  expect(sum(fees).toFixed()).toBe(sum([others.fees]).toFixed());
  for (const id of users) {
    const wallet = exchange.wallet(id);
    const booked = exchange.transactions(id, {}).map(({ amount }) => amount);
    expect(wallet?.balance).toBe(sum(booked).toFixed());
    const parts = [wallet?.availableBalance ?? '', wallet?.orderMargin ?? '', wallet?.positionMargin ?? ''];
    expect(sum([...parts, wallet?.commission ?? '']).toFixed()).toBe(wallet?.balance);
  }
}

function checkOrders(exchange: Exchange): void {
  for (const id of users) {
    const fills = exchange.fills(id, {});
    const filled = fills.reduce(
      (total, { side: bought, size }) => total + (bought === 'buy' ? size : -size),
      0,
    );
    const size = exchange.position(id, 'TESTUSD')?.size;
    expect(size).toBe(filled);
    for (const order of exchange.orders(id, {})) {
      const done = fills
        .filter(({ orderId }) => orderId === order.id)
        .reduce((total, fill) => total + fill.size, 0);
      expect(order.size - order.unfilledSize).toBe(done);
      expect(order.unfilledSize).toBeGreaterThanOrEqual(0);
      if (order.state === 'closed') expect(order.unfilledSize).toBe(0);
      if (order.state === 'open') expect(order.unfilledSize).toBeGreaterThan(0);
      if (order.isBracketLeg && order.state === 'pending')
        expect(order.unfilledSize).toBe(Math.abs(size ?? 0));
      if (order.reduceOnly && order.state === 'open') {
        expect(order.unfilledSize).toBeLessThanOrEqual(Math.abs(size ?? 0));
      }
    }
    const legs = working(exchange, id).filter(
      ({ isBracketLeg, state }) => isBracketLeg && state === 'pending',
    );
    expect(new Set(legs.map(({ stopOrderType }) => stopOrderType)).size).toBe(legs.length);
  }
}

function checkBook(exchange: Exchange): void {
  const book = exchange.book('TESTUSD', 60);
  const bids = book?.bids.map(({ price }) => Number(price)) ?? [];
  const asks = book?.asks.map(({ price }) => Number(price)) ?? [];
  expect(Math.max(...bids)).toBeLessThan(Math.min(...asks));
  expect(bids).toEqual([...bids].sort((a, b) => b - a));
  expect(asks).toEqual([...asks].sort((a, b) => a - b));
  expect([...(book?.bids ?? []), ...(book?.asks ?? [])].every(({ size }) => size > 0)).toBe(true);
}

const madeUp = madeUpSeries(product, 3, 1);

/** Both have a position already. */
function busyExchange(seed: number) {
  const time = new SimTime(start);
  const exchange = createExchange({
    clock: time,
    seed,
    products: [product],
    recorded: [madeUp],
    users: users.map((id) => ({ id, name: String(id), deposit: '5000' })),
    tradesPerMinute: 3,
  });
  exchange.start();
  exchange.place(alpha, { symbol: 'TESTUSD', side: 'buy', size: 40, orderType: 'market_order' });
  exchange.place(beta, { symbol: 'TESTUSD', side: 'sell', size: 30, orderType: 'market_order' });
  return { time, exchange };
}

it('keeps every cent, every contract and an uncrossed book, whatever is done', async () => {
  let fills = 0;
  let liquidated = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1_000),
      fc.array(action, { minLength: 8, maxLength: 24, size: 'max' }),
      async (seed, actions) => {
        const { time, exchange } = busyExchange(seed);
        for (const asked of actions) {
          await act(exchange, time, asked);
          checkBook(exchange);
          checkOrders(exchange);
        }
        checkMoney(exchange);
        for (const id of users) {
          fills += exchange.fills(id, {}).length;
          liquidated += exchange.fills(id, {}).filter(({ fillType }) => fillType !== 'normal').length;
        }
      },
    ),
    { seed: 20267, numRuns: 1_000 },
  );
  // Otherwise the laws held for want of trades.
  expect(fills).toBeGreaterThan(2_500);
  expect(liquidated).toBeGreaterThan(50);
});

it('does the same again with the same seed, and something else with another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1_000),
      fc.array(action, { minLength: 3, maxLength: 12 }),
      async (seed, actions) => {
        const runs = [busyExchange(seed), busyExchange(seed), busyExchange(seed + 1)];
        const digests: string[] = [];
        for (const { time, exchange } of runs) {
          const hash = createHash('sha256');
          exchange.listen((event) => hash.update(JSON.stringify(event)));
          for (const asked of actions) await act(exchange, time, asked);
          await time.advance(60_000);
          digests.push(hash.digest('hex'));
        }
        expect(digests[0]).toBe(digests[1]);
        expect(digests[0]).not.toBe(digests[2]);
      },
    ),
    { seed: 20268, numRuns: 100 },
  );
});
