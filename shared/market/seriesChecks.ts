import type { Candle, UnixMs } from './candle.ts';
import { candleFault, sequenceFault, sequenceOf } from './candleChecks.ts';
import { missingSteps, type Session } from './session.ts';

/** A hole in trading time: the open times of its neighbours and how many candles should be between them. */
export interface SeriesGap {
  readonly after: UnixMs;
  readonly before: UnixMs;
  readonly missing: number;
}

export interface SeriesCheck {
  /** What is wrong with this candle, in words; a candle with a fault is as if it had never come. */
  readonly check: (candle: Candle) => 'good' | 'duplicate' | { readonly fault: string };
  readonly gaps: () => readonly SeriesGap[];
}

/** Checks the candles of one series one after the other: each by itself, and how it follows the last good one. */
export function seriesCheck(session: Session): SeriesCheck {
  const gaps: SeriesGap[] = [];
  let last: Candle | null = null;
  return {
    gaps: () => gaps,
    check(candle) {
      const fault = candleFault(candle, session) ?? (last && sequenceFault(last, candle));
      if (fault) return { fault };
      if (last && sequenceOf(last, candle) === 'duplicate') return 'duplicate';
      if (last) {
        const hole = { after: last.openTime, before: candle.openTime };
        const missing = missingSteps({ ...hole, timeframe: candle.timeframe, session });
        if (missing > 0) gaps.push({ ...hole, missing });
      }
      last = candle;
      return 'good';
    },
  };
}
