import type { Timeframe } from '../market/timeframe.ts';
import { defaultSmcConfig, type SmcConfig } from '../smc/config.ts';
import type { FrameOptions } from '../smc/higherFrames.ts';

/**
 * How the longer timeframes of a strategy are folded, for a bias: each once, with the structure of the last confirmed
 * pivots, five candles to either side. `config` is of the strategy's own timeframe.
 */
export function longerFrames(timeframes: Iterable<Timeframe>, config: SmcConfig): readonly FrameOptions[] {
  const { pivotLeft, pivotRight } = defaultSmcConfig;
  return [...new Set(timeframes)].map((timeframe) => ({
    timeframe,
    config: { ...config, structure: 'swing', pivotLeft, pivotRight },
  }));
}
