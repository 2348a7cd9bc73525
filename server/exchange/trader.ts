import type { Decimal } from 'decimal.js';
import { Exact, ratioOf } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import type { Fill, Position, Transaction, TransactionType, User } from './account.ts';
import {
  bankruptcyPrice,
  type Exposure,
  feeRate,
  initialMarginPct,
  liquidationPrice,
  notionalOf,
  shareOf,
} from './margin.ts';
import type { Market } from './market.ts';

const zero = new Exact(0);
/** Digits of money: shares of cost and margin are cut to these, and what is cut stays with the rest. */
const moneyDigits = 12;
const recordsKept = 20_000;

/** A position of one user in one product, flat ones included. */
export interface Holding {
  readonly market: Market;
  /** Signed contracts. */
  size: number;
  /** Notional at entry, USD, never below 0. */
  cost: Decimal;
  margin: Decimal;
  leverage: string;
  realizedPnl: Decimal;
  realizedFunding: Decimal;
  isAutoTopup: boolean;
  /** In ticks, mark at or beyond which it is liquidated; null: flat or never. */
  liquidationTicks: number | null;
  createdAtUs: number;
  updatedAtUs: number;
}

/** One sub-account: its wallet, its holdings, and the records of both. */
export class Trader {
  readonly user: User;
  balance = zero;
  readonly fills: Fill[] = [];
  readonly transactions: Transaction[] = [];
  readonly #holdings = new Map<string, Holding>();

  constructor(user: User) {
    this.user = user;
  }

  holding(market: Market): Holding {
    const { symbol, defaultLeverage } = market.product;
    const known = this.#holdings.get(symbol);
    if (known !== undefined) return known;
    const holding: Holding = {
      market,
      size: 0,
      cost: zero,
      margin: zero,
      leverage: defaultLeverage,
      realizedPnl: zero,
      realizedFunding: zero,
      isAutoTopup: false,
      liquidationTicks: null,
      createdAtUs: 0,
      updatedAtUs: 0,
    };
    this.#holdings.set(symbol, holding);
    return holding;
  }

  get holdings(): readonly Holding[] {
    return [...this.#holdings.values()];
  }

  book(entry: {
    readonly id: number;
    readonly type: TransactionType;
    readonly amount: Decimal;
    readonly productId: number | null;
    readonly reference: string | null;
    readonly atUs: number;
  }): void {
    this.balance = this.balance.plus(entry.amount);
    this.transactions.push({
      id: entry.id,
      userId: this.user.id,
      type: entry.type,
      amount: decimalText(entry.amount),
      balanceAfter: decimalText(this.balance),
      productId: entry.productId,
      reference: entry.reference,
      createdAtUs: entry.atUs,
    });
    if (this.transactions.length > recordsKept) this.transactions.shift();
  }

  record(fill: Fill): void {
    this.fills.push(fill);
    if (this.fills.length > recordsKept) this.fills.shift();
  }
}

export interface Traded {
  /** Signed contracts, not 0. */
  readonly size: number;
  readonly price: string;
  readonly atUs: number;
}

/** Adds a fill to the holding; answers the profit of the part that was closed, before fees. */
export function trade(holding: Holding, { size, price, atUs }: Traded): Decimal {
  const { product } = holding.market;
  const isOpposite = Math.sign(size) === -Math.sign(holding.size);
  const closing = isOpposite ? Math.min(Math.abs(size), Math.abs(holding.size)) : 0;
  const realized = closing > 0 ? close(holding, closing, price) : zero;
  holding.realizedPnl = holding.realizedPnl.plus(realized);
  const opening = Math.abs(size) - closing;
  if (opening > 0) {
    if (holding.size === 0) beginAnew(holding, atUs);
    const notional = notionalOf(product, opening, price);
    holding.cost = holding.cost.plus(notional);
    const pct = initialMarginPct(product, holding.leverage, holding.cost);
    holding.margin = holding.margin.plus(shareOf(pct, notional));
    holding.size += Math.sign(size) * opening;
  }
  touched(holding, atUs);
  return realized;
}

function close(holding: Holding, closing: number, price: string): Decimal {
  const held = Math.abs(holding.size);
  const side = Math.sign(holding.size);
  const cost = partOf(holding.cost, closing, held);
  const margin = partOf(holding.margin, closing, held);
  holding.cost = holding.cost.minus(cost);
  holding.margin = holding.margin.minus(margin);
  holding.size -= side * closing;
  return notionalOf(holding.market.product, closing, price).minus(cost).times(side);
}

const partOf = (whole: Decimal, part: number, of: number): Decimal =>
  part === of ? whole : whole.times(part).div(of).toDecimalPlaces(moneyDigits);

function beginAnew(holding: Holding, atUs: number): void {
  holding.realizedPnl = zero;
  holding.realizedFunding = zero;
  holding.createdAtUs = atUs;
}

/** To be called after size, cost or margin have changed. */
export function touched(holding: Holding, atUs: number): void {
  holding.updatedAtUs = atUs;
  holding.liquidationTicks = holding.size === 0 ? null : towardsSafety(holding, liquidationPrice);
}

/** In ticks, on the side where it is reached first; null: it is at no price above 0. */
export function towardsSafety(holding: Holding, priceOf: (exposure: Exposure) => Decimal): number | null {
  const ticks = priceOf(exposureOf(holding)).div(holding.market.product.tick);
  const whole = (holding.size > 0 ? ticks.ceil() : ticks.floor()).toNumber();
  return whole > 0 ? whole : null;
}

const exposureOf = ({ market, size, cost, margin }: Holding): Exposure => ({
  product: market.product,
  size,
  cost,
  margin,
});

/** At a price in ticks, USD. */
export function unrealizedPnl(holding: Holding, ticks: number): Decimal {
  if (holding.size === 0) return zero;
  const { product, grid } = holding.market;
  const value = notionalOf(product, Math.abs(holding.size), grid.text(ticks));
  return value.minus(holding.cost).times(Math.sign(holding.size));
}

/** What stays blocked for the fee of a liquidation. */
export function liquidationFee(holding: Holding): Decimal {
  if (holding.size === 0) return zero;
  return holding.cost.times(feeRate(holding.market.product, 'taker'));
}

function entryPrice({ market, size, cost }: Holding): string | null {
  if (size === 0) return null;
  return decimalText(ratioOf(cost, new Exact(market.product.contractValue).times(Math.abs(size))));
}

/** The holding as the margined view shows it, at this mark. */
export function positionView(userId: number, holding: Holding, markTicks: number): Position {
  const { market } = holding;
  const textOf = (ticks: number | null) => (ticks === null ? null : market.grid.text(ticks));
  return {
    userId,
    productId: market.product.id,
    symbol: market.product.symbol,
    size: holding.size,
    entryPrice: entryPrice(holding),
    margin: decimalText(holding.margin),
    liquidationPrice: textOf(holding.liquidationTicks),
    bankruptcyPrice: textOf(holding.size === 0 ? null : towardsSafety(holding, bankruptcyPrice)),
    commission: decimalText(liquidationFee(holding)),
    adlLevel: 0,
    realizedPnl: decimalText(holding.realizedPnl),
    realizedFunding: decimalText(holding.realizedFunding),
    unrealizedPnl: decimalText(unrealizedPnl(holding, markTicks)),
    markPrice: market.grid.text(markTicks),
    isAutoTopup: holding.isAutoTopup,
    leverage: holding.leverage,
    createdAtUs: holding.createdAtUs,
    updatedAtUs: holding.updatedAtUs,
  };
}
