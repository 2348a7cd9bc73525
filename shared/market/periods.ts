import type { UnixMs } from './candle.ts';
import type { Session } from './session.ts';
import { newYorkWall } from './zoneOffset.ts';

export const periodNames = ['day', 'week'] as const;
export type PeriodName = (typeof periodNames)[number];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/**
 * Which day or week holds an instant, as a number that grows by one. Days are UTC days and weeks start on Monday; those of
 * forex end at 17:00 New York and its weeks start on Sunday. 1 January 1970 was a Thursday.
 */
export function periodOf(time: UnixMs, name: PeriodName, session: Session): number {
  const isForex = session === 'forex';
  const clock = isForex ? newYorkWall(time) - 17 * hourMs : time;
  if (name === 'day') return Math.floor(clock / dayMs);
  return Math.floor((clock - (isForex ? 3 : 4) * dayMs) / weekMs);
}
