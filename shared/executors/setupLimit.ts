import type { Decimal } from 'decimal.js';
import { type Candle, closeTime } from '../market/candle.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { TradingCosts } from '../risk/costs.ts';
import { entrySize } from '../risk/entrySize.ts';
import { zoneName } from '../trading/entryZone.ts';
import type { EntryOrder, OrderCommand, OrderUpdate } from '../trading/order.ts';
import type { SetupTerms, SetupView, TradeSetup } from '../trading/setup.ts';
import { afterUpdate, type ExecutorState, idleExecutor } from './executorState.ts';

/** Plain JSON, never changed in place. */
export interface SetupState extends ExecutorState {
  /** End of the shift that the last order followed: it gives no other. */
  readonly orderedShift: number | null;
}

export const idleSetups: SetupState = { ...idleExecutor, orderedShift: null };

export interface SetupPlan {
  readonly state: SetupState;
  /** To be performed in this order. */
  readonly commands: readonly OrderCommand[];
  /** What the order that is entered follows. */
  readonly setup: TradeSetup | null;
}

export type HeldBack = 'position' | 'order' | 'shift used' | 'zone used' | 'size';

/** What the executor may look at when a candle has closed. */
export interface SetupExecutionView {
  readonly candle: Candle;
  readonly bar: number;
  readonly spec: SymbolSpec;
  /** Realised capital of the symbol. */
  readonly capital: Decimal;
  readonly costs: TradingCosts;
  readonly market: SetupView;
}

/** The mode of accounts whose orders are resting limits. */
export const setupMode = 'B';

/**
 * One limit order waits for the best setup of a shift, until it is too old or what it was placed on ends. The position
 * leaves whole, at stop or target. Like every executor it only plans.
 */
export class SetupLimit {
  readonly mode = setupMode;
  readonly #terms: SetupTerms;

  constructor(terms: SetupTerms) {
    this.#terms = terms;
  }

  onOrderUpdate(state: SetupState, update: OrderUpdate, bar: number): SetupState {
    return { ...afterUpdate(state, update, bar), orderedShift: state.orderedShift };
  }

  /** At a close, after the updates of the candle. */
  onCandle(state: SetupState, view: SetupExecutionView): SetupPlan {
    if (state.position !== null) return idle(state);
    const working = state.order;
    if (working === null) return this.#entering(state, view);
    const why = view.market.endOf(working);
    if (why === null) return idle(state);
    const next = this.#entering({ ...state, order: null }, view);
    return { ...next, commands: [{ type: 'cancel', orderId: working.id, why }, ...next.commands] };
  }

  /** Why it places no order where the market would give one; null: it would place one, or did at this close. */
  heldBackBy(state: SetupState, view: SetupExecutionView): HeldBack | null {
    if (state.position !== null) return 'position';
    if (state.order !== null) return state.order.bar === view.bar ? null : 'order';
    const setups = view.market.setups(null);
    if (setups.length === 0) return null;
    if (setups[0]?.shift.closeTime === state.orderedShift) return 'shift used';
    if (setups.every((setup) => this.#isUsed(setup, state))) return 'zone used';
    return this.#entering(state, view).setup === null ? 'size' : null;
  }

  #isUsed({ zone }: TradeSetup, { entries }: SetupState): boolean {
    return (entries[zoneName(zone)] ?? 0) >= this.#terms.entriesPerZone;
  }

  #entering(state: SetupState, view: SetupExecutionView): SetupPlan {
    for (const setup of view.market.setups(state.orderedShift)) {
      const order = this.#isUsed(setup, state) ? null : this.#orderFor(setup, view);
      if (order === null) continue;
      const entries = newest(state.entries);
      const next = { ...state, entries, order, orderedShift: setup.shift.closeTime };
      return { state: next, commands: [{ type: 'enter', order }], setup };
    }
    return idle(state);
  }

  /** null: not even the smallest size may be risked. */
  #orderFor(setup: TradeSetup, { candle, bar, spec, capital, costs }: SetupExecutionView): EntryOrder | null {
    const { zone, stop, target, atr, expiresAt } = setup;
    const { direction, entry: price } = zone;
    const { riskPct, maxLeverage: leverage } = this.#terms;
    const size = entrySize({
      ...{ capital, share: '1', leverage, riskPct, kind: 'limit', direction, price, stop, spec, costs },
    });
    if (size.isZero()) return null;
    const placedAt = closeTime(candle);
    return {
      id: `${candle.symbol}.${candle.timeframe}.${placedAt}.${zoneName(zone)}`,
      ...{ kind: 'limit', direction, price, contracts: decimalText(size), stop, target },
      targetDistance: Math.abs(target - price),
      ...{ trailDistance: null, targetCloses: 'all', expiresAt, leverage, zone, atr, bar, placedAt },
    };
  }
}

const idle = (state: SetupState): SetupPlan => ({ state, commands: [], setup: null });

/** A zone belongs to the leg of a shift of the last hours: what was filled so many trades ago is offered no more. */
const remembered = 64;

function newest(entries: SetupState['entries']): SetupState['entries'] {
  const all = Object.entries(entries);
  return all.length <= remembered ? entries : Object.fromEntries(all.slice(-remembered));
}
