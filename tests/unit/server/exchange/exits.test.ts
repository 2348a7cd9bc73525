import { describe, expect, it } from 'vitest';
import type { Bracket, Order } from '#server/exchange/order.ts';
import {
  alpha,
  codeOf,
  granted,
  limit,
  market,
  quietExchange,
  stop,
} from '../../../support/quietExchange.ts';

const bracket = (given: Partial<Bracket>): Bracket => ({
  stopLossPrice: null,
  stopLossLimitPrice: null,
  trailAmount: null,
  takeProfitPrice: null,
  takeProfitLimitPrice: null,
  trigger: 'mark_price',
  ...given,
});
const both = bracket({ stopLossPrice: '95', takeProfitPrice: '110' });

const seen = (orders: readonly Order[]) =>
  orders.map(({ stopOrderType, side, size, stopPrice, state }) => [
    stopOrderType,
    side,
    size,
    stopPrice,
    state,
  ]);

describe('stops', () => {
  it('waits for the mark price, whatever is traded', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const guard = granted(exchange.place(alpha, stop('sell', 2, '95')));
    expect(guard).toMatchObject({ state: 'pending', commission: '0' });
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -5, of: 'last' }));
    print('94.5');
    expect(exchange.order(alpha, guard.id)?.state).toBe('pending');
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -5, of: 'mark' }));
    expect(exchange.order(alpha, guard.id)).toMatchObject({ state: 'closed', stopPrice: '95.0' });
    expect(exchange.position(alpha, 'TESTUSD')?.size).toBe(0);
  });

  it('waits for the last trade where it is asked to', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const guard = granted(exchange.place(alpha, stop('sell', 2, '95', { trigger: 'last_traded_price' })));
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -6, of: 'mark' }));
    expect(exchange.order(alpha, guard.id)?.state).toBe('pending');
    print('95');
    expect(exchange.order(alpha, guard.id)?.state).toBe('closed');
  });

  it('waits for the index where it is asked to', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const target = stop('sell', 2, '105', { stopOrderType: 'take_profit_order', trigger: 'spot_price' });
    const { id } = granted(exchange.place(alpha, target));
    granted(exchange.jump({ symbol: 'TESTUSD', pct: 6, of: 'mark' }));
    expect(exchange.order(alpha, id)?.state).toBe('pending');
    granted(exchange.jump({ symbol: 'TESTUSD', pct: 6, of: 'spot' }));
    expect(exchange.order(alpha, id)?.state).toBe('closed');
  });

  it('follows the best price at its distance, and never goes back', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const trailing = market('sell', 2, {
      stopOrderType: 'stop_loss_order',
      trailAmount: '3',
      reduceOnly: true,
    });
    const { id, stopPrice } = granted(exchange.place(alpha, trailing));
    expect(stopPrice).toBe('97.0');
    for (const price of ['104', '102', '101.5']) print(price);
    expect(exchange.order(alpha, id)).toMatchObject({ state: 'pending', stopPrice: '101.0' });
    print('101', 1, 'sell');
    expect(exchange.order(alpha, id)?.state).toBe('closed');
  });

  it('becomes a limit order that rests when it has a limit', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const guard = { ...limit('sell', 2, '96'), stopOrderType: 'stop_loss_order', stopPrice: '95' } as const;
    const { id } = granted(exchange.place(alpha, { ...guard, reduceOnly: true }));
    print('94', 1, 'sell');
    expect(exchange.order(alpha, id)).toMatchObject({ state: 'open', unfilledSize: 2 });
    print('97');
    expect(exchange.order(alpha, id)).toMatchObject({ state: 'closed', averageFillPrice: '96' });
  });

  it('is cancelled when its turn comes and there is no money for it any more', () => {
    const { exchange, print } = quietExchange();
    const entry = stop('buy', 90, '105', { reduceOnly: false });
    const { id } = granted(exchange.place(alpha, entry));
    granted(exchange.setLeverage(alpha, 'TESTUSD', '1'));
    granted(exchange.deposit(alpha, '-5000'));
    print('105');
    expect(exchange.order(alpha, id)).toMatchObject({
      state: 'cancelled',
      cancellationReason: 'insufficient_margin',
    });
  });

  it('can be edited while it waits', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    const { id } = granted(exchange.place(alpha, stop('sell', 2, '95')));
    expect(granted(exchange.edit(alpha, id, { stopPrice: '97' }))).toMatchObject({ stopPrice: '97.0' });
    expect(codeOf(exchange.edit(alpha, id, { stopPrice: '101' }))).toBe('immediate_execution_stop_order');
    print('97', 1, 'sell');
    expect(exchange.order(alpha, id)?.state).toBe('closed');
  });
});

describe('brackets', () => {
  it('lays both exits around the position with the first fill, and lets them grow with it', () => {
    const { exchange, print } = quietExchange();
    const queue = exchange.book('TESTUSD', 1)?.bids[0]?.size ?? 0;
    granted(exchange.place(alpha, limit('buy', 10, '99.5', { bracket: both })));
    expect(exchange.orders(alpha, { states: ['pending'] })).toEqual([]);
    print('99.5', queue + 4, 'sell');
    const legs = (size: number) => [
      ['take_profit_order', 'sell', size, '110.0', 'pending'],
      ['stop_loss_order', 'sell', size, '95.0', 'pending'],
    ];
    expect(seen(exchange.orders(alpha, { states: ['pending'] }))).toEqual(legs(4));
    print('99.5', 6, 'sell');
    expect(seen(exchange.orders(alpha, { states: ['pending'] }))).toEqual(legs(10));
  });

  it('cancels the sibling of the leg that goes off, which closes everything', () => {
    const { exchange, print, events } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3, { bracket: both })));
    print('95', 1, 'sell');
    expect(exchange.position(alpha, 'TESTUSD')?.size).toBe(0);
    expect(exchange.orders(alpha, { states: ['open', 'pending'] })).toEqual([]);
    const reasons = events.flatMap((event) =>
      event.type === 'order' ? [`${event.action} ${event.reason}`] : [],
    );
    expect(reasons).toEqual([
      'create null',
      'delete fill',
      'create null',
      'create null',
      'delete stop_cancel',
      'update stop_trigger',
      'delete fill',
    ]);
  });

  it('cancels both legs when the position is closed otherwise', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3, { bracket: both })));
    granted(exchange.place(alpha, market('sell', 1)));
    expect(exchange.orders(alpha, { states: ['pending'] }).map(({ size }) => size)).toEqual([2, 2]);
    granted(exchange.place(alpha, market('sell', 2)));
    expect(exchange.orders(alpha, { states: ['pending'] })).toEqual([]);
  });

  it('refuses an entry with a bracket where there is a position', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 1)));
    expect(codeOf(exchange.place(alpha, market('buy', 1, { bracket: both })))).toBe(
      'bracket_order_position_exists',
    );
  });

  it('guards a position that was opened without', () => {
    const { exchange } = quietExchange();
    expect(codeOf(exchange.placeBracket(alpha, 'TESTUSD', both))).toBe('no_open_position');
    granted(exchange.place(alpha, market('sell', 4)));
    expect(codeOf(exchange.placeBracket(alpha, 'TESTUSD', both))).toBe('immediate_execution_stop_order');
    const short = bracket({ stopLossPrice: '104', takeProfitPrice: '90' });
    expect(seen(granted(exchange.placeBracket(alpha, 'TESTUSD', short)))).toEqual([
      ['stop_loss_order', 'buy', 4, '104.0', 'pending'],
      ['take_profit_order', 'buy', 4, '90.0', 'pending'],
    ]);
    expect(codeOf(exchange.placeBracket(alpha, 'TESTUSD', short))).toBe(
      'position_bracket_exist_or_invalid_data',
    );
  });

  it('trails with a leg', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 1, { bracket: bracket({ trailAmount: '2' }) })));
    print('103');
    expect(exchange.orders(alpha, { states: ['pending'] }).map(({ stopPrice }) => stopPrice)).toEqual([
      '101.0',
    ]);
  });

  it('lets the exits of a resting entry be edited', () => {
    const { exchange, print } = quietExchange();
    const { id } = granted(exchange.place(alpha, limit('buy', 1, '99', { bracket: both })));
    granted(exchange.editBracket(alpha, id, bracket({ stopLossPrice: '97' })));
    print('98.5', 1, 'sell');
    expect(seen(exchange.orders(alpha, { states: ['pending'] }))).toEqual([
      ['stop_loss_order', 'sell', 1, '97.0', 'pending'],
    ]);
    expect(codeOf(exchange.editBracket(alpha, id, both))).toBe('open_order_not_found');
  });

  it.each<[string, Partial<Bracket>]>([
    ['a stop above a long entry', { stopLossPrice: '100' }],
    ['a target below a long entry', { takeProfitPrice: '98' }],
    ['no leg at all', {}],
    ['a fixed and a trailing stop', { stopLossPrice: '95', trailAmount: '2' }],
    ['a price off tick', { stopLossPrice: '95.3' }],
  ])('refuses %s', (_, given) => {
    const { exchange } = quietExchange();
    const answer = exchange.place(alpha, limit('buy', 1, '99', { bracket: bracket(given) }));
    expect(codeOf(answer)).toBe('position_bracket_exist_or_invalid_data');
  });
});
