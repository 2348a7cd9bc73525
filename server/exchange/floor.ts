import type { Decimal } from 'decimal.js';
import { Exact } from '#shared/market/exact.ts';
import type { Position } from './account.ts';
import { Journal } from './journal.ts';
import type { LiveOrder } from './liveOrder.ts';
import type { Market } from './market.ts';
import type { ExchangeEvent, Faults, SystemStatus } from './model.ts';
import { OrderRegister } from './orderRegister.ts';
import type { RestingOrders } from './restingOrders.ts';
import { Trader } from './trader.ts';

/** One product on the floor: its market, what users have in its book, and their stops that wait. */
export interface Pit {
  readonly market: Market;
  readonly resting: RestingOrders;
  readonly stops: Set<LiveOrder>;
}

export interface Member {
  readonly trader: Trader;
  readonly orders: OrderRegister;
  /** How positions looked before: the margined view lags. */
  readonly positions: Journal<string, Position>;
}

/** What the other side of all trades, the fee desk and the funding pot have, in USD and contracts. */
export class House {
  fees: Decimal = new Exact(0);
  funding: Decimal = new Exact(0);
  /** Paid to the other side of users' trades, less what it paid. */
  cash: Decimal = new Exact(0);
  deposits: Decimal = new Exact(0);
  /** Contracts of the other side, by symbol. */
  readonly sizes = new Map<string, number>();
}

/** Everything that the parts of the exchange work on together. */
export interface Floor {
  readonly pits: ReadonlyMap<string, Pit>;
  readonly members: ReadonlyMap<number, Member>;
  readonly house: House;
  readonly seed: number;
  faults: Faults;
  status: SystemStatus;
  /** Microseconds: of what is happening, or of now. */
  readonly nowUs: () => number;
  readonly emit: (event: ExchangeEvent) => void;
  /** 1, 2, 3, ... for orders, fills and bookings. */
  readonly nextId: () => number;
}

export const markOf = (floor: Floor, market: Market): number => market.markAt(floor.nowUs());

/** Whether orders match, stops go off and positions are liquidated; the market's own prints go on in any case. */
export function isMatching({ status }: Floor, { market }: Pit): boolean {
  const { state, tradingStatus } = market.condition;
  const isUp = status === 'live' || status === 'degraded_mode' || status === 'api_fallback';
  return isUp && state === 'live' && tradingStatus === 'operational';
}

export const newMember = (user: Trader['user']): Member => ({
  trader: new Trader(user),
  orders: new OrderRegister(),
  positions: new Journal(),
});

export function memberOf(floor: Floor, userId: number): Member {
  const member = floor.members.get(userId);
  if (member === undefined) throw new Error(`user ${userId} has no account here`);
  return member;
}

export function pitOf(floor: Floor, market: Market): Pit {
  const pit = floor.pits.get(market.product.symbol);
  if (pit === undefined) throw new Error(`${market.product.symbol} is not traded here`);
  return pit;
}
