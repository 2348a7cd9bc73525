import { decimalText } from '#shared/market/money.ts';
import type { FillType } from './account.ts';
import { followPosition, layLegs, legsOf } from './brackets.ts';
import { type Floor, memberOf } from './floor.ts';
import { type LiveOrder, signOf } from './liveOrder.ts';
import { feeRate, notionalOf } from './margin.ts';
import { mixed } from './noise.ts';
import { leaveBook } from './orderEnds.ts';
import { tellOrder, tellPosition, tellWallet } from './tell.ts';
import { trade } from './trader.ts';

export interface Match {
  readonly size: number;
  /** Ticks. */
  readonly price: number;
  readonly role: 'maker' | 'taker';
  readonly fillType: FillType;
}

/** Books one match on its order, position and wallet, tells its owner, and lets exits follow. */
export function fillOrder(floor: Floor, order: LiveOrder, match: Match): void {
  const { market, userId } = order;
  const { product, grid } = market;
  const { trader } = memberOf(floor, userId);
  const holding = trader.holding(market);
  const atUs = floor.nowUs();
  const price = grid.text(match.price);
  const signed = signOf(order.side) * match.size;
  const notional = notionalOf(product, match.size, price);
  const rate = feeRate(product, match.role);
  const commission = notional.times(rate);
  const realized = trade(holding, { size: signed, price, atUs });

  const fillId = fillUuid(floor);
  const booking = { productId: product.id, reference: fillId, atUs };
  if (!realized.isZero()) trader.book({ ...booking, id: floor.nextId(), type: 'cashflow', amount: realized });
  trader.book({ ...booking, id: floor.nextId(), type: 'commission', amount: commission.negated() });
  const { house } = floor;
  house.fees = house.fees.plus(commission);
  house.cash = house.cash.plus(notional.times(signOf(order.side)));
  house.sizes.set(product.symbol, (house.sizes.get(product.symbol) ?? 0) - signed);

  order.unfilled -= match.size;
  order.filledTicks += match.price * match.size;
  order.paidCommission = order.paidCommission.plus(commission);
  const isDone = order.unfilled === 0;
  if (isDone) {
    order.state = 'closed';
    leaveBook(floor, order);
  }
  const fill = {
    id: fillId,
    userId,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    productId: product.id,
    symbol: product.symbol,
    side: order.side,
    size: match.size,
    price,
    notional: decimalText(notional),
    role: match.role,
    commission: decimalText(commission),
    effectiveCommissionRate: decimalText(rate),
    fillType: match.fillType,
    newPosition: holding.size,
    realizedPnl: decimalText(realized),
    createdAtUs: atUs,
  };
  trader.record(fill);
  floor.emit({ type: 'fill', fill });
  const reason = match.fillType === 'normal' ? 'fill' : 'liquidation';
  tellOrder(floor, order, isDone ? 'delete' : 'update', reason);
  tellPosition(floor, userId, holding);

  const opens = Math.sign(holding.size) === signOf(order.side);
  if (order.bracket !== null && opens && legsOf(floor, userId, market).length === 0) {
    layLegs(floor, { userId, market }, order.bracket);
  }
  followPosition(floor, { userId, market });
  tellWallet(floor, userId);
}

/** Looks like any uuid, and is the same in every run of the same seed. */
function fillUuid(floor: Floor): string {
  const id = floor.nextId();
  const hex = (salt: number) =>
    mixed(floor.seed ^ salt, id)
      .toString(16)
      .padStart(8, '0');
  const [a, b, c, d] = [hex(1), hex(2), hex(3), id.toString(16).padStart(8, '0')];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(0, 3)}-${c.slice(4)}${d}`;
}
