import { isAhead, isSameZone } from '../trading/entryZone.ts';
import type { EntryOrder, OrderCommand } from '../trading/order.ts';
import { BaseExecutor, nothingToDo, type Plan } from './baseExecutor.ts';
import { type ExecutorState, withoutEnded } from './executorState.ts';
import { type ExecutionView, planEntry } from './planEntry.ts';

/** Mode B: one limit order waits in the best zone that price has yet to come to. */
export class RestingLimit extends BaseExecutor {
  override readonly mode = 'B';

  protected override planEntries(state: ExecutorState, view: ExecutionView): Plan {
    const { zones } = view;
    const working = state.order;
    const stands = working !== null && zones.some((zone) => isSameZone(zone, working.zone));
    const order = this.#best(state, view);
    // What works already stays as it is, until its zone ends or a better one is found.
    if (order === null && (working === null || stands)) return nothingToDo(state);
    const commands: OrderCommand[] = [];
    if (working !== null) {
      commands.push({ type: 'cancel', orderId: working.id, why: stands ? 'replaced' : 'zone' });
    }
    if (order !== null) commands.push({ type: 'enter', order });
    return { state: { ...withoutEnded(state, zones), order }, commands, refusals: [] };
  }

  /** The order for the best zone that passes every gate; null when there is none better than the working order's. */
  #best(state: ExecutorState, view: ExecutionView): EntryOrder | null {
    const { zones, candle } = view;
    for (const zone of zones) {
      if (state.order !== null && isSameZone(zone, state.order.zone)) return null;
      if (!isAhead(zone, candle.close)) continue;
      const plan = planEntry({ kind: 'limit', zone, view, state, params: this.params });
      if ('order' in plan) return plan.order;
    }
    return null;
  }
}
