import { expect, it } from 'vitest';
import type { OrderRequest } from '#server/exchange/order.ts';
import {
  alpha,
  beta,
  codeOf,
  granted,
  limit,
  market,
  quietExchange,
  stop,
} from '../../../support/quietExchange.ts';

/** A price level of the quiet market holds 3 to 21 contracts; so many slip through several. */
const many = 100;

it('charges a taker the fee with 18 % tax on it', () => {
  const { exchange } = quietExchange();
  const order = granted(exchange.place(alpha, market('buy', 2)));
  // 2 x 100 USD x 0.0005 x 1.18
  expect(order).toMatchObject({ state: 'closed', averageFillPrice: '100', paidCommission: '0.118' });
  expect(exchange.wallet(alpha)).toMatchObject({ balance: '9999.882', positionMargin: '20' });
  const [fill] = exchange.fills(alpha, {});
  expect(fill).toMatchObject({
    role: 'taker',
    commission: '0.118',
    effectiveCommissionRate: '0.00059',
    newPosition: 2,
  });
  expect(fill?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(exchange.transactions(alpha, {}).map(({ type, amount }) => [type, amount])).toEqual([
    ['commission', '-0.118'],
    ['deposit', '10000'],
  ]);
});

it('lets a large market order slip through the levels it shows', () => {
  const { exchange } = quietExchange();
  const asks = exchange.book('TESTUSD', 60)?.asks ?? [];
  const order = granted(exchange.place(alpha, market('buy', many)));
  let left = many;
  let paid = 0;
  for (const { price, size } of asks) {
    paid += Math.min(left, size) * Number(price);
    left -= Math.min(left, size);
  }
  expect(Number(order.averageFillPrice)).toBeCloseTo(paid / many, 8);
  expect(Number(order.averageFillPrice)).toBeGreaterThan(100.5);
  const best = Number(exchange.book('TESTUSD', 1)?.asks[0]?.price);
  expect(best).toBeGreaterThanOrEqual(Number(exchange.fills(alpha, {})[0]?.price));
});

it('fills a resting limit after the queue before it, in parts, as maker', () => {
  const { exchange, print } = quietExchange();
  const queue = exchange.book('TESTUSD', 1)?.bids[0]?.size ?? 0;
  const order = granted(exchange.place(alpha, limit('buy', 10, '99.5')));
  expect(order).toMatchObject({ state: 'open', unfilledSize: 10 });
  expect(exchange.book('TESTUSD', 1)?.bids[0]?.size).toBe(queue + 10);
  print('99.5', queue, 'sell');
  expect(exchange.order(alpha, order.id)?.unfilledSize).toBe(10);
  print('99.5', 4, 'sell');
  expect(exchange.order(alpha, order.id)).toMatchObject({ state: 'open', unfilledSize: 6 });
  print('99.5', 50, 'sell');
  expect(exchange.order(alpha, order.id)).toMatchObject({ state: 'closed', averageFillPrice: '99.5' });
  // 10 x 99.5 x 0.0002 x 1.18
  expect(exchange.order(alpha, order.id)?.paidCommission).toBe('0.23482');
  expect(exchange.fills(alpha, {}).map(({ role, size }) => [role, size])).toEqual([
    ['maker', 6],
    ['maker', 4],
  ]);
});

it('does not fill a resting bid when a buyer pays its price', () => {
  const { exchange, print } = quietExchange();
  const order = granted(exchange.place(alpha, limit('buy', 1, '99.5')));
  print('99.5', 500, 'buy');
  expect(exchange.order(alpha, order.id)?.state).toBe('open');
  const book = exchange.book('TESTUSD', 1);
  expect(Number(book?.bids[0]?.price)).toBeLessThan(Number(book?.asks[0]?.price));
});

it('fills what the market traded through, whatever the queue, at its own price', () => {
  const { exchange, print } = quietExchange();
  const order = granted(exchange.place(alpha, limit('buy', 10, '99.5')));
  print('98', 1, 'buy');
  expect(exchange.order(alpha, order.id)).toMatchObject({ state: 'closed', averageFillPrice: '99.5' });
});

it('fills the better of two prices, in whatever order they were placed', () => {
  const { exchange, print } = quietExchange();
  const worse = granted(exchange.place(alpha, limit('buy', 1, '99')));
  const better = granted(exchange.place(alpha, limit('buy', 1, '99.5')));
  const [high, low] = [limit('sell', 1, '101'), limit('sell', 1, '100.5')];
  const asks = [high, low].map((request) => granted(exchange.place(beta, request)).id);
  print('99.5', 900, 'sell');
  print('100.5', 900, 'buy');
  const stateOf = (userId: number, id: number) => exchange.order(userId, id)?.state;
  expect([stateOf(alpha, better.id), stateOf(alpha, worse.id)]).toEqual(['closed', 'open']);
  expect(asks.map((id) => stateOf(beta, id))).toEqual(['open', 'closed']);
});

it('shows less where somebody took, until the market trades again', () => {
  const { exchange, print } = quietExchange();
  const bestAsk = () => exchange.book('TESTUSD', 1)?.asks[0];
  const before = bestAsk();
  granted(exchange.place(alpha, market('buy', 2)));
  expect(bestAsk()).toEqual({ price: '100.0', size: (before?.size ?? 0) - 2 });
  print('100', 1, 'buy');
  expect(bestAsk()).toEqual(before);
});

it('cancels what an immediate order leaves, and keeps its fills', () => {
  const { exchange } = quietExchange();
  const offered = exchange.book('TESTUSD', 1)?.asks[0]?.size ?? 0;
  const order = granted(exchange.place(alpha, limit('buy', offered + 5, '100', { timeInForce: 'ioc' })));
  expect(order).toMatchObject({ state: 'cancelled', unfilledSize: 5, cancellationReason: 'ioc_unfilled' });
  expect(exchange.position(alpha, 'TESTUSD')?.size).toBe(offered);
});

it('matches two users at the price of the one who rests', () => {
  const { exchange } = quietExchange();
  const ask = exchange.book('TESTUSD', 1)?.asks[0]?.size ?? 0;
  // Better than the market's own ask at 100 is nothing; at its price the market comes first.
  const maker = granted(exchange.place(beta, limit('sell', 5, '100')));
  granted(exchange.place(alpha, market('buy', ask + 5)));
  expect(exchange.order(beta, maker.id)).toMatchObject({ state: 'closed', averageFillPrice: '100' });
  expect(exchange.position(beta, 'TESTUSD')?.size).toBe(-5);
  expect(exchange.ledger().counterparty).toBe('0');
});

it('lets an own order that is met make way', () => {
  const { exchange, events } = quietExchange();
  const ask = exchange.book('TESTUSD', 1)?.asks[0]?.size ?? 0;
  const own = granted(exchange.place(alpha, limit('sell', 5, '100')));
  const order = granted(exchange.place(alpha, limit('buy', ask + 2, '100')));
  expect(exchange.order(alpha, own.id)).toMatchObject({
    state: 'cancelled',
    cancellationReason: 'self_trade',
  });
  expect(order).toMatchObject({ state: 'open', unfilledSize: 2 });
  expect(events.some((event) => event.type === 'order' && event.reason === 'self_trade')).toBe(true);
});

it('cuts a reduce-only order to the position, and resting ones as it shrinks', () => {
  const { exchange, print } = quietExchange();
  granted(exchange.place(alpha, market('buy', 3)));
  const exit = granted(exchange.place(alpha, limit('sell', 50, '105', { reduceOnly: true })));
  expect(exit.size).toBe(3);
  granted(exchange.place(alpha, market('sell', 1)));
  expect(exchange.order(alpha, exit.id)).toMatchObject({ size: 2, unfilledSize: 2, state: 'open' });
  granted(exchange.place(alpha, market('sell', 2, { reduceOnly: true })));
  expect(exchange.order(alpha, exit.id)).toMatchObject({
    state: 'cancelled',
    cancellationReason: 'no_position_left_for_reduce_only',
  });
  print('106');
  expect(exchange.position(alpha, 'TESTUSD')).toMatchObject({ size: 0, entryPrice: null });
});

it('keeps the place in the queue when only the size gets smaller', () => {
  const { exchange, print } = quietExchange();
  const queue = exchange.book('TESTUSD', 1)?.bids[0]?.size ?? 0;
  const order = granted(exchange.place(alpha, limit('buy', 10, '99.5')));
  print('99.5', queue, 'sell');
  granted(exchange.edit(alpha, order.id, { size: 4 }));
  print('99.5', 4, 'sell');
  expect(exchange.order(alpha, order.id)?.state).toBe('closed');
});

it('sends an edited price to the end of the queue there, or to the book at once', () => {
  const { exchange, print } = quietExchange();
  const order = granted(exchange.place(alpha, limit('buy', 1, '99')));
  granted(exchange.edit(alpha, order.id, { limitPrice: '99.5' }));
  print('99.5', 1, 'sell');
  expect(exchange.order(alpha, order.id)?.state).toBe('open');
  expect(granted(exchange.edit(alpha, order.id, { limitPrice: '101' }))).toMatchObject({ state: 'closed' });
  expect(codeOf(exchange.edit(alpha, order.id, { limitPrice: '99' }))).toBe('open_order_not_found');
});

it('takes a client id again once its order has ended', () => {
  const { exchange } = quietExchange();
  const first = granted(exchange.place(alpha, limit('buy', 1, '99', { clientOrderId: 'p7' })));
  expect(codeOf(exchange.place(alpha, limit('buy', 1, '99', { clientOrderId: 'p7' })))).toBe(
    'duplicate_client_order_id',
  );
  expect(codeOf(exchange.place(beta, limit('buy', 1, '99', { clientOrderId: 'p7' })))).toBe('accepted');
  granted(exchange.cancelByClientId(alpha, 'p7'));
  expect(exchange.order(alpha, first.id)).toMatchObject({
    state: 'cancelled',
    cancellationReason: 'cancelled_by_user',
  });
  expect(codeOf(exchange.place(alpha, limit('buy', 1, '99', { clientOrderId: 'p7' })))).toBe('accepted');
  expect(exchange.orders(alpha, { clientOrderId: 'p7' })).toHaveLength(2);
});

it('cancels the kinds of orders it is asked to', () => {
  const { exchange } = quietExchange();
  granted(exchange.place(alpha, market('buy', 2)));
  const plain = granted(exchange.place(alpha, limit('buy', 1, '95')));
  const exit = granted(exchange.place(alpha, limit('sell', 1, '105', { reduceOnly: true })));
  const guard = granted(exchange.place(alpha, stop('sell', 2, '95')));
  const sweep = { symbols: null, limitOrders: false, stopOrders: false, reduceOnlyOrders: false };
  expect(exchange.cancelAll(alpha, sweep)).toEqual([]);
  expect(exchange.cancelAll(alpha, { ...sweep, limitOrders: true }).map(({ id }) => id)).toEqual([plain.id]);
  expect(
    exchange.cancelAll(alpha, { ...sweep, limitOrders: true, reduceOnlyOrders: true }).map(({ id }) => id),
  ).toEqual([exit.id]);
  expect(exchange.orders(alpha, { states: ['open', 'pending'] }).map(({ id }) => id)).toEqual([guard.id]);
});

it.each<[string, Partial<OrderRequest>, string]>([
  ['an unknown product', { symbol: 'NONE' }, 'invalid_contract'],
  ['half a contract', { size: 0.5 }, 'bad_schema'],
  ['no contract', { size: 0 }, 'less_than_order_min_size'],
  ['more contracts than a position may have', { size: 1_001 }, 'order_max_size_exceeded'],
  ['a limit order without a price', { limitPrice: null }, 'bad_schema'],
  ['a price off tick', { limitPrice: '99.3' }, 'bad_schema'],
  ['a price of 0', { limitPrice: '0' }, 'bad_schema'],
  ['a market order with a price', { orderType: 'market_order' }, 'bad_schema'],
  ['a bid above the band', { limitPrice: '110.5' }, 'price_out_of_band'],
  ['an ask below the band', { side: 'sell', limitPrice: '89.5' }, 'price_out_of_band'],
  [
    'a post-only order that would take',
    { limitPrice: '100', postOnly: true },
    'immediate_execution_post_only',
  ],
  ['a post-only order that never rests', { postOnly: true, timeInForce: 'ioc' }, 'bad_schema'],
  ['a reduce-only order without a position', { reduceOnly: true }, 'no_position_for_reduce_only'],
  ['a client id that is too long', { clientOrderId: 'x'.repeat(33) }, 'bad_schema'],
  ['a stop price without a kind of stop', { stopPrice: '95' }, 'bad_schema'],
  [
    'a stop that would go off at once',
    { side: 'sell', stopOrderType: 'stop_loss_order', stopPrice: '100' },
    'immediate_execution_stop_order',
  ],
])('refuses %s', (_, wrong, code) => {
  const { exchange } = quietExchange();
  const before = exchange.ledger();
  expect(codeOf(exchange.place(alpha, { ...limit('buy', 1, '99'), ...wrong }))).toBe(code);
  expect(exchange.orders(alpha, {})).toEqual([]);
  expect(exchange.ledger()).toEqual(before);
});

it('refuses what would take the position beyond its limit, waiting orders counted', () => {
  const { exchange } = quietExchange();
  granted(exchange.deposit(alpha, '100000'));
  granted(exchange.place(alpha, limit('buy', 600, '99')));
  expect(codeOf(exchange.place(alpha, limit('buy', 401, '99')))).toBe('risk_limits_breached');
  expect(codeOf(exchange.place(alpha, limit('buy', 400, '99')))).toBe('accepted');
});

it('refuses a post-only order that would meet an own one', () => {
  const { exchange } = quietExchange();
  // Somebody takes what the market has before it.
  granted(exchange.place(alpha, limit('sell', 1, '100')));
  const { asks } = exchange.book('TESTUSD', 1) ?? { asks: [] };
  granted(exchange.place(beta, market('buy', (asks[0]?.size ?? 1) - 1)));
  expect(codeOf(exchange.place(alpha, limit('buy', 1, '100', { postOnly: true })))).toBe(
    'self_matching_disrupted_post_only',
  );
});

it('says how much is missing for the margin', () => {
  const { exchange } = quietExchange();
  granted(exchange.setLeverage(alpha, 'TESTUSD', '1'));
  const answer = exchange.place(alpha, limit('buy', 101, '99'));
  // 101 x 99 = 9999 USD of margin and 5.89941 of fee against 10000
  expect(answer).toEqual({
    ok: false,
    rejection: {
      code: 'insufficient_margin',
      context: { asset_symbol: 'USD', available_balance: '10000', required_additional_balance: '4.89941' },
    },
  });
});

it('holds back margin and fee while an order rests', () => {
  const { exchange } = quietExchange();
  granted(exchange.setLeverage(alpha, 'TESTUSD', '10'));
  const order = granted(exchange.place(alpha, limit('buy', 10, '99')));
  expect(order.commission).toBe('0.5841');
  expect(exchange.wallet(alpha)).toMatchObject({
    orderMargin: '99',
    commission: '0.5841',
    blockedMargin: '99.5841',
    availableBalance: '9900.4159',
  });
  granted(exchange.cancel(alpha, order.id));
  expect(exchange.wallet(alpha)?.availableBalance).toBe('10000');
});

it('refuses a closing limit beyond the price where the margin is gone', () => {
  const { exchange } = quietExchange();
  granted(exchange.setLeverage(alpha, 'TESTUSD', '50'));
  granted(exchange.place(alpha, market('buy', 1)));
  expect(exchange.positions(alpha)[0]?.bankruptcyPrice).toBe('98.0');
  expect(codeOf(exchange.place(alpha, limit('sell', 1, '97.5')))).toBe('out_of_bankruptcy');
  expect(codeOf(exchange.place(alpha, limit('sell', 1, '98')))).toBe('accepted');
});

it('refuses an entry that would be liquidated at once', () => {
  const { exchange } = quietExchange();
  granted(exchange.setLeverage(alpha, 'TESTUSD', '100'));
  granted(exchange.jump({ symbol: 'TESTUSD', pct: -1, of: 'mark' }));
  expect(codeOf(exchange.place(alpha, market('buy', 1)))).toBe('immediate_liquidation');
  expect(codeOf(exchange.place(alpha, market('sell', 1)))).toBe('accepted');
});
