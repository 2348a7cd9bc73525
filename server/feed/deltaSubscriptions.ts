import { timeframes } from '#shared/market/timeframe.ts';
import type { Subscription } from '../delta/dialect.ts';
import type { FollowedSymbol } from './followedSymbol.ts';

/**
 * What the stream is asked for. Candles are made of trades; the mark price, which comes every 2 s, shows that the stream
 * lives while nothing is traded; the venue's own candles complete what is shown of one that is still open.
 */
export function subscriptionsFor(followed: readonly FollowedSymbol[]): readonly Subscription[] {
  const symbols = followed.map(({ venueSymbol }) => venueSymbol);
  const candles = timeframes.flatMap((timeframe): Subscription[] => {
    const those = followed.filter(({ closers }) =>
      closers.some(({ series }) => series.timeframe === timeframe),
    );
    if (those.length === 0) return [];
    const venueSymbols = those.map(({ venueSymbol }) => venueSymbol);
    return [{ topic: `candles ${timeframe}`, symbols: venueSymbols, isOptional: true }];
  });
  return [
    { topic: 'trades', symbols, isOptional: false },
    { topic: 'mark', symbols, isOptional: false },
    ...candles,
    { topic: 'systemStatus', symbols: [], isOptional: true },
  ];
}
