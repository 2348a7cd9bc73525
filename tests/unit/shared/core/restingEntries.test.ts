import { describe, expect, it } from 'vitest';
import type { AccountState } from '#shared/core/accountState.ts';
import type { CoreEvent } from '#shared/core/messages.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { markAccount } from '#shared/trading/mark.ts';
import type { SetupEnd, SetupView } from '#shared/trading/setup.ts';
import type { Signal } from '#shared/trading/signal.ts';
import {
  accountWith,
  candleAt,
  longSignal,
  minute,
  noon,
  paper,
  ScriptedStrategy,
  viewOf,
} from '../../../support/domain.ts';

/** A long limit at 100 below the market, raised at noon, that works for an hour. */
const limit = longSignal({ strategy: 'scripted', rests: true, reasons: [] });
const gapLimit = longSignal({ ...limit, zone: { ...limit.zone, blockId: 'SOLUSDT:15m:gap123' } });
const tradeId = `paper.${limit.id}`;

const viewThat = (end: SetupEnd | null): SetupView => ({
  setups: () => [],
  endOf: () => end,
  endOfSignal: () => end,
});

interface Bar {
  readonly low?: number;
  readonly close?: number;
  readonly end?: SetupEnd | null;
  readonly change?: Parameters<typeof viewOf>[1];
}

/** The 15m candle that closes at a time. */
const bar = (at: number, { low = 105, close = 106, end = null, change = {} }: Bar = {}): CoreEvent => ({
  type: 'barClosed',
  at,
  view: viewOf({ ...candleAt(at - 15 * minute, close), low, high: Math.max(close, 106) }, change),
  setups: new Map([['scripted', viewThat(end)]]),
});
const answer = (at: number, kind: 'accept' | 'reject' = 'accept'): CoreEvent => ({
  type: 'answered',
  doubt: null,
  lastPrice: null,
  at,
  command: { commandId: 'c1', accountId: 'paper', signalId: limit.id, answer: kind, reason: null },
});
const close = (at: number): CoreEvent => ({
  type: 'closeMarked',
  at,
  command: { commandId: 'c2', accountId: 'paper', tradeId, price: '104', at: null, note: null },
});
const remove = (at: number): CoreEvent => ({
  type: 'tradeDeleted',
  at,
  command: { commandId: 'c3', accountId: 'paper', tradeId },
});

/** The strategy suggests its signal at noon alone. */
const coreOf = (signal: Signal) =>
  new TradingCore(
    onAllSymbols(
      new ScriptedStrategy(({ candle }) => (candle.openTime === noon - 15 * minute ? signal : null)),
    ),
  );
function run(events: readonly CoreEvent[], { signal = limit, start = accountWith() } = {}) {
  const core = coreOf(signal);
  let state: AccountState = start;
  let result: unknown = null;
  const facts = events.flatMap((event) => {
    const outcome = core.handle(state, event);
    ({ state, result } = outcome);
    return outcome.facts;
  });
  return { state, result, facts, last: facts.at(-1) };
}
const kindsOf = ({ facts }: ReturnType<typeof run>) => facts.map(({ kind }) => kind);

describe('a signal whose entry rests', () => {
  it('may be accepted wherever price is before it came to the entry, even beyond the target', () => {
    const { facts, result, state } = run([bar(noon, { close: 110 }), answer(noon + minute)]);
    expect(facts[0]?.rows.assessments).toMatchObject([{ verdict: 'clear' }]);
    expect(facts[0]?.rows.assessments?.[0]?.checks).toContainEqual({
      rule: 'priceInReach',
      passed: true,
      text: 'Price 110.00 has yet to come to the limit 100.00.',
    });
    expect(result).toEqual({ status: 'applied' });
    expect(state.trades.get(tradeId)).toMatchObject({ entry: '100', waitsUntil: limit.expiresAt });
    expect(state.resting.get(tradeId)).toEqual(limit);
  });

  it('is one that price came to once a candle touched the entry, and then the usual rule counts', () => {
    const touched = run([bar(noon), bar(noon + 15 * minute, { low: 100, close: 105 })]);
    expect(touched.last).toMatchObject({
      kind: 'signalAssessed',
      rows: { assessments: [{ verdict: 'blocked' }] },
    });
    const beyond = run([
      bar(noon),
      bar(noon + 15 * minute, { low: 100, close: 105 }),
      answer(noon + 16 * minute),
    ]);
    expect(beyond.result).toMatchObject({ code: 'rule.priceInReach' });
    const inside = run([
      bar(noon),
      bar(noon + 15 * minute, { low: 99.5, close: 101 }),
      answer(noon + 16 * minute),
    ]);
    expect(inside.state.trades.get(tradeId)).toMatchObject({ entry: '100', openedAt: noon + 16 * minute });
    expect(inside.state.trades.get(tradeId)).not.toHaveProperty('waitsUntil');
    expect(inside.state.resting.size).toBe(0);
  });

  it('is not reached by a candle of another timeframe, which began before it was raised', () => {
    const hour = { ...candleAt(noon - 45 * minute, 106), timeframe: '1h' as const, low: 99 };
    const { state } = run([bar(noon), { type: 'barClosed', at: noon + 15 * minute, view: viewOf(hour) }]);
    expect(state.waiting.get(limit.id)).toMatchObject({ isReached: false, lastPrice: 106 });
  });

  it.each([
    ['shift', 'Structure shifted the other way.'],
    ['bias', 'The bias turned.'],
    ['zone', 'Its zone was filled or broken.'],
  ] as const)('ends before its time when its strategy would take the order back: %s', (end, reason) => {
    const ended = run([bar(noon), bar(noon + 15 * minute, { end }), answer(noon + 16 * minute)]);
    expect(kindsOf(ended)).toEqual(['signalRaised', 'signalExpired']);
    expect(ended.last?.rows.decisions).toMatchObject([
      { answer: 'expired', by: 'auto', reason, at: noon + 15 * minute },
    ]);
    expect(ended.result).toMatchObject({
      status: 'refused',
      text: `Expired at 12:15:00 UTC, before the answer arrived. ${reason} Nothing was done.`,
    });
    expect(ended.state.takenZones.size).toBe(0);
  });
});

describe('an accepted limit', () => {
  const accepted = [bar(noon), answer(noon + minute)];

  it('is entered at its price when a candle comes to it, and is a trade like any other from then on', () => {
    const entered = run([...accepted, bar(noon + 15 * minute, { low: 100 })]);
    expect(kindsOf(entered)).toEqual(['signalRaised', 'signalAccepted', 'tradeEntered']);
    const trade = entered.state.trades.get(tradeId);
    expect(trade).toMatchObject({ entry: '100', openedAt: noon + 15 * minute, close: null });
    expect(trade).not.toHaveProperty('waitsUntil');
    expect(entered.state.resting.size).toBe(0);
    const closed = run([...accepted, bar(noon + 15 * minute, { low: 100 }), close(noon + 20 * minute)]);
    expect(closed.state.trades.get(tradeId)?.close).toMatchObject({ outcome: 'WIN' });
    // What its strategy would do with an unfilled order is no matter any more.
    const later = run([
      ...accepted,
      bar(noon + 15 * minute, { low: 100 }),
      bar(noon + 90 * minute, { end: 'zone' }),
    ]);
    expect(later.state.trades.has(tradeId)).toBe(true);
  });

  it('makes a short when a candle rises to it', () => {
    const signal: Signal = { ...limit, direction: 'short', stop: 102, targets: [96] };
    const below = { low: 90, close: 95 };
    const reach: CoreEvent = {
      type: 'barClosed',
      at: noon + 15 * minute,
      view: viewOf({ ...candleAt(noon, 95), high: 100 }),
    };
    const raised = { ...bar(noon, below) };
    const entered = run([raised, answer(noon + minute), reach], { signal });
    expect(entered.last).toMatchObject({ kind: 'tradeEntered' });
  });

  it('has won and lost nothing while it waits, and cannot be closed', () => {
    const waiting = run([...accepted, close(noon + 2 * minute)]);
    expect(waiting.result).toMatchObject({
      status: 'refused',
      code: 'trade.waits',
      text: 'Price has yet to come to the limit 100: there is nothing to close. Delete the trade if you have taken the limit back.',
    });
    const trades = [...waiting.state.trades.values()];
    expect(markAccount(paper, trades, () => 110)).toMatchObject({ openNet: '0', trades: [] });
    // Its risk is taken all the same: it fills a place of the account.
    expect(waiting.facts[1]?.rows.summaries).toMatchObject([{ open: 1 }]);
  });

  it('leaves the journal when its hour is over or its strategy would take it back, and frees its zone', () => {
    const last = bar(limit.expiresAt, { low: 100 });
    expect(kindsOf(run([...accepted, last])).at(-1)).toBe('tradeEntered');
    for (const over of [
      bar(limit.expiresAt),
      bar(limit.expiresAt + 15 * minute, { low: 100 }),
      bar(noon + 15 * minute, { end: 'shift' }),
    ]) {
      const ended = run([...accepted, over]);
      expect(ended.last).toMatchObject({ kind: 'limitEnded', rows: { deletedTrades: [tradeId] } });
      expect(ended.last?.rows.summaries).toMatchObject([{ open: 0 }]);
      expect(ended.state).toMatchObject({ trades: new Map(), resting: new Map(), takenZones: new Set() });
    }
  });

  it('is taken back by deleting it', () => {
    const { state, last } = run([...accepted, remove(noon + 2 * minute)]);
    expect(last).toMatchObject({ kind: 'tradeDeleted' });
    expect(state).toMatchObject({ trades: new Map(), resting: new Map(), takenZones: new Set() });
  });
});

describe('the zone of a gap', () => {
  const gapZone = 'SOLUSDT:15m:gap123:fresh';
  const gap = {
    id: 4,
    side: 1,
    top: 101,
    bottom: 100,
    born: 1,
    bornTime: noon,
    mid: 0,
    midTime: 123,
  } as const;
  const filled = (id: number) => [{ kind: 'fvg_filled' as const, bar: 9, time: 1, id }];

  it('is taken until the gap is filled, whatever number it has', () => {
    const rejected = [bar(noon), answer(noon + minute, 'reject')];
    const takenAfter = (change: Bar['change']) =>
      run([...rejected, bar(noon + 15 * minute, { change })], { signal: gapLimit }).state.takenZones;
    const openGap = { ...gap, touched: false, deepest: 101, fillRatio: 0 };
    expect(takenAfter({})).toEqual(new Set([gapZone]));
    expect(takenAfter({ events: filled(9), gaps: [openGap] })).toEqual(new Set([gapZone]));
    expect(takenAfter({ events: filled(4) })).toEqual(new Set());
  });
});
