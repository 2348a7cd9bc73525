import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import {
  bankruptcyPrice,
  initialMarginPct,
  liquidationPrice,
  maintenanceMarginPct,
} from '#server/exchange/margin.ts';
import {
  alpha,
  beta,
  codeOf,
  granted,
  limit,
  market,
  quietExchange,
  testProduct,
} from '../../../support/quietExchange.ts';

const usd = (text: string) => new Decimal(text);
const sumOf = (ledger: object) =>
  Object.entries(ledger)
    .filter(([name]) => name !== 'deposits')
    .reduce((sum, [, text]) => sum.plus(text), new Decimal(0))
    .toFixed();

describe('margin', () => {
  it('is what the leverage asks for', () => {
    expect(initialMarginPct(testProduct, '10', usd('1000')).toFixed()).toBe('10');
    expect(initialMarginPct(testProduct, '3', usd('1000')).toFixed()).toBe('33.3333333334');
  });

  it('grows with the notional above the limit, whatever the leverage', () => {
    // 1 % + 0.0001 % x (120000 - 20000)
    expect(initialMarginPct(testProduct, '100', usd('120000')).toFixed()).toBe('11');
    expect(initialMarginPct(testProduct, '5', usd('120000')).toFixed()).toBe('20');
    expect(maintenanceMarginPct(testProduct, usd('120000')).toFixed()).toBe('5.5');
    expect(maintenanceMarginPct(testProduct, usd('20000')).toFixed()).toBe('0.5');
  });

  it('puts liquidation before bankruptcy by the maintenance margin', () => {
    const long = { product: testProduct, size: 10, cost: usd('1000'), margin: usd('100') };
    // (1000 - (100 - 5)) / 10 and (1000 - 100) / 10
    expect(liquidationPrice(long).toFixed()).toBe('90.5');
    expect(bankruptcyPrice(long).toFixed()).toBe('90');
    const short = { ...long, size: -10 };
    expect(liquidationPrice(short).toFixed()).toBe('109.5');
    expect(bankruptcyPrice(short).toFixed()).toBe('110');
  });
});

describe('positions', () => {
  it('average their entry, and realise what is closed', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    print('105');
    granted(exchange.place(alpha, market('buy', 1)));
    expect(exchange.positions(alpha)[0]).toMatchObject({
      size: 3,
      entryPrice: '101.66666667',
      margin: '30.5',
    });
    print('110', 1, 'sell');
    granted(exchange.place(alpha, market('sell', 1)));
    // 110 less a third of 305
    const [fill] = exchange.fills(alpha, {});
    expect(fill?.realizedPnl).toBe('8.333333333333');
    granted(exchange.place(alpha, market('sell', 2)));
    const fees = new Decimal(305 + 330).times('0.00059');
    expect(exchange.wallet(alpha)?.balance).toBe(new Decimal(10_000).plus(25).minus(fees).toFixed());
    expect(exchange.positions(alpha)).toEqual([]);
  });

  it('turn around in one order', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 2)));
    granted(exchange.place(alpha, market('sell', 3)));
    expect(exchange.positions(alpha)[0]).toMatchObject({
      size: -1,
      entryPrice: '99.5',
      margin: '9.95',
      realizedPnl: '0',
    });
  });

  it('win below their entry when they are short', () => {
    const { exchange, print } = quietExchange();
    granted(exchange.place(alpha, market('sell', 2)));
    print('90', 1, 'buy');
    granted(exchange.place(alpha, market('buy', 2)));
    // (99.5 - 90) x 2
    expect(exchange.fills(alpha, {})[0]?.realizedPnl).toBe('19');
    const fees = new Decimal(199 + 180).times('0.00059');
    expect(exchange.wallet(alpha)?.balance).toBe(new Decimal(10_019).minus(fees).toFixed());
  });

  it('need no margin for the orders that close them, the earliest first', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3)));
    for (const price of ['101', '102', '103']) granted(exchange.place(alpha, limit('sell', 2, price)));
    // 6 against 3: one at 102 and two at 103 would open a short.
    expect(exchange.wallet(alpha)?.orderMargin).toBe('30.8');
  });

  it('are closed all at once', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('sell', 3)));
    expect(exchange.closeAll(alpha).map(({ state, size }) => [state, size])).toEqual([['closed', 3]]);
    expect(exchange.positions(alpha)).toEqual([]);
  });

  it('take and give margin as far as money and safety allow', () => {
    const { exchange } = quietExchange();
    expect(codeOf(exchange.changeMargin(alpha, 'TESTUSD', '5'))).toBe('no_open_position');
    granted(exchange.place(alpha, market('buy', 3)));
    expect(granted(exchange.changeMargin(alpha, 'TESTUSD', '15'))).toMatchObject({
      margin: '45',
      liquidationPrice: '85.5',
      bankruptcyPrice: '85.0',
    });
    expect(codeOf(exchange.changeMargin(alpha, 'TESTUSD', '10000'))).toBe('insufficient_margin');
    expect(codeOf(exchange.changeMargin(alpha, 'TESTUSD', '-16'))).toBe('insufficient_margin');
    expect(granted(exchange.changeMargin(alpha, 'TESTUSD', '-15')).margin).toBe('30');
  });

  it('have the leverage that was set before, at most what the product allows', () => {
    const { exchange } = quietExchange();
    expect(granted(exchange.leverage(alpha, 'TESTUSD')).leverage).toBe('10');
    expect(codeOf(exchange.setLeverage(alpha, 'TESTUSD', '101'))).toBe('max_leverage_exceeded');
    expect(codeOf(exchange.setLeverage(alpha, 'TESTUSD', '0.5'))).toBe('bad_schema');
    granted(exchange.place(alpha, limit('buy', 10, '99')));
    expect(granted(exchange.setLeverage(alpha, 'TESTUSD', '20'))).toMatchObject({ orderMargin: '49.5' });
    granted(exchange.place(alpha, market('buy', 2)));
    expect(exchange.positions(alpha)[0]).toMatchObject({ margin: '10', leverage: '20' });
  });

  it('show in the lagging view what was so long ago', async () => {
    const { exchange, time } = quietExchange();
    exchange.setFaults({ positionsLagMs: 8_000 });
    granted(exchange.place(alpha, market('buy', 2)));
    await time.advance(7_000);
    expect(exchange.positions(alpha)).toEqual([]);
    expect(exchange.position(alpha, 'TESTUSD')?.size).toBe(2);
    await time.advance(1_000);
    expect(exchange.positions(alpha)[0]?.size).toBe(2);
  });
});

describe('liquidation', () => {
  it('comes at mark: cancels the orders, closes at the book as far as bankruptcy', () => {
    const { exchange, events } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3)));
    const other = granted(exchange.place(alpha, limit('buy', 1, '95')));
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -9.5, of: 'mark' }));
    expect(exchange.position(alpha, 'TESTUSD')?.size).toBe(0);
    expect(exchange.order(alpha, other.id)).toMatchObject({
      state: 'cancelled',
      cancellationReason: 'liquidation',
    });
    const [fill] = exchange.fills(alpha, {});
    // The book is still at 99.5: only mark fell.
    expect(fill).toMatchObject({ fillType: 'liquidation', price: '99.5', size: 3 });
    expect(events.some((event) => event.type === 'order' && event.reason === 'liquidation')).toBe(true);
    expect(sumOf(exchange.ledger())).toBe('20000');
  });

  it('hands over at the bankruptcy price what nobody takes before it, so that no more than the margin is lost', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3)));
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -20, of: 'all' }));
    const [fill] = exchange.fills(alpha, {});
    expect(fill).toMatchObject({ fillType: 'adl', price: '90.0', realizedPnl: '-30' });
    const fees = new Decimal(300 + 270).times('0.00059');
    expect(exchange.wallet(alpha)?.balance).toBe(new Decimal(9_970).minus(fees).toFixed());
    expect(sumOf(exchange.ledger())).toBe('20000');
  });

  it('is put off by what is free where topping up is on', () => {
    const { exchange, events } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3)));
    granted(exchange.setAutoTopup(alpha, 'TESTUSD', true));
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -10, of: 'mark' }));
    expect(exchange.positions(alpha)[0]).toMatchObject({ size: 3, margin: '60' });
    expect(events.some((event) => event.type === 'position' && event.reason === 'auto_topup')).toBe(true);
  });

  it('does not come while the exchange is down', () => {
    const { exchange } = quietExchange();
    granted(exchange.place(alpha, market('buy', 3)));
    exchange.setSystemStatus('maintenance');
    granted(exchange.jump({ symbol: 'TESTUSD', pct: -20, of: 'mark' }));
    expect(exchange.position(alpha, 'TESTUSD')?.size).toBe(3);
  });
});

describe('funding', () => {
  it('has the rate that the interval came to, as its series tells it', async () => {
    const { exchange, time } = quietExchange();
    granted(exchange.place(alpha, market('buy', 1)));
    const rates: string[] = [];
    for (let day = 0; day < 9; day += 1) {
      const due = (Math.floor(time.now() / 28_800_000) + 1) * 28_800_000;
      await time.advance(due - time.now());
      const [row] = exchange.candles({
        symbol: 'FUNDING:TESTUSD',
        resolution: '5m',
        start: due / 1_000 - 300,
        end: due / 1_000 - 300,
      });
      const [booked] = exchange.transactions(alpha, {});
      expect(Number(booked?.reference)).toBe(row?.close);
      expect(usd(booked?.amount ?? '').toFixed()).toBe(
        usd(booked?.reference ?? '')
          .negated()
          .toFixed(),
      );
      rates.push(booked?.reference ?? '');
    }
    // Now this side pays, now that, and not always the mere interest.
    expect(new Set(rates).size).toBeGreaterThan(4);
    expect(rates.some((rate) => rate.startsWith('-'))).toBe(true);
    expect(rates.every((rate) => Math.abs(Number(rate)) < 0.25)).toBe(true);
  });

  it('is paid by longs to shorts at the boundary, on the notional at mark', async () => {
    const { exchange, time, print } = quietExchange();
    granted(exchange.place(alpha, market('buy', 10)));
    granted(exchange.place(beta, market('sell', 4)));
    print('104');
    const before = [alpha, beta].map((user) => usd(exchange.wallet(user)?.balance ?? ''));
    await time.until(() => time.now() >= Date.UTC(2026, 0, 5, 15, 59, 59), 86_400_000);
    const view = exchange.funding('TESTUSD');
    expect(view).toMatchObject({ interval: 28_800, nextAtUs: Date.UTC(2026, 0, 5, 16) * 1_000 });
    await time.advance(1_000);
    const rate = usd(view?.rate ?? '').div(100);
    const paid = [alpha, beta].map((user, index) =>
      usd(exchange.wallet(user)?.balance ?? '')
        .minus(before[index] ?? 0)
        .toFixed(),
    );
    expect(rate.isZero()).toBe(false);
    expect(paid).toEqual([rate.times(-1040).toFixed(), rate.times(416).toFixed()]);
    expect(exchange.transactions(alpha, {})[0]).toMatchObject({ type: 'funding', productId: 7 });
    expect(exchange.positions(alpha)[0]?.realizedFunding).toBe(paid[0]);
    expect(sumOf(exchange.ledger())).toBe('20000');
    await time.advance(60_000);
    expect(exchange.transactions(alpha, {}).filter(({ type }) => type === 'funding')).toHaveLength(1);
  });
});

describe('wallets', () => {
  it('move between sub-accounts as far as they are free', () => {
    const { exchange } = quietExchange();
    const move = (amount: string) => exchange.transfer({ fromUserId: alpha, toUserId: beta, amount });
    granted(move('2500.5'));
    expect([exchange.wallet(alpha)?.balance, exchange.wallet(beta)?.balance]).toEqual(['7499.5', '12500.5']);
    expect(codeOf(move('7500'))).toBe('insufficient_balance');
    expect(codeOf(move('-1'))).toBe('bad_schema');
    expect(exchange.ledger()).toMatchObject({ deposits: '20000', wallets: '20000' });
  });
});
