import { isEntryCandle } from '../trading/entryZone.ts';
import type { EntryOrder } from '../trading/order.ts';
import { BaseExecutor, nothingToDo, type Plan, type Refusal } from './baseExecutor.ts';
import { type ExecutorState, withoutEnded } from './executorState.ts';
import { type ExecutionView, planEntry } from './planEntry.ts';

/** Mode A: a candle that comes into a zone and closes out of it in the zone's favour is followed at the next open. */
export class CloseEntry extends BaseExecutor {
  override readonly mode = 'A';

  protected override planEntries(state: ExecutorState, view: ExecutionView): Plan {
    const { candle, zones, bar } = view;
    // The order of the last close has been filled or refused by now, unless the venue still owes the answer.
    if (state.order !== null || candle.close === candle.open) return nothingToDo(state);
    let order: EntryOrder | null = null;
    const refusals: Refusal[] = [];
    for (const zone of zones) {
      if (zone.since >= bar || !isEntryCandle(zone, candle)) continue;
      const plan = planEntry({ kind: 'market', zone, view, state, params: this.params });
      if ('refusedBy' in plan) refusals.push({ zone, by: plan.refusedBy });
      else if (order === null) order = plan.order;
      else refusals.push({ zone, by: 'outranked' });
    }
    if (order === null) return { state, commands: [], refusals };
    const next = { ...withoutEnded(state, zones), order };
    return { state: next, commands: [{ type: 'enter', order }], refusals };
  }
}
