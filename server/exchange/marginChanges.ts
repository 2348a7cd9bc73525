import type { Decimal } from 'decimal.js';
import { Exact } from '#shared/market/exact.ts';
import { decimalSchema, decimalText } from '#shared/market/money.ts';
import type { LeverageSetting, Position } from './account.ts';
import { type Floor, type Member, markOf } from './floor.ts';
import { initialMarginPct, maintenanceMarginPct, maxLeverage, shareOf } from './margin.ts';
import type { Market } from './market.ts';
import { sides } from './order.ts';
import { type Answer, accepted, badSchema, rejected } from './rejection.ts';
import { tellPosition, tellWallet } from './tell.ts';
import { positionView, touched, unrealizedPnl } from './trader.ts';
import { availableOf, sideMargin } from './wallet.ts';

/** Decimal text as a number that computes exactly; null: it is none. */
export const readAmount = (text: string): Decimal | null =>
  decimalSchema.safeParse(text).success ? new Exact(text) : null;

/** Adds to the margin of the open position, or takes what it does not need. */
export function changePositionMargin(
  floor: Floor,
  member: Member,
  market: Market,
  delta: string,
): Answer<Position> {
  const amount = readAmount(delta);
  if (amount === null || amount.isZero()) return badSchema('delta_margin', `${delta} is no amount`);
  const holding = member.trader.holding(market);
  if (holding.size === 0) return rejected('no_open_position');
  const available = availableOf(member);
  if (amount.gt(available)) {
    return rejected('insufficient_margin', {
      asset_symbol: 'USD',
      available_balance: decimalText(available),
      required_additional_balance: decimalText(amount.minus(available)),
    });
  }
  const { product } = market;
  const margin = holding.margin.plus(amount);
  if (amount.isNegative()) {
    const loss = Exact.min(0, unrealizedPnl(holding, markOf(floor, market)));
    const initial = shareOf(initialMarginPct(product, holding.leverage, holding.cost), holding.cost);
    const maintenance = shareOf(maintenanceMarginPct(product, holding.cost), holding.cost);
    if (margin.lt(initial)) return rejected('insufficient_margin', { required_margin: decimalText(initial) });
    if (margin.plus(loss).lte(maintenance)) return rejected('immediate_liquidation');
  }
  holding.margin = margin;
  touched(holding, floor.nowUs());
  const userId = member.trader.user.id;
  tellPosition(floor, userId, holding);
  tellWallet(floor, userId);
  return accepted(positionView(userId, holding, markOf(floor, market)));
}

export function leverageOf(member: Member, market: Market): LeverageSetting {
  const orderMargin = sides.reduce((sum, side) => sum.plus(sideMargin(member, market, side)), new Exact(0));
  return {
    productId: market.product.id,
    leverage: member.trader.holding(market).leverage,
    orderMargin: decimalText(orderMargin),
  };
}

/** For orders to come and those that rest; the margin of an open position stays. */
export function changeLeverage(
  floor: Floor,
  member: Member,
  market: Market,
  leverage: string,
): Answer<LeverageSetting> {
  const amount = readAmount(leverage);
  if (amount === null || amount.lt(1)) return badSchema('leverage', `${leverage} is no number from 1`);
  const most = maxLeverage(market.product);
  if (amount.gt(most)) return rejected('max_leverage_exceeded', { max_leverage: decimalText(most) });
  const text = decimalText(amount);
  let missing = availableOf(member).negated();
  for (const side of sides) {
    missing = missing
      .plus(sideMargin(member, market, side, { leverage: text }))
      .minus(sideMargin(member, market, side));
  }
  if (missing.gt(0) && sides.some((side) => sideMargin(member, market, side).gt(0))) {
    return rejected('insufficient_margin', {
      asset_symbol: 'USD',
      available_balance: decimalText(availableOf(member)),
      required_additional_balance: decimalText(missing),
    });
  }
  member.trader.holding(market).leverage = text;
  tellWallet(floor, member.trader.user.id);
  return accepted(leverageOf(member, market));
}
