import type { CandleTuple } from '#shared/sync/chart.ts';

/** What the chart has to do so that it shows `next`; `candles` is what it holds afterwards. */
export interface CandleChange {
  readonly kind: 'none' | 'appended' | 'replaced';
  readonly candles: readonly CandleTuple[];
  /** Appended: from this index on; the last one shown may be among them, when it was still open. */
  readonly from: number;
  /** Replaced: how many candles came in front of those already shown. */
  readonly prepended: number;
}

/**
 * A window that slides on (the oldest candles drop out as new ones come) only appends: what is drawn already stays, but
 * for the last candle, which may still be open.
 * Older candles in front, or a past that differs, replace.
 */
export function candleChange(held: readonly CandleTuple[], next: readonly CandleTuple[]): CandleChange {
  const start = next[0]?.[0];
  const at = start === undefined ? -1 : held.findIndex((candle) => candle[0] === start);
  if (at >= 0 && next.length >= held.length - at && isSamePast(held, next, at)) {
    const isLastSame = isSame(held.at(-1), next[held.length - at - 1]);
    const from = isLastSame ? held.length : held.length - 1;
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

function isSamePast(held: readonly CandleTuple[], next: readonly CandleTuple[], at: number): boolean {
  for (let i = at; i < held.length - 1; i += 1) if (!isSame(held[i], next[i - at])) return false;
  return held.at(-1)?.[0] === next[held.length - 1 - at]?.[0];
}

const isSame = (old: CandleTuple | undefined, now: CandleTuple | undefined): boolean =>
  old === now || old?.every((value, k) => value === now?.[k]) === true;
