import { expect, it } from 'vitest';
import { isAtRest, isTrading, missingSteps } from '#shared/market/session.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const missing = (after: string, before: string, timeframe: '5m' | '15m' | '1h' | '4h' | '1d' = '15m') =>
  missingSteps({ after: utc(after), before: utc(before), timeframe, session: 'forex' });

it('counts every missing step of a market that never closes', () => {
  const hole = { after: utc('2026-01-09T12:00'), timeframe: '15m', session: '24x7' } as const;
  expect(missingSteps({ ...hole, before: utc('2026-01-09T12:15') })).toBe(0);
  expect(missingSteps({ ...hole, before: utc('2026-01-09T13:00') })).toBe(3);
  expect(missingSteps({ ...hole, before: utc('2026-01-11T12:00') })).toBe(191);
});

it('takes a weekend of a currency for no gap, in winter, in summer and across both changes of the clocks', () => {
  expect(missing('2026-01-09T21:45', '2026-01-11T22:00')).toBe(0);
  expect(missing('2026-07-10T20:45', '2026-07-12T21:00')).toBe(0);
  // Summer time begins in New York on Sunday, 2026-03-08, and ends on 2026-11-01.
  expect(missing('2026-03-06T21:45', '2026-03-08T21:00')).toBe(0);
  expect(missing('2026-10-30T20:45', '2026-11-01T22:00')).toBe(0);
});

it('counts only the hours of trading that are missing around a weekend', () => {
  // From Friday 15:45 to Sunday 19:00 New York: five candles before the close and four after the first hour.
  expect(missing('2026-01-09T20:30', '2026-01-12T00:00')).toBe(5 + 4);
  expect(missing('2026-03-06T20:30', '2026-03-08T23:00')).toBe(5 + 4);
});

it('takes the pause after 17:00 New York for no gap', () => {
  expect(missing('2026-01-06T21:45', '2026-01-06T23:00')).toBe(0);
  expect(missing('2026-07-07T20:55', '2026-07-07T21:10', '5m')).toBe(0);
  expect(missing('2026-01-06T21:45', '2026-01-06T23:15')).toBe(1);
  expect(missing('2026-01-06T12:00', '2026-01-06T13:00')).toBe(3);
});

it('takes a bar or two that a broker loses around 17:00 New York for no gap', () => {
  expect(missing('2026-07-07T20:50', '2026-07-07T21:05', '5m')).toBe(0);
  expect(missing('2026-07-10T20:50', '2026-07-12T21:05', '5m')).toBe(0);
  // In March New York's clocks change before Europe's: the broker's midnight is 18:00 there.
  expect(missing('2026-03-10T21:55', '2026-03-10T22:05', '5m')).toBe(0);
  expect(missing('2026-07-07T20:45', '2026-07-07T21:05', '5m')).toBe(1);
});

it('counts whole weeks that are missing', () => {
  const candlesPerWeek = 5 * 23 * 4;
  expect(missing('2026-01-06T12:00', '2026-01-20T12:15')).toBe(2 * candlesPerWeek);
});

it('knows the days and four hours of a currency', () => {
  expect(missing('2026-01-08T22:00', '2026-01-11T22:00', '1d')).toBe(0);
  expect(missing('2026-01-07T22:00', '2026-01-11T22:00', '1d')).toBe(1);
  expect(missing('2026-01-09T18:00', '2026-01-11T22:00', '4h')).toBe(0);
  expect(missing('2026-03-06T18:00', '2026-03-09T01:00', '4h')).toBe(1);
});

it('knows when a market trades', () => {
  expect(isTrading(utc('2026-01-10T12:00'), '15m', '24x7')).toBe(true);
  expect(isTrading(utc('2026-01-10T12:00'), '15m', 'forex')).toBe(false);
  expect(isTrading(utc('2026-01-09T21:45'), '15m', 'forex')).toBe(true);
  expect(isTrading(utc('2026-01-09T22:00'), '15m', 'forex')).toBe(false);
  expect(isTrading(utc('2026-01-11T23:00'), '15m', 'forex')).toBe(true);
});

it('knows when no broker trades: at weekends, and in no pause', () => {
  const rests = (text: string) => isAtRest(utc(text), '5m', 'forex');
  expect(rests('2026-03-04T22:30')).toBe(false);
  expect([rests('2026-03-06T21:55'), rests('2026-03-06T23:05'), rests('2026-03-07T12:00')]).toEqual([
    false,
    true,
    true,
  ]);
  expect([rests('2026-03-08T20:45'), rests('2026-03-08T21:00')]).toEqual([true, false]);
  expect(isAtRest(utc('2026-03-07T12:00'), '5m', '24x7')).toBe(false);
});
