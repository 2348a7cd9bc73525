import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { fromNewYorkWall, newYorkWall, ZoneClock } from '#shared/market/zoneOffset.ts';

const zones = [
  'America/New_York',
  'Europe/London',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
];
const minuteMs = 60_000;

it.each(zones)('knows the offset of %s at any instant, asked in any order', (zone) => {
  const clock = new ZoneClock(zone);
  const minutes = fc.integer({ min: Date.UTC(2000, 0) / minuteMs, max: Date.UTC(2035, 0) / minuteMs });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 0, max: minuteMs - 1 }), (minute, ms) => {
      const time = minute * minuteMs + ms;
      expect(clock.offset(time)).toBe(DateTime.fromMillis(time, { zone }).offset * minuteMs);
      expect(clock.until).toBeGreaterThan(time);
    }),
    { seed: 11, numRuns: 400 },
  );
});

it.each(zones)('follows %s minute by minute through the changes of its clocks', (zone) => {
  const clock = new ZoneClock(zone);
  for (let time = Date.UTC(2025, 0); time < Date.UTC(2026, 0); time += 27 * minuteMs) {
    if (clock.offset(time) === clock.offset(time + 27 * minuteMs)) continue;
    for (let at = time; at <= time + 27 * minuteMs; at += minuteMs)
      expect(clock.offset(at)).toBe(DateTime.fromMillis(at, { zone }).offset * minuteMs);
  }
});

it('turns what clocks in New York show into the instant, and back', () => {
  for (const moment of ['2025-03-07T22:00Z', '2025-03-09T21:00Z', '2025-03-09T07:30Z', '2025-11-02T22:00Z']) {
    expect(fromNewYorkWall(newYorkWall(Date.parse(moment)))).toBe(Date.parse(moment));
  }
});

it('refuses a zone that does not exist', () => {
  expect(() => new ZoneClock('Europe/Nowhere')).toThrow('Time zone "Europe/Nowhere" is not known here.');
});
