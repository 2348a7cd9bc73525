import type { UnixMs } from '../market/candle.ts';
import type { EntryZone } from './entryZone.ts';
import type { Direction } from './signal.ts';

/** What an order is for; `trail` is a stop that was moved, `invalidation` leaves because the zone no longer holds. */
export type ExitLeg = 'target' | 'stop' | 'trail' | 'invalidation';
export type Leg = 'entry' | ExitLeg;

/**
 * An entry with everything it brings along, sent as one request: a position is never without its stop. Prices are on
 * tick, `contracts` decimal text, so an order is plain JSON.
 */
export interface EntryOrder {
  /** The signal it comes from; one order a signal. */
  readonly id: string;
  readonly kind: 'market' | 'limit';
  readonly direction: Direction;
  /** The limit; of a market order the close it was planned at. */
  readonly price: number;
  readonly contracts: string;
  readonly stop: number;
  /** From the price of the fill. */
  readonly targetDistance: number;
  /** Set when the target is a price that the fill does not move. */
  readonly target?: number;
  /** How far the stop follows the best close once the target was taken; null: it stays. */
  readonly trailDistance: number | null;
  /** What the target closes. */
  readonly targetCloses: 'half' | 'all';
  /** Bars that open from then on do not fill it; null: works until cancelled. */
  readonly expiresAt: UnixMs | null;
  readonly leverage: number;
  readonly zone: EntryZone;
  /** Frozen at the close the order was made at. */
  readonly atr: number;
  /** Bar at whose close it was made, and that close. */
  readonly bar: number;
  readonly placedAt: UnixMs;
}

/** Money is decimal text in the currency of the account. */
export interface OrderFill {
  readonly type: 'filled';
  readonly orderId: string;
  readonly leg: Leg;
  readonly at: UnixMs;
  /** At the open of its bar, before anything else happened in it. */
  readonly isAtOpen: boolean;
  readonly price: string;
  readonly contracts: string;
  readonly role: 'maker' | 'taker';
  readonly fee: string;
  /** Half the spread on these contracts. */
  readonly spread: string;
  /** Contracts of the position after this fill. */
  readonly left: string;
  /** Of an entry: where the target was set. */
  readonly target: number | null;
  /** The bar does not tell whether stop or target came first. */
  readonly isAmbiguous: boolean;
}

/** `gap`: the market opened at or beyond the stop. */
export type CancelReason = WithdrawReason | 'age' | 'gap';

/**
 * Why an executor takes an order back: for a better zone, because its own ended, because a filter keeps entries on it away
 * by now, what it was placed on turned, or its hours are over.
 */
export type WithdrawReason = 'replaced' | 'zone' | 'filter' | 'shift' | 'bias' | 'session';

export interface OrderCancelled {
  readonly type: 'cancelled';
  readonly orderId: string;
  readonly why: CancelReason;
  readonly at: UnixMs;
}

export type OrderUpdate = OrderFill | OrderCancelled;

/** What an executor wants done; the host does it and answers with updates. */
export type OrderCommand =
  | { readonly type: 'enter'; readonly order: EntryOrder }
  | { readonly type: 'cancel'; readonly orderId: string; readonly why: WithdrawReason }
  | { readonly type: 'moveStop'; readonly orderId: string; readonly stop: number }
  | { readonly type: 'close'; readonly orderId: string; readonly leg: 'invalidation' };
