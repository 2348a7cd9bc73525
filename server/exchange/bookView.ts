import type { Pit } from './floor.ts';
import type { BookLevel, BookView } from './marketView.ts';
import { offersOf } from './matching.ts';
import type { Side } from './order.ts';

/** The market's own levels and what users have resting, as one book. */
export function bookView(pit: Pit, depth: number, atUs: number): BookView {
  return {
    symbol: pit.market.product.symbol,
    bids: sideOf(pit, 'buy', depth),
    asks: sideOf(pit, 'sell', depth),
    atUs,
  };
}

function sideOf(pit: Pit, side: Side, depth: number): BookLevel[] {
  const sizes = new Map<number, number>();
  for (const order of pit.resting.of(side)) {
    const price = order.limit ?? 0;
    sizes.set(price, (sizes.get(price) ?? 0) + order.unfilled);
  }
  let shown = 0;
  for (const { price, size } of offersOf(pit, side)) {
    sizes.set(price, (sizes.get(price) ?? 0) + size);
    shown += 1;
    if (shown === depth) break;
  }
  const better = side === 'buy' ? -1 : 1;
  return [...sizes]
    .sort(([a], [b]) => (a - b) * better)
    .slice(0, depth)
    .map(([price, size]) => ({ price: pit.market.grid.text(price), size }));
}
