import { Exact } from '#shared/market/exact.ts';
import { type Floor, markOf, type Pit } from './floor.ts';
import { notionalOf, shareOf } from './margin.ts';
import type { FundingView } from './marketView.ts';
import { tellPosition, tellWallet } from './tell.ts';

const fundingIntervalUs = (pit: Pit): number => pit.market.product.fundingInterval * 1e6;

/** Microseconds of the boundary after a moment; at a boundary, of the next. */
export const nextFundingUs = (pit: Pit, atUs: number): number =>
  (Math.floor(atUs / fundingIntervalUs(pit)) + 1) * fundingIntervalUs(pit);

export function fundingView(pit: Pit, nowUs: number): FundingView {
  const { product, series } = pit.market;
  return {
    symbol: product.symbol,
    rate: pit.market.fundingRate(series.slotOf(nowUs)).toFixed(6),
    interval: product.fundingInterval,
    nextAtUs: nextFundingUs(pit, nowUs),
    atUs: nowUs,
  };
}

/** Longs pay shorts where the rate of the interval that ends is above 0: so many percent of the notional at mark. */
export function exchangeFunding(floor: Floor, pit: Pit): void {
  const { market } = pit;
  const atUs = floor.nowUs();
  const rate = market.fundingRate(market.series.slotOf(atUs - 1));
  const mark = market.grid.text(markOf(floor, market));
  for (const { trader } of floor.members.values()) {
    const holding = trader.holding(market);
    if (holding.size === 0) continue;
    const notional = notionalOf(market.product, holding.size, mark);
    const received = shareOf(new Exact(rate), notional).negated();
    holding.realizedFunding = holding.realizedFunding.plus(received);
    floor.house.funding = floor.house.funding.minus(received);
    trader.book({
      id: floor.nextId(),
      type: 'funding',
      amount: received,
      productId: market.product.id,
      reference: rate.toFixed(6),
      atUs,
    });
    tellPosition(floor, trader.user.id, holding);
    tellWallet(floor, trader.user.id);
  }
}
