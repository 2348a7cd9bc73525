import type { CandleTuple } from '#shared/sync/chart.ts';

/** What the chart has to do so that it shows `next`; `candles` is what it holds afterwards. */
export interface CandleChange {
  readonly kind: 'none' | 'appended' | 'replaced';
  readonly candles: readonly CandleTuple[];
  /** Appended: from this index on. */
  readonly from: number;
  /** Replaced: how many candles came in front of those already shown. */
  readonly prepended: number;
}

/**
 * A window that slides on (the oldest candles drop out as new ones come) only appends: what is drawn already stays.
 * Older candles in front, or a past that differs, replace.
 */
export function candleChange(held: readonly CandleTuple[], next: readonly CandleTuple[]): CandleChange {
  const start = next[0]?.[0];
  const at = start === undefined ? -1 : held.findIndex((candle) => candle[0] === start);
  if (at >= 0 && next.length >= held.length - at && isSamePast(held, next, at)) {
    const appended = next.slice(held.length - at);
    return {
      kind: appended.length === 0 ? 'none' : 'appended',
      candles: appended.length === 0 ? held : [...held, ...appended],
      from: held.length,
      prepended: 0,
    };
  }
  const oldFirst = held[0]?.[0];
  const nowAt = oldFirst === undefined ? -1 : next.findIndex((candle) => candle[0] === oldFirst);
  return { kind: 'replaced', candles: next, from: 0, prepended: Math.max(0, nowAt) };
}

function isSamePast(held: readonly CandleTuple[], next: readonly CandleTuple[], at: number): boolean {
  for (let i = at; i < held.length; i += 1) {
    const old = held[i];
    const now = next[i - at];
    if (old !== now && !old?.every((value, k) => value === now?.[k])) return false;
  }
  return true;
}
