import type { UnixMs } from '../market/candle.ts';
import { ZoneClock } from '../market/zoneOffset.ts';

const pattern =
  /^(\d{4})([-./])(\d\d)\2(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/i;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/**
 * Reads "2026-03-04 10:15" and its like. A time that names no zone was shown by the clocks of `timeZone`; of an hour
 * that comes twice it is the first one. null: no time, or one that those clocks never showed.
 */
export function practiceTimeReader(timeZone: string): (text: string) => UnixMs | null {
  const clock = new ZoneClock(timeZone);
  return (text) => {
    const match = pattern.exec(text);
    if (match === null) return null;
    const [, year, , month, day, hour, minute, second = '0', fraction = '0', zone] = match;
    const parts = [year, month, day, hour, minute, second].map(Number);
    const wall = wallOf(parts, Number(fraction.padEnd(3, '0')));
    if (wall === null) return null;
    return zone === undefined ? firstShown(clock, wall) : wall - offsetMs(zone);
  };
}

function wallOf(parts: readonly number[], ms: number): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(wall);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && wall >= 0 ? wall : null;
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * hourMs + Number(minutes ?? 0) * minuteMs);
}

/** Clocks change by a few hours at most, so half a day before and after show both offsets there may be. */
function firstShown(clock: ZoneClock, wall: number): UnixMs | null {
  const times = [wall - 14 * hourMs, wall + 14 * hourMs].map((near) => wall - clock.offset(near));
  const shown = times.filter((time) => time + clock.offset(time) === wall);
  return shown.length === 0 ? null : Math.min(...shown);
}
