import { describe, expect, it } from 'vitest';
import type { SmcEvent } from '#shared/smc/events.ts';
import { RecentBars } from '#shared/strategies/recentBars.ts';
import { candlesAt } from '../../../support/candles.ts';

const rows = ['10 11 9 10', '10 12 8 9', '9 10 8.5 9.5', '9.5 11 7.9 8.2', '8.2 9 7 7.5', '7.5 8.5 7.4 8.1'];
const from = Date.UTC(2025, 0, 6);
const candles = candlesAt({ timeframe: '5m', from }, ...rows);

function recentWith(events: Readonly<Record<number, readonly SmcEvent[]>>, length = rows.length): RecentBars {
  const recent = new RecentBars();
  for (const [bar, candle] of candles.slice(0, length).entries()) recent.fold(candle, events[bar] ?? []);
  return recent;
}
const pivot = (bar: number, price: number): SmcEvent => ({
  bar,
  time: 0,
  kind: 'pivot',
  side: -1,
  at: bar - 1,
  price,
});

it('finds the first bar from a time on', () => {
  const recent = recentWith({});
  const minutes = (count: number) => recent.barFrom(from + count * 60_000);
  expect([minutes(-5), minutes(0), minutes(1), minutes(5), minutes(25), minutes(26)]).toEqual([
    0, 0, 1, 1, 5, 6,
  ]);
});

it('knows which pools were swept in a span of bars, and not those that were taken', () => {
  const pool = (kind: 'liq_sweep' | 'liq_taken', bar: number): SmcEvent => ({
    ...{ bar, time: 0, kind, id: 1, side: -1, level: 8, count: 1 },
  });
  const recent = recentWith({ 3: [pool('liq_sweep', 3)], 4: [pool('liq_taken', 4)] });
  expect([recent.isSwept(-1, 3, 4), recent.isSwept(-1, 0, 3), recent.isSwept(-1, 4, 6)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(recent.isSwept(1, 0, 6)).toBe(false);
});

describe('a swept pivot', () => {
  const swept = (recent: RecentBars, after: number, above: number, below: number) =>
    recent.isPivotSwept(-1, after, { above, below });

  it('was passed by a wick first, and the close came back', () => {
    const recent = recentWith({ 2: [pivot(2, 8)] });
    expect(swept(recent, 1, 7.5, 9)).toBe(true);
    expect(swept(recentWith({ 2: [pivot(2, 8)] }, 3), 1, 7.5, 9)).toBe(false);
  });

  it('is none where the first bar beyond it closed there', () => {
    expect(swept(recentWith({ 3: [pivot(3, 7.8)] }), 1, 7.5, 9)).toBe(false);
  });

  it('was confirmed later than asked and lies strictly between the prices', () => {
    const recent = recentWith({ 2: [pivot(2, 8)] });
    expect([swept(recent, 2, 7.5, 9), swept(recent, 1, 8, 9), swept(recent, 1, 7, 8)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(recent.isPivotSwept(1, 1, { above: 7.5, below: 9 })).toBe(false);
  });
});

it('remembers two weeks of bars, and forgets what is older', () => {
  const recent = new RecentBars();
  const [first] = candles;
  if (!first) throw new RangeError('a candle expected');
  const sweep: SmcEvent = { bar: 0, time: 0, kind: 'liq_sweep', id: 1, side: 1, level: 1, count: 1 };
  for (let bar = 0; bar <= 8_192; bar += 1) {
    recent.fold({ ...first, openTime: from + bar * 300_000 }, bar === 0 ? [sweep] : []);
    if (bar === 4_000) expect(recent.isSwept(1, 0, 1)).toBe(true);
  }
  expect(recent.isSwept(1, 0, 1)).toBe(false);
  expect([recent.barFrom(from), recent.barFrom(from + 8_000 * 300_000)]).toEqual([8_192 - 4_095, 8_000]);
});
