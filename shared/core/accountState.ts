import type { Account } from '../config/accountConfig.ts';
import type { UnixMs } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Decision } from '../trading/decision.ts';
import type { Signal } from '../trading/signal.ts';
import type { Trade } from '../trading/trade.ts';

/** A signal nobody has answered yet, with the instrument it is sized by. */
export interface WaitingSignal {
  readonly signal: Signal;
  readonly spec: SymbolSpec;
  /** Newest close of the symbol. */
  readonly lastPrice: number;
  /** Whether price has come to the entry of a signal that rests; of any other never asked. */
  readonly isReached: boolean;
}

/**
 * Everything one account's core remembers. Immutable: an event gives a new state, and the host adopts it only after
 * the facts are committed, so a failed commit leaves no trace.
 */
export interface AccountState {
  readonly account: Account;
  readonly waiting: ReadonlyMap<string, WaitingSignal>;
  /** The newest final answers by signal id, for telling a late second answer who was first. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Zones with a waiting, accepted or rejected signal: they give no further one. */
  readonly takenZones: ReadonlySet<string>;
  readonly trades: ReadonlyMap<string, Trade>;
  /** The signals of trades whose limit still waits, by the trades' ids. */
  readonly resting: ReadonlyMap<string, Signal>;
  /** When the newest signal of each strategy on each series was raised, by `sourceKey`. */
  readonly lastSignals: ReadonlyMap<string, UnixMs>;
}

export function withEntry<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value,
): ReadonlyMap<string, Value> {
  return new Map(map).set(key, value);
}

/** Weeks of them. Every decision copies the map; an answer that comes later still is to a signal nobody knows. */
export const rememberedDecisions = 2_000;

/** The same ones are remembered in whatever order they came, so that a restart remembers them, too. */
export function withDecision(
  decisions: ReadonlyMap<string, Decision>,
  decision: Decision,
): ReadonlyMap<string, Decision> {
  const next = new Map(decisions).set(decision.signalId, decision);
  if (next.size > rememberedDecisions) next.delete([...next.values()].reduce(earlier).signalId);
  return next;
}

const earlier = (a: Decision, b: Decision) =>
  a.at < b.at || (a.at === b.at && a.signalId < b.signalId) ? a : b;

export function withoutKey<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

export const openTrades = (state: AccountState): readonly Trade[] =>
  [...state.trades.values()].filter((trade) => trade.close === null);
