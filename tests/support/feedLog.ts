import { type Candle, closeTime } from '#shared/market/candle.ts';
import type { Clock, FeedListener } from '#shared/ports.ts';

/** A listener that writes down what it was told, and when by the feed's clock: "closed SOLUSDT 15m 12:15 @12:15". */
export function feedLog(clock: Clock, options: { readonly onClosed?: (candle: Candle) => void } = {}) {
  const lines: string[] = [];
  const note = (word: string, candle: Candle) =>
    lines.push(`${word} ${candle.symbol} ${candle.timeframe} ${closeTime(candle)} @${clock.now()}`);
  const listener: FeedListener = {
    async history(candles) {
      for (const candle of candles) note('history', candle);
    },
    async closed(candle) {
      note('closed', candle);
      options.onClosed?.(candle);
    },
    forming: (candle) => note('forming', candle),
    settled: () => Promise.resolve(),
    healthChanged: () => undefined,
  };
  return { lines, listener };
}
