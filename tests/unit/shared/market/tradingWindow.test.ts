import { expect, it } from 'vitest';
import { periodOf } from '#shared/market/periods.ts';
import { defaultTradingWindows, tradingWindowSchema, WindowClock } from '#shared/market/tradingWindow.ts';

const windowNamed = (name: string) => {
  const found = defaultTradingWindows.find((window) => window.name === name);
  if (!found) throw new RangeError(`no window ${name}`);
  return found;
};

/** Hours of the UTC day that belong to the window, as "from-to". */
function hoursOf(name: string, day: string): string {
  const clock = new WindowClock(windowNamed(name));
  const start = Date.parse(`${day}T00:00Z`);
  const quarters = Array.from({ length: 96 }, (_, i) => start + i * 900_000);
  const inside = quarters.filter((time) => clock.occurrence(time) !== null);
  const hour = (time: number) => String((time - start) / 3_600_000).padStart(2, '0');
  const [first = 0] = inside;
  expect(inside).toEqual(quarters.filter((time) => time >= first && time < first + inside.length * 900_000));
  return `${hour(first)}-${hour(first + inside.length * 900_000)}`;
}

it.each([
  ['2025-03-07', '00-09', '08-17', '13-22', 22],
  ['2025-03-10', '00-09', '08-17', '12-21', 21],
  ['2025-03-31', '00-09', '07-16', '12-21', 21],
  ['2025-10-27', '00-09', '08-17', '12-21', 21],
  ['2025-11-03', '00-09', '08-17', '13-22', 22],
])(
  'on %s Asia is %s, London %s, New York %s UTC, and the forex day begins at %s h',
  (day, asia, london, newYork, start) => {
    expect([hoursOf('Asia', day), hoursOf('London', day), hoursOf('New York', day)]).toEqual([
      asia,
      london,
      newYork,
    ]);
    const begin = Date.parse(`${day}T00:00Z`) + start * 3_600_000;
    expect(periodOf(begin, 'day', 'forex') - periodOf(begin - 1, 'day', 'forex')).toBe(1);
    expect(periodOf(begin + 22 * 3_600_000, 'day', 'forex')).toBe(periodOf(begin, 'day', 'forex'));
  },
);

it.each([
  ['Asia kill zone', '2025-03-07', '01-05'],
  ['London kill zone', '2025-03-07', '07-10'],
  ['New York kill zone', '2025-03-07', '12-15'],
  ['London close kill zone', '2025-03-07', '15-17'],
  ['New York kill zone', '2025-07-07', '11-14'],
])('%s on %s is %s UTC', (name, day, hours) => expect(hoursOf(name, day)).toBe(hours));

it('a window past midnight belongs to the day it starts on', () => {
  const clock = new WindowClock({ name: 'night', zone: 'UTC', start: '22:00', end: '03:00' });
  const at = (moment: string) => clock.occurrence(Date.parse(moment));
  expect(at('2025-05-01T21:59Z')).toBeNull();
  expect(at('2025-05-02T02:59Z')).toBe(at('2025-05-01T22:00Z'));
  expect(at('2025-05-02T03:00Z')).toBeNull();
  expect(at('2025-05-02T22:00Z')).toBe((at('2025-05-01T22:00Z') ?? 0) + 1);
});

it('answers for instants in any order, also around a change of the clocks', () => {
  const clock = new WindowClock(windowNamed('New York'));
  const isOpen = (moment: string) => clock.occurrence(Date.parse(moment)) !== null;
  expect(isOpen('2025-03-10T12:30Z')).toBe(true);
  expect(isOpen('2025-03-07T12:30Z')).toBe(false);
  expect(isOpen('2025-03-07T21:30Z')).toBe(true);
  expect(isOpen('2025-03-09T21:30Z')).toBe(false);
});

it('is refused with a clock, a zone or a length that does not exist', () => {
  const window = windowNamed('London');
  const isGood = (changes: object) => tradingWindowSchema.safeParse({ ...window, ...changes }).success;
  expect(isGood({})).toBe(true);
  expect(isGood({ zone: 'Europe/Nowhere' })).toBe(false);
  expect(isGood({ start: '8:00' })).toBe(false);
  expect(isGood({ end: '08:00' })).toBe(false);
});

it('a UTC week begins on Monday, that of forex on Sunday at 17:00 in New York', () => {
  const week = (moment: string, session: '24x7' | 'forex') => periodOf(Date.parse(moment), 'week', session);
  expect(week('2025-03-10T00:00Z', '24x7') - week('2025-03-09T23:59Z', '24x7')).toBe(1);
  expect(week('2025-03-16T23:59Z', '24x7')).toBe(week('2025-03-10T00:00Z', '24x7'));
  expect(week('2025-03-09T21:00Z', 'forex') - week('2025-03-09T20:59Z', 'forex')).toBe(1);
  expect(week('2025-03-16T20:59Z', 'forex')).toBe(week('2025-03-09T21:00Z', 'forex'));
  expect(week('2025-11-02T22:00Z', 'forex') - week('2025-11-02T21:59Z', 'forex')).toBe(1);
});
