import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { type PeriodName, periodNames, periodOf } from '#shared/market/periods.ts';
import type { Session } from '#shared/market/session.ts';
import { defaultTradingWindows, WindowClock } from '#shared/market/tradingWindow.ts';
import { occurrenceOf, periodKey } from '../support/clockOracle.ts';

const run = { seed: 20255, numRuns: 1_000 };
const minuteMs = 60_000;
const minutes = (from: number, to: number) => fc.integer({ min: from / minuteMs, max: to / minuteMs - 1 });
const anyMinute = minutes(Date.UTC(2010, 0), Date.UTC(2030, 0));
/** Weeks in which New York or London change their clocks. */
const changing = fc.oneof(
  minutes(Date.UTC(2025, 2, 7), Date.UTC(2025, 2, 12)),
  minutes(Date.UTC(2025, 2, 28), Date.UTC(2025, 3, 2)),
  minutes(Date.UTC(2025, 9, 24), Date.UTC(2025, 10, 5)),
);
const anyTime = fc.oneof(anyMinute, changing);

it('a window holds an instant when the clock of its place says so, whatever was asked before', () => {
  const custom = fc.record({
    name: fc.constant('any'),
    zone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Sydney', 'Europe/London'),
    start: fc.constantFrom('00:00', '05:30', '13:00', '22:15'),
    end: fc.constantFrom('01:45', '12:00', '23:59', '24:00'),
  });
  const windows = fc.oneof(fc.constantFrom(...defaultTradingWindows), custom);
  fc.assert(
    fc.property(windows, fc.array(anyTime, { minLength: 1, maxLength: 12 }), (window, times) => {
      const clock = new WindowClock(window);
      for (const minute of times) {
        const day = clock.occurrence(minute * minuteMs);
        const date =
          day === null ? null : DateTime.fromMillis(day * 1_440 * minuteMs, { zone: 'utc' }).toISODate();
        expect(date).toBe(occurrenceOf(window, minute * minuteMs));
      }
    }),
    run,
  );
});

it('a day or week is another one exactly when the calendar of its session says so', () => {
  const sessions = fc.constantFrom<Session[]>('24x7', 'forex');
  const names = fc.constantFrom<PeriodName[]>(...periodNames);
  fc.assert(
    fc.property(
      names,
      sessions,
      anyTime,
      fc.integer({ min: 0, max: 3_000 }),
      (name, session, minute, later) => {
        const [a, b] = [minute * minuteMs, (minute + later) * minuteMs];
        const isSame = periodOf(a, name, session) === periodOf(b, name, session);
        expect(isSame).toBe(periodKey(name, a, session) === periodKey(name, b, session));
      },
    ),
    run,
  );
});
