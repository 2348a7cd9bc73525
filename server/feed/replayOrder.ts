import { type Candle, closeTime, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import { type CandleSeries, candleAt, openTimeAt, seriesLength } from '#shared/market/candleColumns.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';

export interface ReplayPlan {
  readonly source: readonly CandleSeries[];
  /** Candles that close up to here are history; null: the first `warmupCandles` of each series are. */
  readonly from: UnixMs | null;
  readonly warmupCandles: number;
  /** Open time of the newest candle that was kept of each series, by `seriesKey`: these are not played again. */
  readonly resumeAfter: ReadonlyMap<string, UnixMs>;
}

export interface ReplayStep {
  readonly candle: Candle;
  /** From before the replay: folded and stored, but raises no signals. */
  readonly isHistory: boolean;
}

/** A series and the part of it that is still to come. */
interface Cursor {
  readonly series: CandleSeries;
  readonly stepMs: number;
  next: number;
  /** Index of the first candle that is played. */
  readonly firstPlayed: number;
}

/**
 * All candles that are still to come, by close time; at one instant the longer timeframe first, then by symbol. History
 * keeps its place in time too: nothing is ever known before it happened.
 */
export function* replaySteps(plan: ReplayPlan): Generator<ReplayStep, void, undefined> {
  const cursors = cursorsOf(plan);
  for (let first = earliest(cursors, nextClose); first; first = earliest(cursors, nextClose)) {
    yield { candle: candleAt(first.series, first.next), isHistory: first.next < first.firstPlayed };
    first.next += 1;
  }
}

/** The candle that the replay plays first, after its history; null when none is left. */
export function firstPlayedCandle(plan: ReplayPlan): Candle | null {
  const first = earliest(cursorsOf(plan), playClose);
  return first === null ? null : candleAt(first.series, playIndex(first));
}

/** Close of the newest candle that an earlier run kept; null when this is the first run. */
export function resumePosition({ source, resumeAfter }: ReplayPlan): UnixMs | null {
  const closes = source.flatMap((series) => {
    const kept = resumeAfter.get(seriesKey(series));
    return kept === undefined ? [] : [kept + timeframeMs(series.timeframe)];
  });
  return closes.length === 0 ? null : Math.max(...closes);
}

/** Close of the newest candle of the whole recording; null when it is empty. */
export function lastClose(source: readonly CandleSeries[]): UnixMs | null {
  const closes = source
    .filter((series) => seriesLength(series) > 0)
    .map((series) => closeTime(candleAt(series, seriesLength(series) - 1)));
  return closes.length === 0 ? null : Math.max(...closes);
}

function cursorsOf(plan: ReplayPlan): Cursor[] {
  const position = resumePosition(plan);
  return plan.source.map((series) => {
    const stepMs = timeframeMs(series.timeframe);
    const kept = plan.resumeAfter.get(seriesKey(series));
    const warm = plan.from === null ? plan.warmupCandles : indexAfter(series, plan.from - stepMs);
    // A series that joins a replay already under way catches up: its past is history, whatever its length.
    const joined = kept === undefined && position !== null ? indexAfter(series, position - stepMs) : 0;
    return {
      series,
      stepMs,
      next: kept === undefined ? 0 : indexAfter(series, kept),
      firstPlayed: Math.max(warm, joined),
    };
  });
}

/** Index of the first candle that opens after `time`. */
function indexAfter(series: CandleSeries, time: UnixMs): number {
  let low = 0;
  let high = seriesLength(series);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (openTimeAt(series, middle) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

const playIndex = (cursor: Cursor): number => Math.max(cursor.next, cursor.firstPlayed);
const nextClose = (cursor: Cursor): UnixMs => openTimeAt(cursor.series, cursor.next) + cursor.stepMs;
const playClose = (cursor: Cursor): UnixMs => openTimeAt(cursor.series, playIndex(cursor)) + cursor.stepMs;

/** The cursor whose candle comes first; exhausted ones (their close is NaN) never do. */
function earliest(cursors: readonly Cursor[], closeOf: (cursor: Cursor) => UnixMs): Cursor | null {
  let best: Cursor | null = null;
  let bestClose = Number.NaN;
  for (const cursor of cursors) {
    const close = closeOf(cursor);
    if (Number.isNaN(close)) continue;
    if (best === null || close < bestClose || (close === bestClose && isBefore(cursor, best))) {
      best = cursor;
      bestClose = close;
    }
  }
  return best;
}

function isBefore(a: Cursor, b: Cursor): boolean {
  return a.stepMs === b.stepMs ? a.series.symbol < b.series.symbol : a.stepMs > b.stepMs;
}
