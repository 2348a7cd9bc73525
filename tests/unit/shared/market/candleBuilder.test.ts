import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { CandleBuilder, type CandleBuilderOptions } from '#shared/market/candleBuilder.ts';
import { candlesOfCsv } from '../../../support/candles.ts';

const builder = (options: Partial<CandleBuilderOptions> = {}) =>
  new CandleBuilder({ symbol: 'TESTUSD', timeframe: '1m', ...options });

/** Seconds and prices in order of arrival. */
const fed = (into: CandleBuilder, ...ticks: readonly (readonly [number, number])[]) =>
  ticks.flatMap(([second, price]) => into.take({ at: second * 1_000, price, quantity: 1 }));

const body = ({ open, high, low, close, volume }: Candle) => [open, high, low, close, volume];

it('follows the worked example: late ticks count, but not for the close, and too late ones not at all', () => {
  const made = builder();
  const [first, ...more] = fed(made, [0.5, 10], [59.9, 12], [59.9, 11], [61, 9], [60.2, 8], [59, 20]);
  expect(first && body(first)).toEqual([10, 12, 10, 11, 3]);
  expect(first?.openTime).toBe(0);
  expect(more).toEqual([]);
  expect(made.forming && body(made.forming)).toEqual([9, 9, 8, 9, 2]);
  expect(made.dropped).toBe(1);
});

it('closes when the clock has passed the end, with the grace it was given, and never opens again', () => {
  const made = builder({ graceMs: 500 });
  fed(made, [10, 5]);
  expect(made.passTime(60_499)).toEqual([]);
  expect(made.passTime(60_500).map(body)).toEqual([[5, 5, 5, 5, 1]]);
  expect(made.passTime(90_000)).toEqual([]);
  expect(fed(made, [59.9, 6], [60, 7])).toEqual([]);
  expect(made.dropped).toBe(1);
  expect(made.forming && body(made.forming)).toEqual([7, 7, 7, 7, 1]);
});

it('leaves out candles without ticks, or fills them flat when asked', () => {
  expect(fed(builder(), [0, 5], [200, 6]).map(({ openTime }) => openTime)).toEqual([0]);
  const filled = fed(builder({ fillsQuiet: true }), [0, 5], [30, 4], [200, 6]);
  expect(filled.map(body)).toEqual([
    [5, 5, 4, 4, 2],
    [4, 4, 4, 4, 0],
    [4, 4, 4, 4, 0],
  ]);
  expect(filled.map(({ openTime }) => openTime)).toEqual([0, 60_000, 120_000]);
  const byClock = builder({ fillsQuiet: true });
  fed(byClock, [0, 5]);
  expect(byClock.passTime(185_000)).toHaveLength(3);
  expect(fed(byClock, [190, 6])).toEqual([]);
});

it('fills neither the weekend of forex nor the pause that may follow it', () => {
  const made = builder({ timeframe: '1h', session: 'forex', fillsQuiet: true });
  const friday = Date.parse('2025-03-07T20:30Z');
  made.take({ at: friday, price: 5, quantity: 1 });
  const closed = made.take({ at: Date.parse('2025-03-09T23:30Z'), price: 6, quantity: 1 });
  expect(closed.map(({ openTime }) => new Date(openTime).toISOString().slice(0, 13))).toEqual([
    '2025-03-07T20',
    '2025-03-07T21',
    '2025-03-09T22',
  ]);
});

it('refuses what is no price', () => {
  expect(() => fed(builder(), [0, Number.NaN])).toThrow('tick TESTUSD: price NaN');
  expect(() => builder().take({ at: 0, price: 1, quantity: -1 })).toThrow('quantity -1');
});

const folder = fileURLToPath(new URL('../../../../../shared/data/ticks/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded ticks in ../shared/data)';

describe.skipIf(!hasData)(`recorded ticks${skipped}`, () => {
  const text = (name: string) => gunzipSync(readFileSync(`${folder}${name}.csv.gz`)).toString();
  const rows = (name: string) =>
    text(name)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));

  function made(ticks: readonly { at: number; price: number; quantity: number }[]): Candle[] {
    const into = builder();
    const closed = ticks.flatMap((tick) => into.take(tick));
    return [...closed, ...into.passTime(Number.MAX_SAFE_INTEGER)];
  }

  it.each([
    ['oanda-EURUSD-20140505', 1_350],
    ['oanda-EURUSD-20140506', 1_389],
    ['oanda-XAUUSD-20140509', 1_257],
  ])('%s: quotes make the minute candles of the provider', (name, count) => {
    const ticks = rows(`${name}-quotes`).map(([at = 0, price = 0]) => ({ at, price, quantity: 1 }));
    const expected = candlesOfCsv(text(`${name}-M1-bid`), { timeframe: '1m' });
    expect(expected).toHaveLength(count);
    expect(made(ticks)).toEqual(expected);
  });

  it('binance-XRPETH-20191011: trades make the minute candles', () => {
    const ticks = rows('binance-XRPETH-20191011-trades').map(([at = 0, , price = 0, quantity = 0]) => ({
      at,
      price,
      quantity,
    }));
    const expected = candlesOfCsv(text('binance-XRPETH-20191011-M1'), { timeframe: '1m' });
    expect(expected).toHaveLength(1_022);
    const candles = made(ticks);
    expect(candles.map(({ volume: _, ...candle }) => candle)).toEqual(
      expected.map(({ volume: _, ...candle }) => candle),
    );
    for (const [i, { volume }] of candles.entries()) expect(volume).toBeCloseTo(expected[i]?.volume ?? 0, 6);
  });
});
