import type { Candle } from './candle.ts';
import { isOnGrid, type Session } from './session.ts';

/**
 * What is wrong with a candle by itself, in words, or null. A forex instrument's 4h and 1d candles follow the New
 * York close, so name the session for those.
 */
export function candleFault(candle: Candle, session: Session = '24x7'): string | null {
  const { open, high, low, close, volume } = candle;
  const unpriced =
    priceFault('open', open) ??
    priceFault('high', high) ??
    priceFault('low', low) ??
    priceFault('close', close);
  if (unpriced !== null) return unpriced;
  if (high < open || high < close) {
    return `high ${high} is below ${high < open ? `open ${open}` : `close ${close}`}`;
  }
  if (low > open || low > close)
    return `low ${low} is above ${low > open ? `open ${open}` : `close ${close}`}`;
  if (!Number.isFinite(volume) || volume < 0) return `volume is ${volume}, expected 0 or more`;
  if (!isOnGrid(candle.openTime, candle.timeframe, session)) {
    return `time ${timeText(candle.openTime)} is not on the ${candle.timeframe} grid`;
  }
  return null;
}

function priceFault(name: string, price: number): string | null {
  if (!Number.isFinite(price)) return `${name} is ${price}, expected a number`;
  return price > 0 ? null : `${name} is ${price}, expected more than 0`;
}

/** How a candle follows the one before it in its series. A duplicate repeats every value and is harmless. */
export type Sequence = 'next' | 'duplicate' | 'conflict' | 'disorder';

export function sequenceOf(previous: Candle, candle: Candle): Sequence {
  if (candle.openTime > previous.openTime) return 'next';
  if (candle.openTime < previous.openTime) return 'disorder';
  return hasSameValues(previous, candle) ? 'duplicate' : 'conflict';
}

/** What is wrong with a candle's place in its series, in words, or null. */
export function sequenceFault(previous: Candle, candle: Candle): string | null {
  switch (sequenceOf(previous, candle)) {
    case 'next':
    case 'duplicate':
      return null;
    case 'conflict':
      return `time ${timeText(candle.openTime)} appears twice with different values`;
    case 'disorder':
      return `time ${timeText(candle.openTime)} comes after ${timeText(previous.openTime)}: out of order`;
  }
}

function hasSameValues(a: Candle, b: Candle): boolean {
  return (
    a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume
  );
}

/** "2026-01-05 14:15" in UTC, or the number itself when it is no time at all. */
export function timeText(time: number): string {
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return String(time);
  return new Date(time)
    .toISOString()
    .slice(0, time % 60_000 === 0 ? 16 : 19)
    .replace('T', ' ');
}
