import { Exact } from '#shared/market/exact.ts';
import type { Floor } from './floor.ts';
import type { LiveOrder, StopPart } from './liveOrder.ts';
import type { Market } from './market.ts';
import type { Bracket, OrderType, Side, TimeInForce } from './order.ts';

export interface Draft {
  readonly userId: number;
  readonly market: Market;
  readonly side: Side;
  readonly size: number;
  readonly type: OrderType;
  /** Ticks. */
  readonly limit: number | null;
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly clientOrderId?: string | null;
  readonly stop?: StopPart | null;
  readonly isBracketLeg?: boolean;
  readonly bracket?: Bracket | null;
}

/** Stops wait, everything else is open; nobody has been told yet. */
export function newOrder(floor: Floor, draft: Draft): LiveOrder {
  const atUs = floor.nowUs();
  return {
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    clientOrderId: null,
    stop: null,
    isBracketLeg: false,
    bracket: null,
    ...draft,
    id: floor.nextId(),
    unfilled: draft.size,
    state: draft.stop ? 'pending' : 'open',
    cancellationReason: null,
    filledTicks: 0,
    paidCommission: new Exact(0),
    queueAhead: 0,
    createdAtUs: atUs,
    updatedAtUs: atUs,
  };
}
