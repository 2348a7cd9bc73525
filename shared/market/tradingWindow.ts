import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { UnixMs } from './candle.ts';
import { zoneOffset } from './zoneOffset.ts';

const clockSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'expected a time of day like "08:00"');

/** A part of the day by the clock of a place, [start, end); one that ends before it starts goes past midnight. */
export const tradingWindowSchema = z
  .strictObject({
    name: z.string().min(1).max(40),
    zone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), 'expected a time zone like "Europe/London"'),
    start: clockSchema,
    end: clockSchema,
  })
  .refine(({ start, end }) => start !== end, { message: 'start and end are the same', path: ['end'] });
export type TradingWindow = Readonly<z.infer<typeof tradingWindowSchema>>;

const newYork = 'America/New_York';

/** The trading hours of the three centres by their own clocks, and the kill zones in New York time. */
export const defaultTradingWindows: readonly TradingWindow[] = [
  { name: 'Asia', zone: 'Asia/Tokyo', start: '09:00', end: '18:00' },
  { name: 'London', zone: 'Europe/London', start: '08:00', end: '17:00' },
  { name: 'New York', zone: newYork, start: '08:00', end: '17:00' },
  { name: 'Asia kill zone', zone: newYork, start: '20:00', end: '24:00' },
  { name: 'London kill zone', zone: newYork, start: '02:00', end: '05:00' },
  { name: 'New York kill zone', zone: newYork, start: '07:00', end: '10:00' },
  { name: 'London close kill zone', zone: newYork, start: '10:00', end: '12:00' },
];

const dayMinutes = 1_440;
const minuteMs = 60_000;

/** Answers which occurrence of the window holds an instant: the day it starts on, counted from 1970; null outside. */
export function windowClock({ zone, start, end }: TradingWindow): (time: UnixMs) => number | null {
  const offset = zoneOffset(zone);
  const from = minuteOfDay(start);
  const until = minuteOfDay(end);
  return (time) => {
    const wall = Math.floor((time + offset(time)) / minuteMs);
    const day = Math.floor(wall / dayMinutes);
    const minute = wall - day * dayMinutes;
    if (from < until) return minute >= from && minute < until ? day : null;
    if (minute >= from) return day;
    return minute < until ? day - 1 : null;
  };
}

const minuteOfDay = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
