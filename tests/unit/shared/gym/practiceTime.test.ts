import { expect, it } from 'vitest';
import { practiceTimeReader } from '#shared/gym/practiceTime.ts';

const read = (text: string, timeZone = 'UTC') => {
  const time = practiceTimeReader(timeZone)(text);
  return time === null ? null : new Date(time).toISOString();
};

it.each([
  ['2026-03-04 10:15', 'UTC', '2026-03-04T10:15:00.000Z'],
  ['2026.03.04 10:15:30', 'UTC', '2026-03-04T10:15:30.000Z'],
  ['2026/03/04T10:15:30.5', 'UTC', '2026-03-04T10:15:30.500Z'],
  ['2026-03-04 10:15', 'Asia/Kolkata', '2026-03-04T04:45:00.000Z'],
  ['2026-03-04T10:15Z', 'Asia/Kolkata', '2026-03-04T10:15:00.000Z'],
  ['2026-03-04 10:15 +05:30', 'America/New_York', '2026-03-04T04:45:00.000Z'],
  ['2026-03-04T10:15-0500', 'UTC', '2026-03-04T15:15:00.000Z'],
  ['2026-07-01 10:15', 'America/New_York', '2026-07-01T14:15:00.000Z'],
  // New York's clocks show 01:30 twice on this day.
  ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
])('reads "%s" by the clocks of %s', (text, timeZone, expected) => {
  expect(read(text, timeZone)).toBe(expected);
});

it.each([
  '',
  'yesterday',
  '2026-03-04',
  '04.03.2026 10:15',
  '2026-02-30 10:15',
  '2026-13-01 10:15',
  '2026-03-04 24:00',
  '2026-03-04 10:60',
  '2026-03/04 10:15',
])('reads no time from "%s"', (text) => {
  expect(read(text)).toBeNull();
});

it('refuses a time that the clocks never showed', () => {
  expect(read('2026-03-08 02:30', 'America/New_York')).toBeNull();
});

it('refuses a time zone that nobody knows', () => {
  expect(() => practiceTimeReader('Europe/Atlantis')).toThrow('Europe/Atlantis');
});
