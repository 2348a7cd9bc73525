import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Aggregator } from '#shared/market/aggregate.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { Session } from '#shared/market/session.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { candlesOfCsv } from '../../../support/candles.ts';
import { quietCandle } from '../../../support/recordedSeries.ts';

interface Frames {
  readonly from: Timeframe;
  readonly to: Timeframe;
  readonly session?: Session;
}

const folded = (candles: readonly Candle[], frames: Frames) => {
  const aggregator = new Aggregator(frames);
  return candles.map((candle) => aggregator.fold(candle));
};

/** Quiet candles that open at these moments. */
const opensAt = (timeframe: Timeframe, ...moments: readonly string[]) =>
  moments.map((moment) => quietCandle({ timeframe, openTime: Date.parse(moment) }));

const starts = (made: readonly Candle[]) =>
  made.map(({ openTime }) => new Date(openTime).toISOString().slice(0, 16));

it('closes with the candle that ends the span, and begins anew', () => {
  const quarter = opensAt(
    '5m',
    '2025-03-03T12:00Z',
    '2025-03-03T12:05Z',
    '2025-03-03T12:10Z',
    '2025-03-03T12:15Z',
  );
  const made = folded(
    quarter.map((candle, i) => ({
      ...candle,
      open: 100 + i,
      high: 110 - i,
      low: 90 + i,
      close: 101 + i,
      volume: 2 + i,
    })),
    { from: '5m', to: '15m' },
  );
  expect(made.map((candles) => candles.length)).toEqual([0, 0, 1, 0]);
  expect(made[2]).toEqual([
    {
      ...quietCandle({ openTime: Date.parse('2025-03-03T12:00Z') }),
      open: 100,
      high: 110,
      low: 90,
      close: 103,
      volume: 9,
    },
  ]);
});

it('without the last candle of the span closes with the next one that comes, which may end its own span', () => {
  const candles = opensAt('5m', '2025-03-03T12:00Z', '2025-03-03T12:40Z', '2025-03-03T12:50Z');
  const made = folded(candles, { from: '5m', to: '15m' });
  expect(made.map(starts)).toEqual([[], ['2025-03-03T12:00', '2025-03-03T12:30'], []]);
});

it('never shows a first span whose beginning was not recorded', () => {
  const candles = opensAt(
    '5m',
    '2025-03-03T12:05Z',
    '2025-03-03T12:10Z',
    '2025-03-03T12:20Z',
    '2025-03-03T12:25Z',
  );
  expect(folded(candles, { from: '5m', to: '15m' }).map(starts)).toEqual([[], [], [], ['2025-03-03T12:15']]);
});

describe('forex candles of four hours and days follow the clocks of New York', () => {
  const opens = (to: Timeframe, ...moments: readonly string[]) => {
    const candles = opensAt('1h', ...moments);
    return starts(folded(candles, { from: '1h', to, session: 'forex' }).flat());
  };

  it('four hours begin at 17, 21, 1, 5, 9 and 13 h there: in UTC an hour earlier in summer', () => {
    const winter = ['22', '02', '06', '10', '14', '18'].map(
      (hour, i) => `2025-03-0${i === 0 ? 6 : 7}T${hour}:00`,
    );
    expect(opens('4h', ...winter.map((time) => `${time}Z`), '2025-03-07T21:00Z')).toEqual(winter);
    const summer = ['21', '01', '05', '09', '13', '17'].map(
      (hour, i) => `2025-03-${i === 0 ? '09' : '10'}T${hour}:00`,
    );
    expect(opens('4h', ...summer.map((time) => `${time}Z`), '2025-03-10T20:00Z')).toEqual(summer);
  });

  it('the day and the last four hours of Friday are known with the first candle of Sunday', () => {
    const friday = ['2025-03-06T22:00Z', '2025-03-07T18:00Z', '2025-03-07T20:00Z', '2025-03-09T21:00Z'];
    expect(opens('1d', ...friday)).toEqual(['2025-03-06T22:00']);
    expect(opens('4h', ...friday)).toEqual(['2025-03-06T22:00', '2025-03-07T18:00']);
  });

  it('an hour and less keep to the clock of UTC', () => {
    const candles = opensAt('15m', '2025-03-07T13:00Z', '2025-03-07T13:45Z');
    expect(starts(folded(candles, { from: '15m', to: '1h', session: 'forex' }).flat())).toEqual([
      '2025-03-07T13:00',
    ]);
  });
});

it('goes on from a saved state', () => {
  const candles = opensAt('5m', '2025-03-03T12:00Z', '2025-03-03T12:05Z', '2025-03-03T12:10Z');
  const first = new Aggregator({ from: '5m', to: '15m' });
  for (const candle of candles.slice(0, 2)) first.fold(candle);
  const second = new Aggregator({ from: '5m', to: '15m' });
  second.restore(JSON.parse(JSON.stringify(first.save())));
  expect(starts(candles.slice(2).flatMap((candle) => second.fold(candle)))).toEqual(['2025-03-03T12:00']);
});

it('refuses a saved state that is none, naming the field', () => {
  const aggregator = new Aggregator({ from: '5m', to: '15m' });
  const state = Object.assign(aggregator.save(), { hasBegun: 'yes' });
  expect(() => aggregator.restore(state)).toThrow('saved aggregator: hasBegun: ');
});

it('refuses candles that are longer than those to be made', () => {
  expect(() => new Aggregator({ from: '1h', to: '15m' })).toThrow('15m candles cannot be made of 1h candles');
});

const folder = fileURLToPath(new URL('../../../../../shared/data/crypto/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded candles in ../shared/data)';

describe.skipIf(!hasData)(`recorded candles of one market on five timeframes${skipped}`, () => {
  const recorded = (timeframe: Timeframe) =>
    candlesOfCsv(gunzipSync(readFileSync(`${folder}bybit-DOGEUSDT-${timeframe}.csv.gz`)).toString(), {
      timeframe,
    });

  it.each<[Timeframe, Timeframe, number]>([
    ['1m', '5m', 8_639],
    ['5m', '15m', 2_879],
    ['15m', '1h', 719],
    ['1h', '4h', 179],
    ['1m', '4h', 179],
  ])('%s candles make the %s candles of the exchange', (from, to, count) => {
    const expected = recorded(to);
    const made = folded(recorded(from), { from, to }).flat();
    expect(expected).toHaveLength(count);
    const prices = (candles: readonly Candle[]) => candles.map(({ volume: _, ...candle }) => candle);
    expect(prices(made)).toEqual(prices(expected));
    for (const [i, { volume }] of made.entries()) {
      const told = expected[i]?.volume ?? 0;
      expect(Math.abs(volume - told)).toBeLessThanOrEqual(1e-6 * Math.max(1, told));
    }
  });
});
