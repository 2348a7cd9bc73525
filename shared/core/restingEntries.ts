import { type Candle, closeTime } from '../market/candle.ts';
import type { SetupEnd, SetupView } from '../trading/setup.ts';
import type { Signal } from '../trading/signal.ts';
import type { Trade } from '../trading/trade.ts';
import { type AccountState, withEntry, withoutKey } from './accountState.ts';
import { endedWaiting, withoutZone, zoneOf } from './expiry.ts';
import type { BarClosed, FactDraft } from './messages.ts';
import { accountRows, nothing, type Outcome } from './outcome.ts';

/** Whether the candle came to the entry of a signal that rests. */
export const comesTo = (
  { direction, entry }: Pick<Signal, 'direction' | 'entry'>,
  { low, high }: Pick<Candle, 'low' | 'high'>,
): boolean => (direction === 'long' ? low <= entry : high >= entry);

/** What a closed candle means for limits on its series: the accepted are entered or end, the offered end. */
export function followResting(state: AccountState, event: BarClosed): Outcome {
  let outcome = nothing(state);
  for (const step of [enterReached, endAccepted, endOffered]) {
    const next = step(outcome.state, event);
    outcome = { ...next, facts: [...outcome.facts, ...next.facts] };
  }
  return outcome;
}

/** Accepted limits that price came to. By hand nobody knows the moment: the close of the candle is the time. */
function enterReached(state: AccountState, { at, view: { candle } }: BarClosed): Outcome {
  let next = state;
  const facts: FactDraft[] = [];
  for (const { trade, signal } of restingOn(state, candle)) {
    const { waitsUntil, ...rest } = trade;
    if (waitsUntil === undefined || candle.openTime >= waitsUntil || !comesTo(signal, candle)) continue;
    const entered: Trade = { ...rest, openedAt: Math.max(trade.openedAt, closeTime(candle)) };
    next = {
      ...next,
      trades: withEntry(next.trades, trade.id, entered),
      resting: withoutKey(next.resting, trade.id),
    };
    facts.push({ kind: 'tradeEntered', at, accountId: state.account.id, rows: { trades: [entered] } });
  }
  return { state: next, facts, result: null };
}

/** Accepted limits whose time is over, or that their strategy would take back. */
function endAccepted(state: AccountState, event: BarClosed): Outcome {
  const { at, view } = event;
  const over = restingOn(state, view.candle).filter(
    ({ trade, signal }) => closeTime(view.candle) >= (trade.waitsUntil ?? 0) || endOf(signal, event) !== null,
  );
  if (over.length === 0) return nothing(state);
  const next = over.reduce((so, { trade }) => withoutResting(so, trade.id), state);
  const rows = { deletedTrades: over.map(({ trade }) => trade.id), ...accountRows(next, at) };
  return {
    state: next,
    facts: [{ kind: 'limitEnded', at, accountId: state.account.id, rows }],
    result: null,
  };
}

/** Offered limits that their strategy would take back: nobody should place them any more. */
function endOffered(state: AccountState, event: BarClosed): Outcome {
  let next = state;
  const facts: FactDraft[] = [];
  for (const { signal } of state.waiting.values()) {
    const why = isOn(signal, event.view.candle) ? endOf(signal, event) : null;
    if (why === null) continue;
    const ended = endedWaiting(next, signal, { at: event.at, reason: endTexts[why] });
    next = ended.state;
    facts.push(...ended.facts);
  }
  return { state: next, facts, result: null };
}

const endTexts: Readonly<Record<SetupEnd, string>> = {
  shift: 'Structure shifted the other way.',
  bias: 'The bias turned.',
  session: 'Its trading window has closed.',
  zone: 'Its zone was filled or broken.',
};

/** An unfilled limit uses its zone up no more than an expired signal does. */
export function withoutResting(state: AccountState, tradeId: string): AccountState {
  const signal = state.resting.get(tradeId);
  return {
    ...state,
    trades: withoutKey(state.trades, tradeId),
    resting: withoutKey(state.resting, tradeId),
    takenZones: signal ? withoutZone(state.takenZones, zoneOf(signal)) : state.takenZones,
  };
}

function restingOn({ resting, trades }: AccountState, candle: Candle) {
  return [...resting].flatMap(([id, signal]) => {
    const trade = trades.get(id);
    return trade !== undefined && isOn(signal, candle) ? [{ trade, signal }] : [];
  });
}

const isOn = (signal: Signal, { symbol, timeframe }: Candle): boolean =>
  signal.symbol === symbol && signal.timeframe === timeframe;

function endOf(signal: Signal, { setups }: BarClosed): SetupEnd | null {
  const view: SetupView | undefined = signal.rests ? setups?.get(signal.strategy) : undefined;
  return view === undefined ? null : view.endOfSignal(signal);
}
