import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { CandleLadder } from '#shared/market/candleLadder.ts';
import type { StreamTick } from '#shared/market/tickOrder.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { candlesOfCsv } from '../../../support/candles.ts';

const monday = Date.UTC(2026, 0, 5);

function ladderOf(timeframes: readonly Timeframe[]) {
  const closed: Candle[] = [];
  const ladder = new CandleLadder({ symbol: 'TESTUSD', timeframes, closed: (candle) => closed.push(candle) });
  let count = 0;
  /** Seconds after Monday 0:00 and prices; the clock is where the tick is. */
  const feed = (...ticks: readonly (readonly [number, number])[]) => {
    for (const [second, price] of ticks) {
      count += 1;
      const at = monday + second * 1_000;
      ladder.take({ at, atUs: at * 1_000, price, quantity: 1, key: `${count}` }, at);
    }
  };
  const pass = (second: number) => ladder.passTime(monday + second * 1_000);
  return { ladder, closed, feed, pass };
}
const body = ({ timeframe, open, high, low, close, volume }: Candle) => [
  timeframe,
  open,
  high,
  low,
  close,
  volume,
];

it('shows what forms on every timeframe, the open minute included', () => {
  const { ladder, feed, pass } = ladderOf(['1m', '5m']);
  expect(ladder.forming('5m')).toBe(null);
  feed([5, 100], [50, 103], [70, 98], [80, 99]);
  pass(81);
  expect(ladder.forming('1m')).toMatchObject({ openTime: monday + 60_000, open: 98, close: 99, volume: 2 });
  expect(ladder.forming('5m')).toMatchObject({
    openTime: monday,
    open: 100,
    high: 103,
    low: 98,
    close: 99,
    volume: 4,
  });
  feed([301, 97]);
  pass(302);
  expect(ladder.forming('5m')).toMatchObject({ openTime: monday + 300_000, open: 97, volume: 1 });
});

it('tells only candles that it saw from their first moment on', () => {
  const { ladder, closed, feed, pass } = ladderOf(['1m', '5m']);
  feed([0, 100], [290, 101]);
  pass(301);
  expect(closed.map(body).at(-1)).toEqual(['5m', 100, 101, 100, 101, 2]);
  closed.length = 0;
  feed([310, 102]);
  ladder.restart(monday + 330_000);
  feed([331, 103], [365, 104], [599, 105], [601, 106]);
  pass(901);
  expect(closed.filter(({ openTime }) => openTime < monday + 360_000)).toEqual([]);
  expect(closed.filter(({ timeframe }) => timeframe === '5m').map(body)).toEqual([
    ['5m', 106, 106, 106, 106, 1],
  ]);
});

const folder = fileURLToPath(new URL('../../../../../shared/data/ticks/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded ticks in ../shared/data)';

describe.skipIf(!hasData)(`recorded ticks${skipped}`, () => {
  const text = (name: string) => gunzipSync(readFileSync(`${folder}${name}.csv.gz`)).toString();
  const ticksOf = (name: string, read: (row: readonly number[]) => Pick<StreamTick, 'price' | 'quantity'>) =>
    text(name)
      .trim()
      .split('\n')
      .slice(1)
      .map((line, index): StreamTick => {
        const row = line.split(',').map(Number);
        const at = row[0] ?? Number.NaN;
        return { at, atUs: at * 1_000, key: `${index}`, ...read(row) };
      });

  function minutesOf(ticks: readonly StreamTick[]): { minutes: Candle[]; rejected: number } {
    const { ladder, closed } = ladderOf(['1m']);
    for (const tick of ticks) ladder.take(tick, tick.at);
    ladder.passTime((ticks.at(-1)?.at ?? 0) + 120_000);
    const { late, outliers, unpriced, future, duplicates } = ladder.counts;
    // Minutes without a tick are flat here and absent in the files.
    const minutes = closed.filter(({ volume }) => volume > 0);
    return { minutes, rejected: late + outliers + unpriced + future + duplicates };
  }

  it.each([
    ['oanda-EURUSD-20140505', 1_350],
    ['oanda-EURUSD-20140506', 1_389],
    ['oanda-XAUUSD-20140509', 1_257],
  ])('%s: every quote counts, and the minutes are those of the provider', (name, count) => {
    const made = minutesOf(ticksOf(`${name}-quotes`, ([, price = 0]) => ({ price, quantity: 1 })));
    const expected = candlesOfCsv(text(`${name}-M1-bid`), { timeframe: '1m' });
    expect(expected).toHaveLength(count);
    expect(made).toEqual({ minutes: expected, rejected: 0 });
  });

  it('binance-XRPETH-20191011: every trade counts, and the minutes are those of the exchange', () => {
    const ticks = ticksOf('binance-XRPETH-20191011-trades', ([, , price = 0, quantity = 0]) => ({
      price,
      quantity,
    }));
    const { minutes, rejected } = minutesOf(ticks);
    const expected = candlesOfCsv(text('binance-XRPETH-20191011-M1'), { timeframe: '1m' });
    expect([minutes.length, rejected]).toEqual([1_022, 0]);
    for (const [i, { volume, ...minute }] of minutes.entries()) {
      const { volume: recorded = 0, ...prices } = expected[i] ?? {};
      expect(minute).toEqual(prices);
      expect(volume).toBeCloseTo(recorded, 6);
    }
  });
});
