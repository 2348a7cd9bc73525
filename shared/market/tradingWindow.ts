import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { UnixMs } from './candle.ts';
import { ZoneClock } from './zoneOffset.ts';

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

/** Tells which occurrence of a window holds an instant, and remembers how long that answer holds. */
export class WindowClock {
  readonly #clock: ZoneClock;
  readonly #start: number;
  readonly #end: number;
  #from = 1;
  #until = 0;
  #occurrence: number | null = null;

  constructor({ zone, start, end }: TradingWindow) {
    this.#clock = new ZoneClock(zone);
    this.#start = minuteOfDay(start);
    this.#end = minuteOfDay(end);
  }

  /** The day that the occurrence starts on, counted from 1970; null outside of the window. */
  occurrence(time: UnixMs): number | null {
    if (time < this.#from || time >= this.#until) this.#look(time);
    return this.#occurrence;
  }

  #look(time: UnixMs): void {
    const wall = Math.floor((time + this.#clock.offset(time)) / minuteMs);
    const day = Math.floor(wall / dayMinutes);
    const minute = wall - day * dayMinutes;
    const isAfterStart = minute >= this.#start;
    const isBeforeEnd = minute < this.#end;
    if (this.#start < this.#end) this.#occurrence = isAfterStart && isBeforeEnd ? day : null;
    else if (isAfterStart) this.#occurrence = day;
    else this.#occurrence = isBeforeEnd ? day - 1 : null;
    const next = Math.min(...[this.#start, this.#end, dayMinutes].filter((boundary) => boundary > minute));
    this.#from = time;
    this.#until = Math.min(this.#clock.until, time - (time % minuteMs) + (next - minute) * minuteMs);
  }
}

const minuteOfDay = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
