import { describe, expect, it } from 'vitest';
import {
  changePercent,
  count,
  decimal,
  money,
  percent,
  percentRange,
  price,
  rewardToRisk,
  rMultiple,
  size,
  tone,
  unknown,
  wholeMoney,
} from '../../../../client/ui/format.ts';

const en = 'en-US';
const usd = { currency: 'USD', locale: en } as const;

describe('results', () => {
  it('writes R with two decimals, an explicit plus and a true minus', () => {
    expect(rMultiple(2.412, en)).toBe('+2.41R');
    expect(rMultiple(-1.02, en)).toBe('\u22121.02R');
    expect(rMultiple(0, en)).toBe('0.00R');
  });

  it('never shows a result that rounds to nothing as a loss', () => {
    expect(rMultiple(-0.001, en)).toBe('0.00R');
  });

  it('writes reward to risk without a sign', () => {
    expect(rewardToRisk(2.34, en)).toBe('2.34R');
  });

  it('tells profit from loss, and neither from unknown', () => {
    expect([tone(0.01), tone('-3.20'), tone(0), tone(null), tone('')]).toEqual([
      'profit',
      'loss',
      'even',
      'even',
      'even',
    ]);
  });
});

describe('money', () => {
  it('keeps cents and groups by the locale', () => {
    expect(money('1206.1', usd)).toBe('$1,206.10');
    expect(money('-493.02', usd)).toBe('\u2212$493.02');
    expect(money('1206.1', { ...usd, signs: 'signed' })).toBe('+$1,206.10');
    expect(money('100000', { currency: 'INR', locale: 'en-IN' })).toBe('₹1,00,000.00');
  });

  it('puts a code that is no ISO currency behind the number', () => {
    expect(money('12.5', { currency: 'USDT', locale: en })).toBe('12.50\u00a0USDT');
  });

  it('rounds the hero figure toward danger', () => {
    expect(wholeMoney('6013.99', usd)).toBe('$6,013');
    expect(wholeMoney('-12.01', usd)).toBe('\u2212$13');
  });
});

describe('other figures', () => {
  it('gives a price the decimals of its instrument, trailing zeros too', () => {
    expect(price(1.1769, 5, en)).toBe('1.17690');
    expect(price('4790.5', 2, en)).toBe('4,790.50');
  });

  it('keeps every decimal of a size', () => {
    expect(size('0.540', en)).toBe('0.540');
    expect(size('1250', en)).toBe('1,250');
  });

  it('writes percent with one decimal, and the range of a rate in whole percent', () => {
    expect(percent(0.3636, en)).toBe('36.4\u00a0%');
    expect(percentRange(0.197, 0.571, en)).toBe('20–57\u00a0%');
    expect(changePercent(0.0447, en)).toBe('+4.5\u00a0%');
  });

  it('counts with the right noun', () => {
    expect(count(1, 'trade', 'trades', en)).toBe('1\u00a0trade');
    expect(count(22, 'trade', 'trades', en)).toBe('22\u00a0trades');
  });
});

it('shows what is not known as a dash, never as 0', () => {
  const nothing = [null, undefined, '', Number.NaN, 'abc'] as const;
  for (const value of nothing) {
    expect(rMultiple(value)).toBe(unknown);
    expect(money(value, usd)).toBe(unknown);
    expect(wholeMoney(value, usd)).toBe(unknown);
    expect(percent(value)).toBe(unknown);
    expect(price(value, 2)).toBe(unknown);
    expect(decimal(value, 2)).toBe(unknown);
  }
  expect(percentRange(null, 0.5)).toBe(unknown);
  expect(money(null, { currency: 'USDT' })).toBe(unknown);
});
