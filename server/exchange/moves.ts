import type { Floor, Pit } from './floor.ts';
import type { Exchange, PriceJump } from './model.ts';
import type { Pace } from './pace.ts';
import { type Answer, accepted, badSchema } from './rejection.ts';

/** Prices are elsewhere at once; stops and liquidations follow at once, resting orders with the next print. */
export function jumpPrice(floor: Floor, pace: Pace, pit: Pit, { pct, of }: PriceJump): Answer<null> {
  const { market } = pit;
  const ticks = Math.round((market.last * pct) / 100);
  if (!Number.isFinite(pct) || market.last + ticks < 1) {
    return badSchema('pct', `${pct} % leads to no price above 0`);
  }
  market.jump(floor.nowUs(), ticks, of);
  floor.emit({ type: 'book', symbol: market.product.symbol, atUs: floor.nowUs() });
  pace.tellPrices(pit);
  pace.follow(pit, null);
  return accepted(null);
}

export function printExtra(
  floor: Floor,
  pace: Pace,
  pit: Pit,
  trade: Parameters<Exchange['print']>[0],
): Answer<null> {
  const { market } = pit;
  const price = market.grid.ticks(trade.price);
  if (price === null) return badSchema('price', `${trade.price} is no price on tick`);
  if (!Number.isInteger(trade.size) || trade.size < 1) return badSchema('size', `${trade.size} is no size`);
  const print = { atUs: floor.nowUs(), price, size: trade.size, isBuy: trade.takerSide === 'buy' };
  market.printExtra(print);
  pace.printed(pit, print);
  return accepted(null);
}
