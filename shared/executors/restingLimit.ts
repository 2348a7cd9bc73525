import { isAhead, isSameZone } from '../trading/entryZone.ts';
import type { EntryOrder, OrderCommand } from '../trading/order.ts';
import { targetPrice } from '../trading/plannedEntry.ts';
import { BaseExecutor, nothingToDo, type Plan } from './baseExecutor.ts';
import { type ExecutorState, withoutEnded } from './executorState.ts';
import { type ExecutionView, planEntry } from './planEntry.ts';

/** Mode B: one limit order waits in the best zone that price has yet to come to. */
export class RestingLimit extends BaseExecutor {
  override readonly mode = 'B';

  protected override planEntries(state: ExecutorState, view: ExecutionView): Plan {
    const { zones } = view;
    const working = state.order;
    const end = working === null ? null : endOf(working, view);
    const order = this.#best(end === null ? state : { ...state, order: null }, view);
    // What works already stays as it is, until it ends or a better zone is found.
    if (order === null && end === null) return nothingToDo(state);
    const commands: OrderCommand[] = [];
    if (working !== null) commands.push({ type: 'cancel', orderId: working.id, why: end ?? 'replaced' });
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

/** Its zone ended, or a filter would keep it away by now; null: it works on. */
function endOf(order: EntryOrder, { zones, spec, closedBy }: ExecutionView): 'zone' | 'filter' | null {
  const { direction, zone, price, stop, targetDistance: distance } = order;
  if (!zones.some((each) => isSameZone(each, zone))) return 'zone';
  const target = targetPrice({ direction, price, distance, tick: spec.tick });
  return closedBy({ kind: 'limit', zone, price, stop, target }) === null ? null : 'filter';
}
