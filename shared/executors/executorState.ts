import type { EntryZone, ZoneName } from '../trading/entryZone.ts';
import { zoneName } from '../trading/entryZone.ts';
import type { EntryOrder, OrderUpdate } from '../trading/order.ts';
import type { Direction } from '../trading/signal.ts';

/** A position as its executor minds it. */
export interface ManagedPosition {
  readonly order: EntryOrder;
  readonly stop: number;
  /** Best close while it was open; null before the first. */
  readonly bestClose: number | null;
  readonly hasTakenTarget: boolean;
  /** The order to leave is on its way. */
  readonly isClosing: boolean;
}

/** All an executor remembers of one symbol on one account: plain JSON, never changed in place. */
export interface ExecutorState {
  /** The entry that has not been filled yet. */
  readonly order: EntryOrder | null;
  readonly position: ManagedPosition | null;
  readonly lastExitBar: Readonly<Record<Direction, number | null>>;
  /** Filled entries of zones that still stand. */
  readonly entries: Readonly<Record<ZoneName, number>>;
  /** Zones whose order grew too old: not offered again. */
  readonly agedZones: readonly ZoneName[];
}

export const idleExecutor: ExecutorState = {
  order: null,
  position: null,
  lastExitBar: { long: null, short: null },
  entries: {},
  agedZones: [],
};

/** What an update means for the executor; `bar` is the one in which it happened, closed or not. */
export function afterUpdate(state: ExecutorState, update: OrderUpdate, bar: number): ExecutorState {
  if (update.type === 'cancelled') {
    if (state.order?.id !== update.orderId) return state;
    const agedZones =
      update.why === 'age' ? [...state.agedZones, zoneName(state.order.zone)] : state.agedZones;
    return { ...state, order: null, agedZones };
  }
  if (update.leg === 'entry') return afterEntry(state, update.orderId);
  const { position } = state;
  if (position?.order.id !== update.orderId) return state;
  if (Number(update.left) > 0) return { ...state, position: { ...position, hasTakenTarget: true } };
  const lastExitBar = { ...state.lastExitBar, [position.order.direction]: bar };
  return { ...state, position: null, lastExitBar };
}

function afterEntry(state: ExecutorState, orderId: string): ExecutorState {
  const { order, entries } = state;
  if (order?.id !== orderId) return state;
  const name = zoneName(order.zone);
  return {
    ...state,
    order: null,
    position: { order, stop: order.stop, bestClose: null, hasTakenTarget: false, isClosing: false },
    entries: { ...entries, [name]: (entries[name] ?? 0) + 1 },
  };
}

/** So many names are remembered before it is worth asking which zones still stand. */
const remembered = 64;

/** Forgets zones that ended, now and then: their names never come back. */
export function withoutEnded(state: ExecutorState, zones: readonly EntryZone[]): ExecutorState {
  const used = Object.entries(state.entries);
  if (used.length + state.agedZones.length <= remembered) return state;
  const standing = new Set(zones.map(zoneName));
  const entries = Object.fromEntries(used.filter(([name]) => standing.has(name)));
  return { ...state, entries, agedZones: state.agedZones.filter((name) => standing.has(name)) };
}
