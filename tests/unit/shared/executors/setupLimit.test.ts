import { describe, expect, it } from 'vitest';
import {
  idleSetups,
  type SetupExecutionView,
  SetupLimit,
  type SetupState,
} from '#shared/executors/setupLimit.ts';
import { Exact } from '#shared/market/exact.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { EntryOrder, OrderFill } from '#shared/trading/order.ts';
import type { TradeSetup } from '#shared/trading/setup.ts';
import { candlesAt } from '../../../support/candles.ts';
import { testSpec } from '../../../support/marketViews.ts';

const [candle] = candlesAt({ timeframe: '5m' }, '105 106 104 105');
if (candle === undefined) throw new RangeError('no candle');
const executor = new SetupLimit({ riskPct: 1, maxLeverage: 30, entriesPerZone: 1 });

/** A long at 101 with its stop at 99, for the shift that ended at `shift`. */
function setupOf(id: number, shift: number): TradeSetup {
  const zone = { id, state: 'block', direction: 'long', top: 102, bottom: 100, entry: 101 } as const;
  return {
    zone: { ...zone, source: 1, since: 2, sinceTime: 3 },
    ...{ formedAt: 0, stop: 99, target: 107.5, rr: 3.25, atr: 1 },
    shift: { kind: 'bos', level: 104, closeTime: shift, legStart: 0 },
    ...{ range: { low: 90, high: 120 }, position: 0.4, overlapsGap: false, isSwept: false },
    ...{ hasInducement: false, expiresAt: 9_000, reasons: [] },
  };
}

const viewWith = (
  setups: readonly TradeSetup[],
  end: 'shift' | 'bias' | 'zone' | null = null,
): SetupExecutionView => ({
  ...{ candle, bar: 7, spec: testSpec, capital: new Exact(1000) },
  costs: tradingCostsSchema.parse({ takerRate: '0', makerRate: '0' }),
  market: {
    setups: (except) => setups.filter(({ shift }) => shift.closeTime !== except),
    endOf: () => end,
    endOfSignal: () => end,
  },
});

const entered = (plan: ReturnType<SetupLimit['onCandle']>): EntryOrder | undefined =>
  plan.commands.flatMap((command) => (command.type === 'enter' ? [command.order] : []))[0];

const fill = (leg: OrderFill['leg'], orderId: string, left: string): OrderFill => ({
  ...{ type: 'filled', orderId, leg, at: 0, isAtOpen: false, price: '101', contracts: '5', role: 'maker' },
  ...{ fee: '0', spread: '0', left, target: 107.5, isAmbiguous: false },
});

function working(): { state: SetupState; order: EntryOrder } {
  const plan = executor.onCandle(idleSetups, viewWith([setupOf(1, 500)]));
  const order = entered(plan);
  if (order === undefined) throw new RangeError('no order');
  return { state: plan.state, order };
}

describe('the limit order of a setup', () => {
  it('risks the share of the capital it may, with the prices of the setup', () => {
    // 1 % of 1,000 at 2 a contract.
    expect(working().order).toMatchObject({
      ...{ kind: 'limit', direction: 'long', price: 101, stop: 99, target: 107.5, contracts: '5' },
      ...{ targetCloses: 'all', trailDistance: null, expiresAt: 9_000, leverage: 30, bar: 7 },
    });
  });

  it('is the first for its shift, and the last', () => {
    const { state, order } = working();
    expect(executor.onCandle(state, viewWith([setupOf(2, 500)])).commands).toEqual([]);
    const ended = executor.onOrderUpdate(
      state,
      { type: 'cancelled', orderId: order.id, why: 'age', at: 0 },
      9,
    );
    expect(ended.order).toBeNull();
    const again = viewWith([setupOf(2, 500)]);
    expect(executor.onCandle(ended, again).commands).toEqual([]);
    expect(executor.heldBackBy(ended, again)).toBe('shift used');
    expect(entered(executor.onCandle(ended, viewWith([setupOf(2, 800)])))?.zone.id).toBe(2);
  });

  it.each(['shift', 'bias', 'zone'] as const)('is taken back when its %s ends', (why) => {
    const { state, order } = working();
    const plan = executor.onCandle(state, viewWith([], why));
    expect(plan.commands).toEqual([{ type: 'cancel', orderId: order.id, why }]);
    expect(plan.state.order).toBeNull();
  });

  it('makes way for one of a newer shift at the same close', () => {
    const plan = executor.onCandle(working().state, viewWith([setupOf(4, 900)], 'shift'));
    expect(plan.commands.map(({ type }) => type)).toEqual(['cancel', 'enter']);
    expect(plan.state).toMatchObject({ order: { zone: { id: 4 } }, orderedShift: 900 });
  });
});

describe('a position', () => {
  const { state, order } = working();
  const open = executor.onOrderUpdate(state, fill('entry', order.id, '5'), 8);

  it('is left to its stop and target, and nothing is entered meanwhile', () => {
    const view = viewWith([setupOf(9, 900)], 'shift');
    expect(executor.onCandle(open, view).commands).toEqual([]);
    expect(executor.heldBackBy(open, view)).toBe('position');
  });

  it('uses its zone up, for every later shift', () => {
    const flat = executor.onOrderUpdate(open, fill('target', order.id, '0'), 9);
    expect(flat.position).toBeNull();
    const view = viewWith([setupOf(1, 900)]);
    expect([executor.onCandle(flat, view).commands, executor.heldBackBy(flat, view)]).toEqual([
      [],
      'zone used',
    ]);
    const two = new SetupLimit({ riskPct: 1, maxLeverage: 30, entriesPerZone: 2 });
    expect(entered(two.onCandle(flat, view))?.zone.id).toBe(1);
    expect(entered(executor.onCandle(flat, viewWith([setupOf(1, 900), setupOf(3, 900)])))?.zone.id).toBe(3);
  });
});

it('is capped by the leverage', () => {
  const wide = new SetupLimit({ riskPct: 100, maxLeverage: 3, entriesPerZone: 1 });
  // 3 x 1,000 buys 29 contracts at 101.
  expect(entered(wide.onCandle(idleSetups, viewWith([setupOf(1, 500)])))?.contracts).toBe('29');
});

it('survives a restart as JSON', () => {
  const { state } = working();
  const restored: SetupState = JSON.parse(JSON.stringify(state));
  const view = viewWith([setupOf(2, 900)], 'zone');
  expect(executor.onCandle(restored, view)).toEqual(executor.onCandle(state, view));
});
