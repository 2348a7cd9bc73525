import type { Decimal } from 'decimal.js';
import { decimalText } from '#shared/market/money.ts';
import type { Member } from './floor.ts';
import { type LiveOrder, signOf } from './liveOrder.ts';
import { feeRate, initialMarginPct, liquidationPrice, notionalOf, shareOf } from './margin.ts';
import type { Market } from './market.ts';
import type { Side } from './order.ts';
import { unrealizedPnl } from './trader.ts';
import { type Asked, availableOf, sideMargin } from './wallet.ts';

export interface Wanted {
  readonly side: Side;
  readonly asked: Asked;
  /** An order that is being replaced: what it holds back is free again. */
  readonly without?: LiveOrder;
}

/** The contracts that would add to the position, what already waits counted first. */
function openingSize(member: Member, market: Market, { side, asked }: Wanted): number {
  const { size } = member.trader.holding(market);
  return Math.max(0, asked.size - Math.max(0, -signOf(side) * size));
}

/** What is missing to take on the order, as the venue tells it; null: it can be paid for. */
export function marginShortfall(
  member: Member,
  market: Market,
  wanted: Wanted,
): { readonly available_balance: string; readonly required_additional_balance: string } | null {
  const { side, asked, without } = wanted;
  const options = without === undefined ? {} : { without };
  const before = sideMargin(member, market, side);
  const margin = sideMargin(member, market, side, { ...options, asked }).minus(before);
  const fee = notionalOf(market.product, asked.size, asked.price).times(feeRate(market.product, 'taker'));
  const isClosing = openingSize(member, market, wanted) === 0 && !margin.gt(0);
  const required = isClosing ? margin : margin.plus(fee);
  return missing(availableOf(member), required);
}

function missing(available: Decimal, required: Decimal) {
  if (!required.gt(0) || available.gte(required)) return null;
  return {
    available_balance: decimalText(available),
    required_additional_balance: decimalText(required.minus(available)),
  };
}

/** Whether not even the fee of closing so much at that price could be paid. */
export function cannotPayClosing(member: Member, market: Market, { asked }: Wanted): boolean {
  const holding = member.trader.holding(market);
  const ticks = market.grid.ticks(asked.price) ?? 0;
  const fee = notionalOf(market.product, asked.size, asked.price).times(feeRate(market.product, 'taker'));
  const left = availableOf(member).plus(holding.margin).plus(unrealizedPnl(holding, ticks));
  return left.lt(fee);
}

/** Whether the position would be liquidated at this mark (ticks) the moment the order is filled. */
export function wouldLiquidate(member: Member, market: Market, wanted: Wanted, markTicks: number): boolean {
  const opening = openingSize(member, market, wanted);
  if (opening === 0) return false;
  const { product, grid } = market;
  const holding = member.trader.holding(market);
  const isAdding = Math.sign(holding.size) === signOf(wanted.side);
  const notional = notionalOf(product, opening, wanted.asked.price);
  const cost = isAdding ? holding.cost.plus(notional) : notional;
  const added = shareOf(initialMarginPct(product, holding.leverage, cost), notional);
  const margin = isAdding ? holding.margin.plus(added) : added;
  const size = (isAdding ? holding.size : 0) + signOf(wanted.side) * opening;
  const price = liquidationPrice({ product, size, cost, margin });
  const mark = grid.text(markTicks);
  return size > 0 ? price.gte(mark) : price.lte(mark);
}
