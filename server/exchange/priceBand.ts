import { type Floor, markOf } from './floor.ts';
import type { Market } from './market.ts';

/** Ticks between which orders may trade: so many percent either side of mark. */
export interface PriceBand {
  readonly lower: number;
  readonly upper: number;
}

export function bandOf(floor: Floor, market: Market): PriceBand {
  const mark = markOf(floor, market);
  const away = (mark * Number(market.product.priceBand)) / 100;
  return { lower: Math.max(1, Math.ceil(mark - away)), upper: Math.floor(mark + away) };
}
