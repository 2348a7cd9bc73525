import { isInReach } from '../risk/gate.ts';
import type { SmcEvent } from '../smc/events.ts';
import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import { zoneKey } from '../strategies/baseStrategy.ts';
import { type AccountState, type WaitingSignal, withEntry } from './accountState.ts';
import { answerSignal } from './answerSignal.ts';
import { expire, withoutZone, zoneOf } from './expiry.ts';
import { closeTrade, deleteTrade, editAccount } from './keepJournal.ts';
import type { CoreEvent } from './messages.ts';
import { assessWaiting, nothing, type Outcome } from './outcome.ts';

type BarClosed = Extract<CoreEvent, { type: 'barClosed' }>;

/**
 * The decisions of one account as a pure fold: an event in, the next state and the facts that became true out.
 * Expiry comes first in every event, so nothing can act on a signal whose time is over.
 */
export class TradingCore {
  readonly #strategies: readonly BaseStrategy[];

  constructor(strategies: readonly BaseStrategy[]) {
    this.#strategies = strategies;
  }

  /** Candles after which every strategy can speak. */
  get warmupCandles(): number {
    return Math.max(0, ...this.#strategies.map((strategy) => strategy.warmupCandles));
  }

  handle(before: AccountState, event: CoreEvent): Outcome {
    const expired = expire(before, event.at);
    const after = this.#decide(expired.state, event);
    return { ...after, facts: [...expired.facts, ...after.facts] };
  }

  #decide(state: AccountState, event: CoreEvent): Outcome {
    switch (event.type) {
      case 'timePassed':
        return nothing(state);
      case 'barClosed':
        return this.#closeBar(state, event);
      case 'answered':
        return answerSignal(state, event);
      case 'closeMarked':
        return closeTrade(state, event.command, event.at);
      case 'tradeDeleted':
        return deleteTrade(state, event.command, event.at);
      case 'accountEdited':
        return editAccount(state, event.command, event.at);
    }
  }

  #closeBar(state: AccountState, event: BarClosed): Outcome {
    const priced = notePrice(state, event);
    const looked = this.#look(releaseZones(priced.state, event), event);
    return { ...looked, facts: [...priced.facts, ...looked.facts] };
  }

  #look(state: AccountState, event: BarClosed): Outcome {
    let outcome = nothing(state);
    for (const strategy of this.#strategies) {
      if (!strategy.timeframes.includes(event.view.candle.timeframe)) continue;
      const signal = strategy.onCandle({ ...event.view, takenZones: outcome.state.takenZones });
      if (signal === null || signal.expiresAt <= event.at) continue;
      const { candle, spec } = event.view;
      const raised = raise(outcome.state, { signal, spec, lastPrice: candle.close }, event.at);
      outcome = { ...raised, facts: [...outcome.facts, ...raised.facts] };
    }
    return outcome;
  }
}

/** What waits on this symbol is judged at its newest price; a verdict that changed with it is told. */
function notePrice(state: AccountState, { at, view }: BarClosed): Outcome {
  const { symbol, close } = view.candle;
  const affected = [...state.waiting.values()].filter(({ signal }) => signal.symbol === symbol);
  if (affected.length === 0) return nothing(state);
  const waiting = new Map(state.waiting);
  for (const item of affected) waiting.set(item.signal.id, { ...item, lastPrice: close });
  const next = { ...state, waiting };
  const turned = affected.filter(
    ({ signal, lastPrice }) => isInReach(signal, lastPrice) !== isInReach(signal, close),
  );
  if (turned.length === 0) return nothing(next);
  const assessments = turned.map((item) => assessWaiting(next, { ...item, lastPrice: close }, at));
  const fact = { kind: 'signalAssessed', at, accountId: state.account.id, rows: { assessments } } as const;
  return { state: next, facts: [fact], result: null };
}

/** A block that ended or flipped is another zone from now on; its old key need not be remembered. */
function releaseZones(state: AccountState, event: BarClosed): AccountState {
  const { candle, events } = event.view;
  const ended = events.flatMap((change) => {
    const states = zoneStatesEndedBy(change);
    if (states.length === 0 || !('id' in change)) return [];
    return states.map((zone) => zoneKey(`${candle.symbol}:${candle.timeframe}:${change.id}`, zone));
  });
  const takenZones = ended.filter((zone) => state.takenZones.has(zone)).reduce(withoutZone, state.takenZones);
  return takenZones === state.takenZones ? state : { ...state, takenZones };
}

function zoneStatesEndedBy(event: SmcEvent): readonly ('fresh' | 'breaker')[] {
  switch (event.kind) {
    case 'ob_breaker':
      return ['fresh'];
    case 'ob_invalid':
    case 'ob_dropped':
    case 'ob_evicted':
      return ['fresh', 'breaker'];
    default:
      return [];
  }
}

function raise(state: AccountState, waiting: WaitingSignal, at: number): Outcome {
  const { signal } = waiting;
  const next = {
    ...state,
    waiting: withEntry(state.waiting, signal.id, waiting),
    takenZones: new Set(state.takenZones).add(zoneOf(signal)),
  };
  const rows = { signals: [signal], assessments: [assessWaiting(next, waiting, at)] };
  return {
    state: next,
    facts: [{ kind: 'signalRaised', at, accountId: state.account.id, rows }],
    result: null,
  };
}
