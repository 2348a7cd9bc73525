import { describe, expect, it } from 'vitest';
import {
  age,
  clockTime,
  dayAndTime,
  dayKey,
  duration,
  timeLeft,
  zoneCity,
} from '../../../../client/ui/formatTime.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** 2026-01-05 18:40 UTC. */
const evening = Date.UTC(2026, 0, 5, 18, 40);
const kolkata = { locale: 'en-GB', timeZone: 'Asia/Kolkata' } as const;

describe('a point in time', () => {
  it('is shown in the zone asked for', () => {
    expect(clockTime(evening, kolkata)).toBe('00:10');
    expect(dayAndTime(evening, kolkata)).toBe('6 Jan, 00:10');
    expect(clockTime(evening, { locale: 'en-US', timeZone: 'UTC' })).toBe('18:40');
  });

  it('belongs to the calendar day of that zone', () => {
    expect(dayKey(evening, { timeZone: 'UTC' })).toBe('2026-01-05');
    expect(dayKey(evening, { timeZone: 'Asia/Kolkata' })).toBe('2026-01-06');
  });

  it('is a dash when unknown', () => {
    expect(clockTime(null)).toBe('—');
    expect(dayAndTime(null)).toBe('—');
  });

  it('names the city of its zone as the city is called now', () => {
    expect(zoneCity('Europe/Prague')).toBe('Prague');
    expect(zoneCity('America/New_York')).toBe('New York');
    expect(zoneCity('Asia/Calcutta')).toBe('Kolkata');
  });
});

describe('time left', () => {
  it('counts minutes and seconds below an hour, rounding up so that 0:00 means over', () => {
    expect(timeLeft(13 * minute + 42 * second)).toBe('13:42');
    expect(timeLeft(47_001)).toBe('0:48');
    expect(timeLeft(1)).toBe('0:01');
    expect(timeLeft(0)).toBe('0:00');
    expect(timeLeft(-5 * second)).toBe('0:00');
  });

  it('counts hours and minutes from an hour on', () => {
    expect(timeLeft(hour - 1)).toBe('1 h 00');
    expect(timeLeft(3 * hour + 40 * minute)).toBe('3 h 40');
    expect(timeLeft(52 * hour)).toBe('2 d 4 h');
  });
});

it('says how long something lasted and how old it is', () => {
  expect(duration(12 * minute + 59 * second)).toBe('12 min');
  expect(duration(3 * hour)).toBe('3 h 00');
  expect([age(400), age(11 * minute), age(5 * hour), age(49 * hour)]).toEqual([
    '0 s',
    '11 min',
    '5 h',
    '2 d',
  ]);
});
