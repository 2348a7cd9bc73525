import { expect, it } from 'vitest';
import type { Product } from '#server/exchange/product.ts';
import { joined, type Slot } from '#server/exchange/slot.ts';
import { Tape } from '#server/exchange/tape.ts';
import { tradePath } from '#server/exchange/tradePath.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { candlesAt } from '../../../support/candles.ts';
import { testProduct } from '../../../support/quietExchange.ts';

const from = Date.UTC(2026, 0, 5);
const product: Product = { ...testProduct, tick: '0.01' };

function seriesOf(...rows: readonly string[]): CandleSeries {
  const candles = candlesAt({ symbol: 'TESTUSD', timeframe: '5m', from }, ...rows);
  return {
    symbol: 'TESTUSD',
    timeframe: '5m',
    columns: columnsOf(candles.map((c) => ({ ...c, volume: 40 }))),
  };
}

const first = from / 300_000;
const written = ({ open, high, low, close, volume }: Slot) => `${open} ${high} ${low} ${close} ${volume}`;

it('plays the recording at its own times, then backward, then forward again', () => {
  const tape = new Tape(seriesOf('1 3 0.5 2', '2 2.5 1 1.5'), product);
  const slots = [-2, -1, 0, 1, 2, 3, 4].map((step) => written(tape.slot(first + step)));
  expect(slots).toEqual([
    '150 250 100 200 40',
    '200 300 50 100 40',
    '100 300 50 200 40',
    '200 250 100 150 40',
    '150 250 100 200 40',
    '200 300 50 100 40',
    '100 300 50 200 40',
  ]);
});

it('is flat at the close before where the recording has nothing, from whichever side it comes', () => {
  const { columns } = seriesOf('1 1 1 1', '2 2 2 2');
  const openTime = columns.openTime.map((time, index) => time + index * 600_000);
  const tape = new Tape({ ...seriesOf(), columns: { ...columns, openTime } }, product);
  const slots = [0, 1, 2, 3, 4, 5, 6].map((step) => written(tape.slot(first + step)));
  expect(slots).toEqual([
    '100 100 100 100 40',
    '100 100 100 100 0',
    '100 100 100 100 0',
    '200 200 200 200 40',
    '200 200 200 200 40',
    '200 200 200 200 0',
    '200 200 200 200 0',
  ]);
});

it('keeps whole weeks, the newest', () => {
  const rows = Array.from(
    { length: 2_016 + 10 },
    (_, index) => `${index + 1} ${index + 1} ${index + 1} ${index + 1}`,
  );
  const tape = new Tape(seriesOf(...rows), product);
  expect(tape.length).toBe(2_016);
  expect(tape.start).toBe(from + 10 * 300_000);
  expect(tape.slot(first + 10).open).toBe(1_100);
});

it('puts prices on tick and volume in whole contracts, enough of them for every turning point', () => {
  const { columns } = seriesOf('1.004 1.026 0.995 1.016');
  const small = { ...columns, volume: columns.volume.map(() => 0.9) };
  const tape = new Tape({ ...seriesOf(), columns: small }, product);
  expect(written(tape.slot(first))).toBe('100 103 100 102 3');
  const tenths = new Tape({ ...seriesOf(), columns: small }, { ...product, contractValue: '0.1' });
  expect(tenths.slot(first).volume).toBe(9);
});

it('walks from open to close over both extremes, no print outside of them', () => {
  const slot: Slot = { open: 100, high: 110, low: 90, close: 105, volume: 500 };
  const path = tradePath(slot, { startUs: 0, spanUs: 300e6, seed: 3, count: 60 });
  expect(path.price).toHaveLength(60);
  const prints = [...path.price].map((price, index) => ({
    open: price,
    high: price,
    low: price,
    close: price,
    volume: path.size[index] ?? 0,
  }));
  expect(prints.reduce(joined)).toEqual(slot);
  expect([...path.atUs]).toEqual([...path.atUs].sort((a, b) => a - b));
});
