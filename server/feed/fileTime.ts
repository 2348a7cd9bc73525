import { IANAZone } from 'luxon';
import { TradingError } from '#shared/errors.ts';
import type { UnixMs } from '#shared/market/candle.ts';

/**
 * Reads the times of one file, row by row: epoch seconds, milliseconds or microseconds, ISO 8601, MetaTrader's
 * "2024.01.31 00:15". NaN: no time, or one that the zone's clocks never showed.
 */
export type TimeReader = (text: string) => UnixMs;

const epoch = /^\d+(?:\.\d+)?$/;
const date =
  /^(\d{4})([-./]?)(\d\d)\2(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/i;

/** In epoch seconds this is the year 5138, in milliseconds 1973; the same factor lies between those and microseconds. */
const milliseconds = 1e11;
const microseconds = 1e14;

/** `timeZone` is that of dates that name none: an IANA name, or one with hours added ("America/New_York+7"). */
export function timeReader(timeZone: string): TimeReader {
  const toUtc = localClock(timeZone);
  return (text) => {
    if (epoch.test(text)) return fromEpoch(Number(text));
    const match = date.exec(text);
    if (!match) return Number.NaN;
    const [, year, , month, day, hour, minute, second, fraction, zone] = match;
    const local = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
      Math.trunc(Number(`0.${fraction ?? 0}`) * 1000),
    );
    const isReal =
      new Date(local).getUTCDate() === Number(day) && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60;
    if (!isReal) return Number.NaN;
    return zone === undefined ? toUtc(local) : local - offsetMs(zone);
  };
}

/** Whether it is a day without a time, as in MetaTrader's first column. */
export const isDay = (text: string): boolean => /^\d{4}([-./]?)\d\d\1\d\d$/.test(text);

export const isTimeOfDay = (text: string): boolean => /^\d\d:\d\d(:\d\d)?$/.test(text);

export const isTime = (text: string): boolean => epoch.test(text) || date.test(text);

function fromEpoch(value: number): UnixMs {
  if (value < milliseconds) return value * 1000;
  return value < microseconds ? value : value / 1000;
}

function offsetMs(zone: string): number {
  const match = /([+-])(\d\d):?(\d\d)/.exec(zone);
  if (!match) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const hourMs = 3_600_000;

function localClock(timeZone: string): (local: number) => UnixMs {
  if (timeZone === 'UTC') return (local) => local;
  const { zone, shiftMs } = zoneOf(timeZone);
  let hour = Number.NaN;
  let calmOffset: number | null = null;
  let last = Number.NEGATIVE_INFINITY;
  return (local) => {
    const wall = local - shiftMs;
    if (Math.floor(wall / hourMs) !== hour) {
      hour = Math.floor(wall / hourMs);
      const [before, after] = offsetsAround(zone, wall);
      calmOffset = before === after ? before : null;
    }
    const times = calmOffset === null ? timesShown(zone, wall) : [wall - calmOffset];
    // When the clocks go back an hour is shown twice; rows in order tell which one is meant.
    const time = times.find((candidate) => candidate > last) ?? times[0] ?? Number.NaN;
    if (!Number.isNaN(time)) last = time;
    return time;
  };
}

/** Offsets in ms half a day before and after, which differ only around a change of the clocks. */
function offsetsAround(zone: IANAZone, wall: number): readonly [number, number] {
  return [zone.offset(wall - 14 * hourMs) * 60_000, zone.offset(wall + 14 * hourMs) * 60_000];
}

/** The moments at which the zone's clocks showed this: one, none or two, earliest first. */
function timesShown(zone: IANAZone, wall: number): number[] {
  const candidates = offsetsAround(zone, wall).map((offset) => wall - offset);
  return candidates.filter((time) => time + zone.offset(time) * 60_000 === wall).sort((a, b) => a - b);
}

function zoneOf(timeZone: string): { readonly zone: IANAZone; readonly shiftMs: number } {
  if (IANAZone.isValidZone(timeZone)) return { zone: IANAZone.create(timeZone), shiftMs: 0 };
  const [, name = '', hours] = /^(.+?)([+-]\d{1,2})$/.exec(timeZone) ?? [];
  if (IANAZone.isValidZone(name)) return { zone: IANAZone.create(name), shiftMs: Number(hours) * hourMs };
  throw new TradingError(
    'config',
    'timeZone.unknown',
    `Time zone "${timeZone}" is unknown, expected a name like "Europe/Athens" or "America/New_York+7".`,
  );
}
