import { type Candle, closeTime, type UnixMs } from '#shared/market/candle.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { HistoryStore, SeriesName } from '#shared/ports.ts';

interface StoredRange {
  readonly from: UnixMs;
  readonly before: UnixMs;
}

interface Receiver {
  /** Takes candles in order, and answers whether it wants more. */
  readonly take: (candles: readonly Candle[]) => Promise<boolean>;
}

/** Candles handed over in one go. */
const batch = 5_000;

/** Hands over what is stored of a series, oldest first; answers the last one, null when there was none. */
export async function handOverStored(
  store: HistoryStore,
  series: SeriesName,
  { from, before, take }: StoredRange & Receiver,
): Promise<Candle | null> {
  let last: Candle | null = null;
  for (let next = from; next < before; ) {
    const candles = await store.read(series, { from: next, before, limit: batch });
    const newest = candles.at(-1);
    if (newest === undefined) return last;
    last = newest;
    if (!(await take(candles))) return last;
    next = closeTime(newest);
  }
  return last;
}

/** The end of what is stored without a break from the very first candle wanted; that candle's own time when it is missing. */
export async function unbrokenUntil(
  store: HistoryStore,
  series: SeriesName,
  range: StoredRange,
): Promise<UnixMs> {
  const [first] = await store.spans(series, range);
  if (first === undefined || first.first > range.from) return range.from;
  return first.last + timeframeMs(series.timeframe);
}
