import { expect, it } from 'vitest';
import { candles } from '../../../support/candles.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { smcEvents } from '../../../support/smcRun.ts';

const pivots = (highs: readonly number[]) =>
  smcEvents(
    candles(...highs.map((high) => `${high - 0.5} ${high} ${high - 1} ${high - 0.5}`)),
    exampleConfig,
  ).flatMap((event) =>
    event.kind === 'pivot' ? [[event.bar, event.side > 0 ? 'high' : 'low', event.at, event.price]] : [],
  );

it('confirms a pivot once two bars stand on each side; of a plateau the first bar is it', () => {
  expect(pivots([10, 11, 13, 13, 12, 11, 12, 12.5, 12, 11.5, 11])).toEqual([
    [4, 'high', 2, 13],
    [7, 'low', 5, 10],
    [9, 'high', 7, 12.5],
  ]);
});

it('finds none on a slope or on a flat', () => {
  expect(pivots([10, 11, 12, 13, 14, 15, 16, 17])).toEqual([]);
  expect(pivots([10, 10, 10, 10, 10, 10, 10, 10])).toEqual([]);
});

it('lets one bar be a pivot of both sides', () => {
  const series = candles('10 11 9 10', '10 11 9 10', '10 14 6 10', '10 11 9 10', '10 11 9 10');
  const both = smcEvents(series, exampleConfig).filter((event) => event.kind === 'pivot');
  expect(both).toMatchObject([
    { bar: 4, side: 1, at: 2, price: 14 },
    { bar: 4, side: -1, at: 2, price: 6 },
  ]);
});
