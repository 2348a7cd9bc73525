import type { Candle, UnixMs } from './candle.ts';
import { candleFault, sequenceFault, sequenceOf, timeText } from './candleChecks.ts';
import { missingSteps, type Session } from './session.ts';

/** A hole in trading time: the open times of its neighbours and how many candles should be between them. */
export interface SeriesGap {
  readonly after: UnixMs;
  readonly before: UnixMs;
  readonly missing: number;
}

export interface SeriesCheck {
  /**
   * What is wrong with this candle, in words; a candle with a fault is as if it had never come. The one after it, if
   * any, tells a single wrong date in the future from a series that goes back.
   */
  readonly check: (candle: Candle, next: Candle | null) => 'good' | 'duplicate' | { readonly fault: string };
  readonly gaps: () => readonly SeriesGap[];
}

/** Checks the candles of one series one after the other: each by itself, and how it follows the last good one. */
export function seriesCheck(session: Session): SeriesCheck {
  const gaps: SeriesGap[] = [];
  let last: Candle | null = null;
  return {
    gaps: () => gaps,
    check(candle, next) {
      const fault = candleFault(candle, session) ?? (last && sequenceFault(last, candle));
      if (fault) return { fault };
      if (next && isMisplaced({ last, candle, next }) && candleFault(next, session) === null) {
        return {
          fault: `time ${timeText(candle.openTime)} is followed by ${timeText(next.openTime)}: out of order`,
        };
      }
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

interface Neighbours {
  readonly last: Candle | null;
  readonly candle: Candle;
  readonly next: Candle;
}

/** Without this candle its neighbours would be in order. */
const isMisplaced = ({ last, candle, next }: Neighbours): boolean =>
  next.openTime < candle.openTime && (last === null || next.openTime > last.openTime);
