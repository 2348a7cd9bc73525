import { describe, expect, it } from 'vitest';
import { type AccountState, rememberedDecisions, withDecision } from '#shared/core/accountState.ts';
import type { CoreEvent } from '#shared/core/messages.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';
import {
  accountWith,
  candleAt,
  longSignal,
  minute,
  noon,
  paper,
  ScriptedStrategy,
  solSpec,
  viewOf,
} from '../../../support/domain.ts';

const always = (signal: Signal) => new TradingCore(onAllSymbols(new ScriptedStrategy(() => signal)));
const barAt = (at: number, change: Parameters<typeof viewOf>[1] = {}): CoreEvent => ({
  type: 'barClosed',
  at,
  view: viewOf(candleAt(at - 15 * minute, 100), change),
});
const answer = (at: number, kind: 'accept' | 'reject', signal = longSignal(), id = 'c1') => ({
  type: 'answered' as const,
  doubt: null,
  lastPrice: null,
  at,
  command: { commandId: id, accountId: 'paper', signalId: signal.id, answer: kind, reason: null },
});
const mark = (at: number, price: string, closedAt: number | null = null): CoreEvent => ({
  type: 'closeMarked',
  at,
  command: {
    commandId: 'c9',
    accountId: 'paper',
    tradeId: `paper.${longSignal().id}`,
    price,
    at: closedAt,
    note: null,
  },
});
const run = (core: TradingCore, events: readonly CoreEvent[], start = accountWith()) =>
  events.reduce<ReturnType<TradingCore['handle']>>(
    (so, event) => {
      const outcome = core.handle(so.state, event);
      return { state: outcome.state, facts: [...so.facts, ...outcome.facts], result: outcome.result };
    },
    { state: start, facts: [], result: null },
  );
const kinds = (facts: readonly { kind: string }[]) => facts.map((fact) => fact.kind);

describe('a signal', () => {
  it('is raised with what it would cost on this account', () => {
    const { facts, state } = run(always(longSignal()), [barAt(noon)]);
    expect(kinds(facts)).toEqual(['signalRaised']);
    expect(facts[0]?.rows.assessments).toMatchObject([
      { size: '47.6', risk: '99.9124', reward: '185.5448', verdict: 'clear', unit: 'SOL' },
    ]);
    expect(state.waiting.size).toBe(1);
  });

  it('comes once while it waits: a zone has at most one open signal', () => {
    const { facts } = run(always(longSignal()), [barAt(noon), barAt(noon + 15 * minute)]);
    expect(kinds(facts)).toEqual(['signalRaised']);
  });

  it('expires by the clock, at its very time, and frees its zone', () => {
    const core = always(longSignal());
    const raised = run(core, [barAt(noon)]);
    const early = core.handle(raised.state, { type: 'timePassed', at: noon + 60 * minute - 1 });
    expect(early.facts).toEqual([]);
    const late = core.handle(raised.state, { type: 'timePassed', at: noon + 60 * minute });
    expect(late.facts).toMatchObject([
      {
        kind: 'signalExpired',
        at: noon + 60 * minute,
        rows: { decisions: [{ answer: 'expired', by: 'auto' }] },
      },
    ]);
    expect(late.state.waiting.size).toBe(0);
    expect(late.state.takenZones.size).toBe(0);
  });

  it('is not raised when it is over before it is seen', () => {
    const { facts } = run(always(longSignal()), [barAt(noon + 60 * minute)]);
    expect(facts).toEqual([]);
  });

  it('keeps an answered zone taken until the block ends', () => {
    const raised = run(always(longSignal()), [barAt(noon), answer(noon + 1, 'reject')]);
    expect(kinds(raised.facts)).toEqual(['signalRaised', 'signalRejected']);
    const stays = always(longSignal()).handle(raised.state, barAt(noon + 15 * minute));
    expect(stays.facts).toEqual([]);
    const ended = [{ kind: 'ob_invalid' as const, bar: 9, time: 1, id: 1 }];
    const freed = new TradingCore([]).handle(raised.state, barAt(noon + 15 * minute, { events: ended }));
    expect(freed.state.takenZones.size).toBe(0);
  });

  it('frees the fresh zone, not the breaker, when a block flips', () => {
    const start = accountWith({ takenZones: new Set(['SOLUSDT:15m:1:fresh', 'SOLUSDT:15m:1:breaker']) });
    const flip = [{ kind: 'ob_breaker' as const, bar: 9, time: 1, id: 1 }];
    const { state } = new TradingCore([]).handle(start, barAt(noon, { events: flip }));
    expect([...state.takenZones]).toEqual(['SOLUSDT:15m:1:breaker']);
  });
});

describe('an answer', () => {
  const raised = () => run(always(longSignal()), [barAt(noon)]);
  const core = new TradingCore([]);

  it('makes a trade at the price of the signal, with its risk frozen', () => {
    const { facts, result } = core.handle(raised().state, answer(noon + minute, 'accept'));
    expect(result).toEqual({ status: 'applied' });
    expect(kinds(facts)).toEqual(['signalAccepted']);
    expect(facts[0]?.rows.trades).toMatchObject([
      {
        entry: '100',
        stop: '98',
        target: '104',
        size: '47.6',
        risk: '95.2',
        openedAt: noon + minute,
        close: null,
      },
    ]);
    expect(facts[0]?.rows.summaries).toMatchObject([{ open: 1, trades: 0 }]);
  });

  it('is judged by the time it was received: the last moment counts, the next does not', () => {
    const { expiresAt } = longSignal();
    expect(core.handle(raised().state, answer(expiresAt - 1, 'accept')).result).toEqual({
      status: 'applied',
    });
    const late = core.handle(raised().state, answer(expiresAt, 'accept'));
    expect(late.result).toMatchObject({ status: 'refused', code: 'signal.expired' });
    expect(kinds(late.facts)).toEqual(['signalExpired']);
  });

  it('is only noted when a reject comes late', () => {
    const late = core.handle(raised().state, answer(longSignal().expiresAt + 1, 'reject'));
    expect(late.result).toMatchObject({ status: 'noop', code: 'signal.expired' });
  });

  it('counts once: whoever comes second is told what happened and when', () => {
    const first = core.handle(raised().state, answer(noon + minute, 'accept'));
    const second = core.handle(first.state, answer(noon + 2 * minute, 'reject', longSignal(), 'c2'));
    expect(second.result).toMatchObject({
      status: 'noop',
      code: 'signal.alreadyAccepted',
      text: 'Already accepted at 12:01:00 UTC.',
    });
    expect(second.facts).toEqual([]);
    expect(second.state).toBe(first.state);
  });

  it('is no accept while prices cannot be trusted, and can be given again when they can', () => {
    const at = noon + minute;
    const doubt = 'SOLUSDT was last heard of 2 min ago.';
    const raised = run(always(longSignal()), [barAt(noon)]);
    const refusedNow = run(always(longSignal()), [{ ...answer(at, 'accept'), doubt }], raised.state);
    expect(refusedNow.result).toMatchObject({
      status: 'refused',
      code: 'feed.doubtful',
      text: 'SOLUSDT was last heard of 2 min ago. Nothing was accepted.',
    });
    expect(refusedNow.state).toEqual(raised.state);
    expect(run(always(longSignal()), [answer(at, 'accept')], refusedNow.state).result?.status).toBe(
      'applied',
    );
    const rejected = run(always(longSignal()), [{ ...answer(at, 'reject'), doubt }], raised.state);
    expect(rejected.result?.status).toBe('applied');
  });

  it('is refused for a signal nobody raised', () => {
    const { result } = core.handle(accountWith(), answer(noon, 'accept'));
    expect(result).toMatchObject({ status: 'refused', code: 'signal.unknown' });
  });

  it('is refused with the reason when the account is full', () => {
    const other = longSignal({ id: 'other', zone: { ...longSignal().zone, blockId: 'SOLUSDT:15m:2' } });
    const full: AccountState = accountWith({
      account: { ...paper, maxOpenTrades: 1 },
      waiting: new Map(
        [longSignal(), other].map((signal) => [
          signal.id,
          { signal, spec: solSpec, lastPrice: 100, isReached: false },
        ]),
      ),
    });
    const first = core.handle(full, answer(noon, 'accept'));
    // The waiting one is told at once that it would be blocked now.
    expect(first.facts[0]?.rows.assessments).toMatchObject([{ signalId: 'other', verdict: 'blocked' }]);
    const { result } = core.handle(first.state, answer(noon, 'accept', other, 'c2'));
    expect(result).toMatchObject({
      status: 'refused',
      code: 'rule.maxOpenTrades',
      text: 'Paper is full: 1 trade is open, the limit is 1. Close one or raise the limit.',
    });
  });

  it('is refused while price is at or beyond the stop or the target, and not when it came back', () => {
    const atPrice = (close: number) =>
      run(
        core,
        [{ type: 'barClosed', at: noon + minute, view: viewOf(candleAt(noon - 14 * minute, close)) }],
        raised().state,
      );
    const refusal = (close: number) =>
      core.handle(atPrice(close).state, answer(noon + 2 * minute, 'accept')).result;
    expect(refusal(98)).toMatchObject({ status: 'refused', code: 'rule.priceInReach' });
    expect(refusal(97.5)).toMatchObject({
      text: 'Price 97.50 is already at or beyond the stop. There is nothing left to take.',
    });
    expect(refusal(104)).toMatchObject({
      text: 'Price 104.00 is already at or beyond the target. There is nothing left to take.',
    });
    expect(refusal(98.01)).toEqual({ status: 'applied' });
    // The phone is told when the verdict turns, and only then.
    expect(atPrice(97).facts).toMatchObject([
      { kind: 'signalAssessed', rows: { assessments: [{ verdict: 'blocked' }] } },
    ]);
    expect(atPrice(101).facts).toEqual([]);
    const back = run(core, [barAt(noon + 15 * minute)], atPrice(97).state);
    expect(back.facts).toMatchObject([
      { kind: 'signalAssessed', rows: { assessments: [{ verdict: 'clear' }] } },
    ]);
    expect(core.handle(back.state, answer(noon + 16 * minute, 'accept')).result).toEqual({
      status: 'applied',
    });
  });

  it('is judged at the price of the moment where the candle is still open', () => {
    const now = (lastPrice: number) =>
      core.handle(raised().state, { ...answer(noon + minute, 'accept'), lastPrice }).result;
    expect(now(97.99)).toMatchObject({ status: 'refused', code: 'rule.priceInReach' });
    expect(now(98.01)).toEqual({ status: 'applied' });
    // That refusal is a verdict the phone shows: it is told when the next close is in reach again.
    const refused = core.handle(raised().state, { ...answer(noon + minute, 'accept'), lastPrice: 97 });
    expect(run(core, [barAt(noon + 15 * minute)], refused.state).facts).toMatchObject([
      { kind: 'signalAssessed', rows: { assessments: [{ verdict: 'clear' }] } },
    ]);
  });

  it('is refused when the balance is too small for the smallest size', () => {
    const poor = accountWith({
      account: { ...paper, balance: '5' },
      waiting: new Map([
        [longSignal().id, { signal: longSignal(), spec: solSpec, lastPrice: 100, isReached: false }],
      ]),
    });
    expect(core.handle(poor, answer(noon, 'accept')).result).toMatchObject({ code: 'rule.minSize' });
  });

  it('is refused when the currency cannot be converted', () => {
    const spec = { ...solSpec, base: 'EUR', quote: 'GBP' };
    const state = accountWith({
      waiting: new Map([[longSignal().id, { signal: longSignal(), spec, lastPrice: 100, isReached: false }]]),
    });
    expect(core.handle(state, answer(noon, 'accept')).result).toMatchObject({ code: 'rule.currency' });
  });
});

describe('the journal', () => {
  const core = new TradingCore([]);
  const accepted = () => run(always(longSignal()), [barAt(noon), answer(noon + minute, 'accept')]).state;

  it('closes a trade net of fees and moves the balance', () => {
    const { facts, state, result } = core.handle(accepted(), mark(noon + 30 * minute, '104'));
    expect(result).toEqual({ status: 'applied' });
    // 47.6 x 4 = 190.4 less 0.05 % of 4,760 and 4,950.4 = 4.8552.
    expect(facts[0]?.rows.trades?.[0]?.close).toMatchObject({
      net: '185.5448',
      fees: '4.8552',
      outcome: 'WIN',
    });
    expect(state.account.balance).toBe('10185.5448');
    expect(facts[0]?.rows.summaries).toMatchObject([{ trades: 1, wins: 1, open: 0, winRate: 1 }]);
  });

  it('closes once', () => {
    const closed = core.handle(accepted(), mark(noon + 30 * minute, '104'));
    const again = core.handle(closed.state, mark(noon + 31 * minute, '90'));
    expect(again.result).toMatchObject({ status: 'noop', code: 'trade.alreadyClosed' });
    expect(again.state.account.balance).toBe('10185.5448');
  });

  it('takes no close from before the entry or from the future', () => {
    for (const at of [noon, noon + 31 * minute]) {
      const { result } = core.handle(accepted(), mark(noon + 30 * minute, '104', at));
      expect(result).toMatchObject({ status: 'refused', code: 'trade.closeTime' });
    }
    const inTime = core.handle(accepted(), mark(noon + 30 * minute, '104', noon + 5 * minute));
    expect(inTime.facts[0]?.rows.trades?.[0]?.close?.closedAt).toBe(noon + 5 * minute);
  });

  it('forgets a deleted trade in balance and statistics', () => {
    const closed = core.handle(accepted(), mark(noon + 30 * minute, '104')).state;
    const command = { commandId: 'c5', accountId: 'paper', tradeId: `paper.${longSignal().id}` };
    const { facts, state } = core.handle(closed, { type: 'tradeDeleted', at: noon + 40 * minute, command });
    expect(facts[0]?.rows).toMatchObject({
      deletedTrades: [command.tradeId],
      summaries: [{ trades: 0, net: '0' }],
    });
    expect(state.account.balance).toBe('10000');
    const again = core.handle(state, { type: 'tradeDeleted', at: noon + 41 * minute, command });
    expect(again.result).toMatchObject({ status: 'refused', code: 'trade.unknown' });
  });

  it('sizes waiting signals anew when the account is edited', () => {
    const raised = run(always(longSignal()), [barAt(noon)]).state;
    const settings = { name: 'Paper', initialBalance: '20000', riskPerTradePct: '0.5', maxOpenTrades: 2 };
    const command = { commandId: 'c6', accountId: 'paper', settings };
    const { facts, state } = core.handle(raised, { type: 'accountEdited', at: noon + 1, command });
    expect(facts[0]?.rows.assessments).toMatchObject([{ size: '47.6' }]);
    expect(state.account).toMatchObject({ balance: '20000', riskPerTradePct: '0.5' });
  });
});

it('leaves the state before an event as it was, whatever the event does', () => {
  const before = run(always(longSignal()), [barAt(noon)]).state;
  const copy = structuredClone({ ...before, takenZones: [...before.takenZones] });
  new TradingCore([]).handle(before, answer(noon + 1, 'accept'));
  new TradingCore([]).handle(before, { type: 'timePassed', at: noon + 90 * minute });
  expect({ ...before, takenZones: [...before.takenZones] }).toEqual(copy);
});

it('remembers the newest decisions only, whatever order they came in', () => {
  const decisionAt = (at: number): Decision => ({
    signalId: `s${at}`,
    accountId: 'paper',
    by: 'auto',
    answer: 'expired',
    reason: null,
    commandId: null,
    tradeId: null,
    at,
  });
  const times = Array.from({ length: rememberedDecisions + 3 }, (_, index) => index);
  const [first = 0, second = 0, ...rest] = times;
  const decisions = [second, ...rest, first]
    .map(decisionAt)
    .reduce(withDecision, new Map<string, Decision>());
  expect([...decisions.values()].map(({ at }) => at)).toEqual(times.slice(3));
});
