import { expect, it } from 'vitest';
import { candleFault, sequenceFault, sequenceOf } from '#shared/market/candleChecks.ts';
import { monday, quietCandle } from '../../../support/recordedSeries.ts';

const hour = 3_600_000;

it('finds nothing wrong with a sound candle, nor with one that never moved', () => {
  expect(candleFault(quietCandle())).toBeNull();
  expect(candleFault(quietCandle({ open: 5, high: 5, low: 5, close: 5, volume: 0 }))).toBeNull();
  expect(candleFault(quietCandle({ open: 1e-8, high: 2e-8, low: 1e-8, close: 2e-8 }))).toBeNull();
});

it.each([
  [{ open: Number.NaN }, 'open is NaN, expected a number'],
  [{ close: Number.POSITIVE_INFINITY }, 'close is Infinity, expected a number'],
  [{ low: 0 }, 'low is 0, expected more than 0'],
  [{ high: -3 }, 'high is -3, expected more than 0'],
  [{ high: 100.5 }, 'high 100.5 is below close 101'],
  [{ open: 103 }, 'high 102 is below open 103'],
  [{ low: 100.5 }, 'low 100.5 is above open 100'],
  [{ low: 99, close: 98 }, 'low 99 is above close 98'],
  [{ volume: -1 }, 'volume is -1, expected 0 or more'],
  [{ volume: Number.NaN }, 'volume is NaN, expected 0 or more'],
  [{ openTime: monday + 60_000 }, 'time 2026-01-05 00:01 is not on the 15m grid'],
  [{ openTime: monday + 1 }, 'time 2026-01-05 00:00:00 is not on the 15m grid'],
  [{ openTime: Number.NaN }, 'time NaN is not on the 15m grid'],
  [{ openTime: -900_000 }, 'time 1969-12-31 23:45 is not on the 15m grid'],
])('names the fault of %o', (given, fault) => {
  expect(candleFault(quietCandle(given))).toBe(fault);
});

it('lets days and four hours of a currency begin at 17:00 New York, in winter and in summer', () => {
  const winter = Date.UTC(2026, 0, 5, 22);
  const summer = Date.UTC(2026, 6, 6, 21);
  for (const openTime of [winter, summer, winter + 4 * hour, summer + 8 * hour]) {
    expect(candleFault(quietCandle({ timeframe: '4h', openTime }), 'forex')).toBeNull();
  }
  expect(candleFault(quietCandle({ timeframe: '1d', openTime: summer }), 'forex')).toBeNull();
  expect(candleFault(quietCandle({ timeframe: '1d', openTime: summer }))).toContain('not on the 1d grid');
  expect(candleFault(quietCandle({ timeframe: '1d', openTime: winter - hour }), 'forex')).toContain(
    '1d grid',
  );
  expect(candleFault(quietCandle({ timeframe: '4h', openTime: monday }))).toBeNull();
});

it('takes a repeated candle for harmless, another one at the same time for a fault', () => {
  expect(sequenceOf(quietCandle(), quietCandle())).toBe('duplicate');
  expect(sequenceFault(quietCandle(), quietCandle())).toBeNull();
  expect(sequenceFault(quietCandle(), quietCandle({ volume: 6 }))).toBe(
    'time 2026-01-05 00:00 appears twice with different values',
  );
});

it('refuses a candle that comes after a later one', () => {
  const later = quietCandle({ openTime: monday + hour });
  expect(sequenceFault(later, quietCandle())).toBe(
    'time 2026-01-05 00:00 comes after 2026-01-05 01:00: out of order',
  );
  expect(sequenceFault(quietCandle(), later)).toBeNull();
});
