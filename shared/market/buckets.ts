import type { UnixMs } from './candle.ts';
import type { Session } from './session.ts';
import { type Timeframe, timeframeMs } from './timeframe.ts';
import { fromNewYorkWall, newYorkWall } from './zoneOffset.ts';

/** The span of one longer candle, [start, end). */
export interface Bucket {
  readonly start: UnixMs;
  readonly end: UnixMs;
}

const hourMs = 3_600_000;

/** Buckets count from 0:00 UTC; those of forex longer than an hour from 17:00 New York, so they move with its clocks. */
export function bucketOf(time: UnixMs, timeframe: Timeframe, session: Session): Bucket {
  const step = timeframeMs(timeframe);
  if (session === '24x7' || step <= hourMs) {
    const start = Math.floor(time / step) * step;
    return { start, end: start + step };
  }
  const wall = Math.floor((newYorkWall(time) - 17 * hourMs) / step) * step + 17 * hourMs;
  return { start: fromNewYorkWall(wall), end: fromNewYorkWall(wall + step) };
}
