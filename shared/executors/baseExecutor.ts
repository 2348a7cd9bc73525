import type { Candle } from '../market/candle.ts';
import { isInvalidated } from '../risk/stopLoss.ts';
import { trailedStop } from '../risk/takeProfit.ts';
import type { EntryZone } from '../trading/entryZone.ts';
import type { OrderCommand, OrderUpdate } from '../trading/order.ts';
import type { BlockEntryParams } from './blockEntryParams.ts';
import { afterUpdate, type ExecutorState, type ManagedPosition } from './executorState.ts';
import type { ExecutionView, RefusedBy } from './planEntry.ts';

/** An entry that the candle called for and a gate refused. */
export interface Refusal {
  readonly zone: EntryZone;
  readonly by: RefusedBy;
}

export interface Plan {
  readonly state: ExecutorState;
  /** To be performed in this order. */
  readonly commands: readonly OrderCommand[];
  readonly refusals: readonly Refusal[];
}

const none: readonly never[] = Object.freeze([]);

export const nothingToDo = (state: ExecutorState): Plan => ({ state, commands: none, refusals: none });

/**
 * Plans the orders of one symbol on one account: candles and order updates in, commands out. It keeps no state of its
 * own and does nothing itself, so live, paper and replay run the same one. Sub-classes say how a position is entered;
 * how it is left is the same for all.
 */
export abstract class BaseExecutor {
  /** "A": what an account's mode and a report call it. */
  abstract readonly mode: string;
  protected readonly params: BlockEntryParams;

  constructor(params: BlockEntryParams) {
    this.params = params;
  }

  /** At a close without a position; what works already is in the state. */
  protected abstract planEntries(state: ExecutorState, view: ExecutionView): Plan;

  /** `bar` is the index of the candle in which it happened, closed or not. */
  onOrderUpdate(state: ExecutorState, update: OrderUpdate, bar: number): ExecutorState {
    return afterUpdate(state, update, bar);
  }

  /** At a close, after the updates of the candle. Exits come before entries, and while one is open nothing is entered. */
  onCandle(state: ExecutorState, view: ExecutionView): Plan {
    const { position } = state;
    if (position !== null) return this.#minding(state, position, view);
    return view.atr.warm ? this.planEntries(state, view) : nothingToDo(state);
  }

  #minding(state: ExecutorState, position: ManagedPosition, { candle, spec }: ExecutionView): Plan {
    const { order, isClosing, hasTakenTarget, stop } = position;
    if (isClosing) return nothingToDo(state);
    const { direction, zone, trailDistance } = order;
    if (isInvalidated({ direction, zone, mitigation: this.params.mitigation }, candle)) {
      const commands = [{ type: 'close', orderId: order.id, leg: 'invalidation' }] as const;
      return { state: { ...state, position: { ...position, isClosing: true } }, commands, refusals: none };
    }
    const bestClose = better(position, candle);
    const moved =
      hasTakenTarget && trailDistance !== null
        ? trailedStop({ direction, stop, bestClose, distance: trailDistance, tick: spec.tick })
        : stop;
    if (moved === stop) {
      if (bestClose === position.bestClose) return nothingToDo(state);
      return nothingToDo({ ...state, position: { ...position, bestClose } });
    }
    const commands = [{ type: 'moveStop', orderId: order.id, stop: moved }] as const;
    return {
      state: { ...state, position: { ...position, bestClose, stop: moved } },
      commands,
      refusals: none,
    };
  }
}

function better({ order, bestClose }: ManagedPosition, { close }: Candle): number {
  if (bestClose === null) return close;
  return order.direction === 'long' ? Math.max(bestClose, close) : Math.min(bestClose, close);
}
