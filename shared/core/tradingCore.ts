import { isInReach } from '../risk/gate.ts';
import type { SmcEvent } from '../smc/events.ts';
import { zoneKey } from '../strategies/baseStrategy.ts';
import { gapName, gapPrefix } from '../trading/gapName.ts';
import { type AccountState, type WaitingSignal, withEntry } from './accountState.ts';
import { answerSignal } from './answerSignal.ts';
import { expire, withoutZone, zoneOf } from './expiry.ts';
import { closeTrade, deleteTrade, editAccount } from './keepJournal.ts';
import type { BarClosed, CoreEvent } from './messages.ts';
import { offeredSetups, sourceKey } from './offeredSetups.ts';
import { assessWaiting, nothing, type Outcome } from './outcome.ts';
import { comesTo, followResting } from './restingEntries.ts';
import { isRunOn, type StrategyRun } from './strategyRun.ts';

/**
 * The decisions of one account as a pure fold: an event in, the next state and the facts that became true out.
 * Expiry comes first in every event, so nothing can act on a signal whose time is over.
 */
export class TradingCore {
  readonly #strategies: readonly StrategyRun[];

  constructor(strategies: readonly StrategyRun[]) {
    this.#strategies = strategies;
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
    const followed = followResting(priced.state, event);
    const looked = this.#look(releaseZones(followed.state, event), event);
    return { ...looked, facts: [...priced.facts, ...followed.facts, ...looked.facts] };
  }

  #look(state: AccountState, event: BarClosed): Outcome {
    let outcome = nothing(state);
    const { candle, spec } = event.view;
    for (const run of this.#strategies) {
      if (!isRunOn(run, candle)) continue;
      const { strategy } = run;
      const known = event.setups?.get(strategy.id);
      const { symbol, timeframe } = candle;
      const source = { strategy: strategy.id, symbol, timeframe };
      const setups = known && { setups: offeredSetups(outcome.state, source, known) };
      const signal = strategy.onCandle({
        ...event.view,
        takenZones: outcome.state.takenZones,
        ...setups,
      });
      if (signal === null || signal.expiresAt <= event.at) continue;
      const waiting = { signal, spec, lastPrice: candle.close, isReached: false };
      const raised = raise(outcome.state, waiting, event.at);
      outcome = { ...raised, facts: [...outcome.facts, ...raised.facts] };
    }
    return outcome;
  }
}

/** What waits on this symbol is judged at its newest price; a verdict that changed with it is told. */
function notePrice(state: AccountState, { at, view }: BarClosed): Outcome {
  const { candle } = view;
  const affected = [...state.waiting.values()].filter(({ signal }) => signal.symbol === candle.symbol);
  if (affected.length === 0) return nothing(state);
  const waiting = new Map(state.waiting);
  const turned: WaitingSignal[] = [];
  for (const item of affected) {
    const { signal } = item;
    const hasCome = signal.rests === true && signal.timeframe === candle.timeframe && comesTo(signal, candle);
    const priced = { ...item, lastPrice: candle.close, isReached: item.isReached || hasCome };
    waiting.set(signal.id, priced);
    const isOther = isInReach(signal, item) !== isInReach(signal, priced);
    if (isOther || priced.isReached !== item.isReached) turned.push(priced);
  }
  const next = { ...state, waiting };
  if (turned.length === 0) return nothing(next);
  const assessments = turned.map((item) => assessWaiting(next, item, at));
  const fact = { kind: 'signalAssessed', at, accountId: state.account.id, rows: { assessments } } as const;
  return { state: next, facts: [fact], result: null };
}

/** A block that ended or flipped is another zone from now on; its old key need not be remembered. */
function releaseZones(state: AccountState, event: BarClosed): AccountState {
  const { candle, events } = event.view;
  const { symbol, timeframe } = candle;
  const blocks = events.flatMap((change) => {
    const states = zoneStatesEndedBy(change);
    if (states.length === 0 || !('id' in change)) return [];
    return states.map((zone) => zoneKey(`${symbol}:${timeframe}:${change.id}`, zone));
  });
  const ended = [...blocks, ...closedGaps(state, event)];
  const takenZones = ended.filter((zone) => state.takenZones.has(zone)).reduce(withoutZone, state.takenZones);
  return takenZones === state.takenZones ? state : { ...state, takenZones };
}

/** A filled gap is told by its number alone, so what is taken is compared with what is open. */
function closedGaps({ takenZones }: AccountState, { view }: BarClosed): readonly string[] {
  const { candle, events, gaps } = view;
  if (!events.some(({ kind }) => kind === 'fvg_filled')) return [];
  const { symbol, timeframe } = candle;
  const open = new Set(gaps.map((gap) => zoneKey(gapName(symbol, timeframe, gap.midTime), 'fresh')));
  const ours = gapPrefix(symbol, timeframe);
  return [...takenZones].filter((zone) => zone.startsWith(ours) && !open.has(zone));
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
    lastSignals: withEntry(state.lastSignals, sourceKey(signal), signal.createdAt),
  };
  const rows = { signals: [signal], assessments: [assessWaiting(next, waiting, at)] };
  return {
    state: next,
    facts: [{ kind: 'signalRaised', at, accountId: state.account.id, rows }],
    result: null,
  };
}
