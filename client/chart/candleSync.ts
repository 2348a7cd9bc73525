import type { CandleTuple } from '#shared/sync/chart.ts';

/** What the chart has to do so that it shows `next`; `candles` is what it holds afterwards. */
export interface CandleChange {
  readonly kind: 'none' | 'appended' | 'replaced';
  readonly candles: readonly CandleTuple[];
  /** Appended: from this index on; the last ones shown may be among them, when they were not closed yet. */
  readonly from: number;
  /** Replaced: how many candles came in front of those already shown. */
  readonly prepended: number;
}

/** The open candle, and the one before it while the venue has not stated it yet. */
const mostUnclosed = 2;

/**
 * A window that slides on (the oldest candles drop out as new ones come) only appends: what is drawn already stays, but
 * for the last candles, which may not be closed yet.
 * Older candles in front, or a past that differs, replace.
 */
export function candleChange(held: readonly CandleTuple[], next: readonly CandleTuple[]): CandleChange {
  const start = next[0]?.[0];
  const at = start === undefined ? -1 : held.findIndex((candle) => candle[0] === start);
  const from = at < 0 ? 0 : firstOther(held, next, at);
  if (at >= 0 && from >= held.length - mostUnclosed && hasSameTimes(held, next, { at, from })) {
    const appended = next.slice(from - at);
    return {
      kind: appended.length === 0 ? 'none' : 'appended',
      candles: appended.length === 0 ? held : [...held.slice(0, from), ...appended],
      from,
      prepended: 0,
    };
  }
  const oldFirst = held[0]?.[0];
  const nowAt = oldFirst === undefined ? -1 : next.findIndex((candle) => candle[0] === oldFirst);
  return { kind: 'replaced', candles: next, from: 0, prepended: Math.max(0, nowAt) };
}

/** Index of the first held candle that is another one now. */
function firstOther(held: readonly CandleTuple[], next: readonly CandleTuple[], at: number): number {
  let index = at;
  while (index < held.length && isSame(held[index], next[index - at])) index += 1;
  return index;
}

function hasSameTimes(
  held: readonly CandleTuple[],
  next: readonly CandleTuple[],
  { at, from }: { readonly at: number; readonly from: number },
): boolean {
  return held.slice(from).every(([time], index) => next[from + index - at]?.[0] === time);
}

const isSame = (old: CandleTuple | undefined, now: CandleTuple | undefined): boolean =>
  old === now || old?.every((value, k) => value === now?.[k]) === true;
