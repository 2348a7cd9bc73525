import type { UnixMs } from '#shared/market/candle.ts';

const dayMs = 86_400_000;
const quarterMs = 900_000;

/**
 * Offset of a zone from UTC at an instant, in ms, from a table: the time-zone database is asked twice a day of data,
 * and by the quarter hour on the days when the clocks change.
 */
export function zoneOffset(timeZone: string): (at: UnixMs) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  const ask = (at: UnixMs) => {
    const found = known.get(at);
    if (found !== undefined) return found;
    const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
    const offset = parseOffset(name);
    known.set(at, offset);
    return offset;
  };
  return (at) => {
    const day = Math.floor(at / dayMs) * dayMs;
    const atStart = ask(day);
    return atStart === ask(day + dayMs) ? atStart : ask(Math.floor(at / quarterMs) * quarterMs);
  };
}

/** "GMT", "GMT-03:00", "GMT+05:30" in ms. */
function parseOffset(name: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name) ?? [];
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/**
 * Open times as the chart library wants them: local wall time in whole seconds, strictly ascending. When the clocks go
 * back an hour happens twice; its second pass is squeezed into the seconds after the first, so no candle is lost.
 */
export function chartTimes(
  openTimes: readonly UnixMs[],
  offset: (at: UnixMs) => number,
  after = Number.NEGATIVE_INFINITY,
): number[] {
  let previous = after;
  return openTimes.map((at) => {
    previous = Math.max(Math.round((at + offset(at)) / 1000), previous + 1);
    return previous;
  });
}

/**
 * Index of the bar that holds this instant: within the data the last bar that opened at or before it (a weekend belongs
 * to Friday's last bar), outside it counted on in steps.
 */
export function indexOfTime(openTimes: readonly UnixMs[], at: UnixMs, stepMs: number): number {
  const first = openTimes[0];
  const last = openTimes.at(-1);
  if (first === undefined || last === undefined) return 0;
  if (at < first) return (at - first) / stepMs;
  if (at > last) return openTimes.length - 1 + (at - last) / stepMs;
  let low = 0;
  let high = openTimes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((openTimes[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const pad = (value: number) => String(value).padStart(2, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A label of the time axis at its weight, from wall time in ms. */
export function axisLabel(wallMs: number, weight: 'year' | 'month' | 'day' | 'time'): string {
  const wall = new Date(wallMs);
  if (weight === 'year') return String(wall.getUTCFullYear());
  if (weight === 'month') return months[wall.getUTCMonth()] ?? '';
  if (weight === 'day') return `${wall.getUTCDate()} ${months[wall.getUTCMonth()]}`;
  return `${pad(wall.getUTCHours())}:${pad(wall.getUTCMinutes())}`;
}

/** "20 Nov 14:15", for the crosshair. */
export const momentLabel = (wallMs: number): string =>
  `${axisLabel(wallMs, 'day')} ${axisLabel(wallMs, 'time')}`;
