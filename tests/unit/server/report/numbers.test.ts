import { expect, it } from 'vitest';
import { inR, money, percent, percentRange, rangeInR, ratio } from '#server/report/numbers.ts';
import { probability, signed, thousands } from '#shared/backtest/plainNumbers.ts';

it('shows results with their sign, and zero without one', () => {
  expect([signed(0.125), signed(-0.16), signed(-0.001), signed(0)]).toEqual([
    '+0.13',
    '−0.16',
    '0.00',
    '0.00',
  ]);
  expect(rangeInR({ low: -0.22, high: 0.1 })).toBe('−0.22 to +0.10');
});

it('shows what is unknown as such, never as 0', () => {
  expect([inR(null), rangeInR(null), percent(null), percentRange(null), ratio(null)]).toEqual(
    Array.from({ length: 5 }, () => '—'),
  );
});

it('shows money with cents and separators', () => {
  expect(money('-8894.4961')).toBe('−8,894.50');
  expect(money(1_234_567.005)).toBe('1,234,567.00');
  expect(money(12, { isResult: true })).toBe('+12.00');
  expect(money('-0.001', { isResult: true })).toBe('0.00');
});

it('shows shares in percent', () => {
  expect(percent(0.4444)).toBe('44.4\u00a0%');
  expect(percentRange({ low: 0.189, high: 0.733 })).toBe('19 to 73\u00a0%');
});

it('shows small probabilities with more digits', () => {
  expect([probability(0.61), probability(0.004), probability(0.0004)]).toEqual([
    'p 0.61',
    'p 0.004',
    'p < 0.001',
  ]);
  expect([thousands(999), thousands(1_093), thousands(1_234_567)]).toEqual(['999', '1,093', '1,234,567']);
});
