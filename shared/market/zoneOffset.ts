import { IANAZone } from 'luxon';
import { TradingError } from '../errors.ts';
import type { UnixMs } from './candle.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

/**
 * How far a zone's clocks are ahead of UTC, in ms. Remembers the day it last looked up: a series of candles asks for one
 * after the other, and time zone rules cost a microsecond each time. Clocks change at most once a day.
 */
export function zoneOffset(zoneName: string): (time: UnixMs) => number {
  const zone = IANAZone.create(zoneName);
  if (!zone.isValid) {
    throw new TradingError('config', 'zone.unknown', `Time zone "${zoneName}" is not known here.`);
  }
  const lookUp = (time: UnixMs) => zone.offset(time) * minuteMs;
  let [from, until, offset] = [1, 0, 0];
  return (time) => {
    if (time >= from && time < until) return offset;
    const day = Math.floor(time / dayMs) * dayMs;
    offset = lookUp(time);
    from = lookUp(day) === offset ? day : time;
    until = lookUp(day + dayMs - minuteMs) === offset ? day + dayMs : time + 1;
    return offset;
  };
}

const newYorkOffset = zoneOffset('America/New_York');

/** What a clock on a wall in New York shows, as if it were UTC: the forex week is regular in this time. */
export const newYorkWall = (time: UnixMs): UnixMs => time + newYorkOffset(time);

/** The instant at which New York's clocks show this; of an hour that comes twice the second one. */
export function fromNewYorkWall(wall: number): UnixMs {
  const guess = wall - newYorkOffset(wall);
  return wall - newYorkOffset(guess);
}
