import { expect, it } from 'vitest';
import { PriceGate } from '#shared/market/priceGate.ts';

function gateOf() {
  const accepted: number[] = [];
  const gate = new PriceGate((tick) => accepted.push(tick.price));
  const take = (...prices: readonly number[]) => {
    for (const price of prices) gate.take({ at: 0, atUs: 0, price, quantity: 1, key: '' });
  };
  return { gate, accepted, take };
}

it('lets ordinary moves through and rejects what is ten times off', () => {
  const { gate, accepted, take } = gateOf();
  take(100, 101, 1_010, 99, 9.9, 100, 119);
  expect(accepted).toEqual([100, 101, 99, 100, 119]);
  expect(gate.rejected).toBe(2);
});

it('believes five far prices in a row that agree with each other, and all five count', () => {
  const { gate, accepted, take } = gateOf();
  take(100, 101, 60, 61, 59, 60);
  expect(accepted).toEqual([100, 101]);
  expect(gate.rejected).toBe(4);
  take(58, 62);
  expect(accepted).toEqual([100, 101, 60, 61, 59, 60, 58, 62]);
  expect(gate.rejected).toBe(0);
  take(100);
  expect(accepted.at(-1)).toBe(62);
});

it('does not believe far prices that contradict each other, or that an old price contradicts', () => {
  const { gate, accepted, take } = gateOf();
  take(100, 1_000, 10, 1_000, 10, 1_000, 10);
  take(50, 51, 100, 50, 51, 50, 51, 99);
  expect(accepted).toEqual([100, 100, 99]);
  expect(gate.rejected).toBe(12);
});

it('measures by a confirmed price: a wrong first tick poisons nothing, a true move needs no five', () => {
  const { gate, accepted, take } = gateOf();
  gate.trust(100);
  take(1_000, 101);
  expect(accepted).toEqual([101]);
  take(150, 151);
  gate.trust(149);
  take(150);
  expect(accepted).toEqual([101, 150, 151, 150]);
  expect(gate.rejected).toBe(1);
});
