import type { UnixMs } from '#shared/market/candle.ts';
import { unknown } from './format.ts';

/** Where times are shown: the reader's locale and zone unless told otherwise. */
export interface Place {
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
}

const known = new Map<string, Intl.DateTimeFormat>();

function write(at: UnixMs | null, options: Intl.DateTimeFormatOptions, { locale, timeZone }: Place): string {
  if (at === null || !Number.isFinite(at)) return unknown;
  const key = JSON.stringify([locale, timeZone, options]);
  const format =
    known.get(key) ??
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone !== undefined && { timeZone }) });
  known.set(key, format);
  return format.format(at);
}

/** "17:10" */
export const clockTime = (at: UnixMs | null, place: Place = {}): string =>
  write(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, place);

/** "5 Jan" in the reader's order of day and month. */
const dayMonth = (at: UnixMs | null, place: Place = {}): string =>
  write(at, { day: 'numeric', month: 'short' }, place);

/** "Mon 5 Jan" */
export const weekday = (at: UnixMs | null, place: Place = {}): string =>
  write(at, { weekday: 'short', day: 'numeric', month: 'short' }, place);

/** "5 Jan, 17:10" */
export const dayAndTime = (at: UnixMs | null, place: Place = {}): string =>
  at === null ? unknown : `${dayMonth(at, place)}, ${clockTime(at, place)}`;

/** A stable key of the calendar day in the given zone: "2026-01-05". */
export const dayKey = (at: UnixMs, { timeZone }: Place = {}): string =>
  write(at, { year: 'numeric', month: '2-digit', day: '2-digit' }, { locale: 'en-CA', timeZone });

/** Browsers still report some zones under names their cities have left. */
const newCityNames: Readonly<Record<string, string>> = {
  Calcutta: 'Kolkata',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Rangoon: 'Yangon',
  Saigon: 'Ho Chi Minh City',
};

/** The city of the zone in use, which every declared time names: "Kolkata". */
export function zoneCity(timeZone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const city = timeZone.split('/').pop()?.replaceAll('_', ' ') ?? timeZone;
  return newCityNames[city] ?? city;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Time left: "13:42" below an hour, "3 h 40" from there, "2 d 4 h" beyond a day; never negative. */
export function timeLeft(ms: number): string {
  const left = Math.max(0, ms);
  if (left >= hourMs) return duration(left);
  const seconds = Math.ceil(left / 1000);
  if (seconds >= 3600) return duration(hourMs);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long something lasted: "12 min", "3 h 40", "2 d 4 h". */
export function duration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < hourMs) return `${Math.floor(length / minuteMs)} min`;
  if (length < dayMs) {
    const minutes = Math.floor((length % hourMs) / minuteMs);
    return `${Math.floor(length / hourMs)} h ${String(minutes).padStart(2, '0')}`;
  }
  return `${Math.floor(length / dayMs)} d ${Math.floor((length % dayMs) / hourMs)} h`;
}

/** How old something is, in one unit: "12 s", "11 min", "3 h", "2 d". */
export function age(ms: number): string {
  const old = Math.max(0, ms);
  if (old < minuteMs) return `${Math.floor(old / 1000)} s`;
  if (old < hourMs) return `${Math.floor(old / minuteMs)} min`;
  return old < dayMs ? `${Math.floor(old / hourMs)} h` : `${Math.floor(old / dayMs)} d`;
}
