import type { UnixMs } from './candle.ts';
import { type Timeframe, timeframeMs } from './timeframe.ts';
import { newYorkWall } from './zoneOffset.ts';

/** '24x7' never closes; 'forex' closes Friday 17:00 to Sunday 17:00 New York and may pause around each 17:00. */
export type Session = '24x7' | 'forex';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const minuteMs = 60_000;
/**
 * Banks settle and brokers rest: gold pauses the hour after 17:00 every day, currencies lose the five minutes before or
 * after it, or those after 18:00 while New York's clocks have changed and the broker's have not.
 */
const pauseMs = 70 * minuteMs;
/** Friday 16:55 of the first week of 1970, from which weeks and days are counted; its 1 January was a Thursday. */
const firstPause = dayMs + 17 * hourMs - 5 * minuteMs;
const weekendMs = 2 * dayMs;

const remainder = (value: number, modulus: number): number => ((value % modulus) + modulus) % modulus;

/** Grids count from 0:00 UTC; forex candles longer than an hour count from 17:00 New York. */
export function isOnGrid(openTime: UnixMs, timeframe: Timeframe, session: Session): boolean {
  const step = timeframeMs(timeframe);
  if (!Number.isInteger(openTime) || openTime < 0) return false;
  if (session === '24x7' || step <= hourMs) return openTime % step === 0;
  return remainder(newYorkWall(openTime) - 17 * hourMs, step) === 0;
}

/** Whether the market trades at all while a candle that opens then lasts. */
export function isTrading(openTime: UnixMs, timeframe: Timeframe, session: Session): boolean {
  return session === '24x7' || !isClosed(newYorkWall(openTime), timeframeMs(timeframe));
}

/**
 * Whether nobody trades then, whoever the broker: within the weekend. In the pauses some do, and have candles; `isTrading`
 * only says that none need be there.
 */
export function isAtRest(openTime: UnixMs, timeframe: Timeframe, session: Session): boolean {
  if (session === '24x7') return false;
  const intoWeek = remainder(newYorkWall(openTime) - firstPause, weekMs);
  return intoWeek >= pauseMs && intoWeek + timeframeMs(timeframe) <= weekendMs;
}

interface Hole {
  /** Open times of the neighbours. */
  readonly after: UnixMs;
  readonly before: UnixMs;
  readonly timeframe: Timeframe;
  readonly session: Session;
}

/** Candles that should be between two neighbours: grid steps in which the market was open at all. */
export function missingSteps({ after, before, timeframe, session }: Hole): number {
  const step = timeframeMs(timeframe);
  if (before - after <= step) return 0;
  if (session === '24x7') return Math.round((before - after) / step) - 1;
  return openStepsUpTo(newYorkWall(before), step, newYorkWall(after) + step);
}

function openStepsUpTo(end: UnixMs, step: number, start: UnixMs): number {
  const wholeWeeks = Math.max(0, Math.floor((end - start) / weekMs));
  const openPerWeek = wholeWeeks > 0 ? openSteps(start, start + weekMs, step) : 0;
  return wholeWeeks * openPerWeek + openSteps(start + wholeWeeks * weekMs, end, step);
}

function openSteps(start: UnixMs, end: UnixMs, step: number): number {
  let count = 0;
  for (let at = start; at < end; at += step) if (!isClosed(at, step)) count += 1;
  return count;
}

/** Whether a candle that opens at this New York wall time lies wholly in the weekend or in the daily pause. */
function isClosed(wall: UnixMs, step: number): boolean {
  const intoWeek = remainder(wall - firstPause, weekMs);
  if (intoWeek + step <= weekendMs + pauseMs) return true;
  return (intoWeek % dayMs) + step <= pauseMs;
}
