import { describe, expect, it } from 'vitest';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { CloseEntry } from '#shared/executors/closeEntry.ts';
import { type ExecutorState, idleExecutor } from '#shared/executors/executorState.ts';
import { modes } from '#shared/executors/modes.ts';
import type { ExecutionView } from '#shared/executors/planEntry.ts';
import { RestingLimit } from '#shared/executors/restingLimit.ts';
import { Exact } from '#shared/market/exact.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { type BlockZone, byRank } from '#shared/trading/entryZone.ts';
import type { OrderFill } from '#shared/trading/order.ts';
import type { PlannedEntry } from '#shared/trading/plannedEntry.ts';
import { candles } from '../../../support/candles.ts';
import { testSpec } from '../../../support/marketViews.ts';

const params = blockEntryParams.parse({ riskPct: null });
const limit = new RestingLimit(params);
const atClose = new CloseEntry(params);

const demand: BlockZone = {
  ...{ id: 1, state: 'fresh', direction: 'long', top: 101, bottom: 99, entry: 100.6 },
  ...{ source: 2, since: 5, sinceTime: 5_000 },
};
const younger: BlockZone = {
  ...demand,
  id: 4,
  entry: 102.6,
  top: 103,
  bottom: 101,
  since: 8,
  sinceTime: 8_000,
};
const supply: BlockZone = {
  ...younger,
  id: 6,
  state: 'breaker',
  direction: 'short',
  entry: 106,
  bottom: 105.6,
  top: 107.6,
};

function viewOf(row: string, bar: number, changes: Partial<ExecutionView> = {}): ExecutionView {
  const [candle] = candles(row);
  if (candle === undefined) throw new RangeError('no candle');
  const zones = [...(changes.zones ?? [demand])].sort(byRank);
  const atr = { value: 1, warm: true };
  const costs = tradingCostsSchema.parse({});
  const terms = { stopAtr: 1, targetAtr: { fresh: 2, breaker: 1.5 } };
  const known = { candle, bar, spec: testSpec, atr, capital: new Exact(1000), costs, terms };
  return { ...known, closedBy: () => null, ...changes, zones };
}

const quiet = '104 104.5 103.5 104';
const fillOf = (state: ExecutorState, leg: OrderFill['leg'], left = '0'): OrderFill => ({
  ...{
    type: 'filled',
    orderId: state.order?.id ?? state.position?.order.id ?? '',
    leg,
    at: 0,
    isAtOpen: false,
  },
  ...{
    price: '100',
    contracts: '1',
    role: 'maker',
    fee: '0',
    spread: '0',
    left,
    target: null,
    isAmbiguous: false,
  },
});

describe('mode B', () => {
  const placed = limit.onCandle(idleExecutor, viewOf(quiet, 9));

  it('rests in the zone that price has yet to come to', () => {
    expect(placed.commands).toMatchObject([
      {
        type: 'enter',
        order: { kind: 'limit', direction: 'long', price: 100.6, stop: 98, contracts: '79', zone: demand },
      },
    ]);
  });

  it('does not place it again, nor with another size', () => {
    const next = limit.onCandle(
      placed.state,
      viewOf(quiet, 10, { capital: new Exact(10), atr: { value: 2, warm: true } }),
    );
    expect(next.commands).toEqual([]);
    expect(next.state).toBe(placed.state);
  });

  it('gives way to a better zone', () => {
    const next = limit.onCandle(placed.state, viewOf(quiet, 10, { zones: [demand, younger] }));
    expect(next.commands).toMatchObject([
      { type: 'cancel', orderId: placed.state.order?.id, why: 'replaced' },
      { type: 'enter', order: { price: 102.6 } },
    ]);
  });

  it('stays when the better zone is behind price or refused by a gate', () => {
    const behind = viewOf('102 102.4 101.5 102', 10, { zones: [demand, younger] });
    expect(limit.onCandle(placed.state, behind).commands).toEqual([]);
    const used = { ...placed.state, entries: { '4f': 1 } };
    expect(limit.onCandle(used, viewOf(quiet, 10, { zones: [demand, younger] })).commands).toEqual([]);
  });

  it('ends with its zone, and moves on to the next', () => {
    expect(limit.onCandle(placed.state, viewOf(quiet, 10, { zones: [] })).commands).toMatchObject([
      { type: 'cancel', why: 'zone' },
    ]);
    const flipped = { ...demand, state: 'breaker', direction: 'short', entry: 99.4 } as const;
    const next = limit.onCandle(placed.state, viewOf(quiet, 10, { zones: [flipped, supply] }));
    expect(next.commands).toMatchObject([
      { type: 'cancel', why: 'zone' },
      { type: 'enter', order: { direction: 'short', price: 106 } },
    ]);
  });

  it('offers a zone whose order grew too old no more', () => {
    const orderId = placed.state.order?.id ?? '';
    const aged = limit.onOrderUpdate(placed.state, { type: 'cancelled', orderId, why: 'age', at: 0 }, 10);
    expect(aged).toMatchObject({ order: null, agedZones: ['1f'] });
    expect(limit.onCandle(aged, viewOf(quiet, 10)).commands).toEqual([]);
  });

  it('places nothing before the ATR is warm', () => {
    expect(
      limit.onCandle(idleExecutor, viewOf(quiet, 9, { atr: { value: 1, warm: false } })).commands,
    ).toEqual([]);
  });
});

describe('mode A', () => {
  const bounce = '100 102 100.5 101.5';

  it('follows a candle that came into the zone and closed out of it', () => {
    expect(atClose.onCandle(idleExecutor, viewOf(bounce, 9)).commands).toMatchObject([
      {
        type: 'enter',
        order: { kind: 'market', price: 101.5, stop: 98, targetDistance: 2, trailDistance: 1.5 },
      },
    ]);
  });

  it('names the gate that refused a candle', () => {
    const refusals = (state: ExecutorState, changes: Partial<ExecutionView> = {}) =>
      atClose.onCandle(state, viewOf(bounce, 9, changes)).refusals.map(({ zone, by }) => [zone.id, by]);
    expect(refusals({ ...idleExecutor, entries: { '1f': 1 } })).toEqual([[1, 'used']]);
    expect(refusals({ ...idleExecutor, lastExitBar: { long: 7, short: null } })).toEqual([[1, 'cooldown']]);
    expect(refusals({ ...idleExecutor, lastExitBar: { long: 6, short: 9 } })).toEqual([]);
    expect(refusals(idleExecutor, { capital: new Exact(1) })).toEqual([[1, 'size']]);
    const deep = { ...demand, bottom: 90 };
    expect(refusals(idleExecutor, { zones: [deep] })).toEqual([[1, 'stop']]);
    const other = { ...demand, id: 3, sinceTime: 4_000 };
    expect(refusals(idleExecutor, { zones: [demand, other] })).toEqual([[3, 'outranked']]);
  });

  it('waits for the candle after the birth of a zone', () => {
    expect(atClose.onCandle(idleExecutor, viewOf(bounce, 5)).commands).toEqual([]);
    expect(atClose.onCandle(idleExecutor, viewOf(bounce, 6)).commands).toHaveLength(1);
  });

  it('does not order twice while the answer is owed', () => {
    const { state } = atClose.onCandle(idleExecutor, viewOf(bounce, 9));
    expect(atClose.onCandle(state, viewOf(bounce, 10)).commands).toEqual([]);
  });
});

describe('a position', () => {
  const ordered = limit.onCandle(idleExecutor, viewOf(quiet, 9)).state;
  const held = limit.onOrderUpdate(ordered, fillOf(ordered, 'entry', '79'), 10);

  it('keeps everything else from being entered', () => {
    expect(held).toMatchObject({
      order: null,
      position: { stop: 98, hasTakenTarget: false },
      entries: { '1f': 1 },
    });
    expect(limit.onCandle(held, viewOf(quiet, 10, { zones: [demand, younger] })).commands).toEqual([]);
  });

  it('trails its stop behind the best close once the target was taken', () => {
    const risen = limit.onCandle(held, viewOf('104 105 103 104.8', 10)).state;
    const halved = limit.onOrderUpdate(risen, fillOf(risen, 'target', '40'), 11);
    const plan = limit.onCandle(halved, viewOf('104 105 103 104', 11));
    expect(plan.commands).toMatchObject([{ type: 'moveStop', stop: 103.3 }]);
    expect(limit.onCandle(plan.state, viewOf('104 105 103 104', 12)).commands).toEqual([]);
  });

  it('leaves once when its zone is closed through, whether or not the zone still stands', () => {
    const plan = limit.onCandle(held, viewOf('99.5 100 98.5 98.9', 10, { zones: [] }));
    expect(plan.commands).toMatchObject([{ type: 'close', leg: 'invalidation' }]);
    expect(limit.onCandle(plan.state, viewOf('98.9 99 98.5 98.6', 11)).commands).toEqual([]);
  });

  it('that left lets its direction cool down, and the other one not', () => {
    const flat = limit.onOrderUpdate(held, fillOf(held, 'stop'), 12);
    expect(flat).toMatchObject({ position: null, lastExitBar: { long: 12, short: null } });
    const zones = [younger, supply];
    expect(limit.onCandle(flat, viewOf(quiet, 14, { zones })).commands).toMatchObject([
      { order: { direction: 'short' } },
    ]);
    expect(limit.onCandle(flat, viewOf(quiet, 15, { zones })).commands).toMatchObject([
      { order: { direction: 'long' } },
    ]);
  });

  it('is not disturbed by an update about another order', () => {
    const stray = { type: 'cancelled', orderId: 'other', why: 'age', at: 0 } as const;
    expect(limit.onOrderUpdate(held, stray, 11)).toBe(held);
    expect(limit.onOrderUpdate(ordered, stray, 11)).toBe(ordered);
    expect(limit.onOrderUpdate(held, { ...fillOf(held, 'stop'), orderId: 'other' }, 11)).toBe(held);
  });
});

it('the state is plain JSON, so that a restart goes on from it', () => {
  const { state } = limit.onCandle(idleExecutor, viewOf(quiet, 9));
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

it('zones that ended are forgotten after a while', () => {
  const entries = Object.fromEntries(Array.from({ length: 80 }, (_, id) => [`${id + 100}f`, 1]));
  const { state } = limit.onCandle(
    { ...idleExecutor, entries: { ...entries, '4f': 1 } },
    viewOf(quiet, 9, { zones: [demand, younger] }),
  );
  expect(state.entries).toEqual({ '4f': 1 });
});

it('modes are called by their names', () => {
  for (const [name, make] of Object.entries(modes)) expect(make(params).mode).toBe(name);
});

describe('a filter of the strategy', () => {
  const onlyYounger: ExecutionView['closedBy'] = ({ zone }) => (zone.id === younger.id ? null : 'bias');
  const entered = '101 103 99 102';

  it('is asked with the prices that the order would have', () => {
    const asked: PlannedEntry[] = [];
    const closedBy: ExecutionView['closedBy'] = (entry) => {
      asked.push(entry);
      return 'rr';
    };
    atClose.onCandle(idleExecutor, viewOf(entered, 9, { closedBy }));
    limit.onCandle(idleExecutor, viewOf(quiet, 9, { closedBy }));
    expect(asked).toEqual([
      { kind: 'market', zone: demand, price: 102, stop: 98, target: 104 },
      { kind: 'limit', zone: demand, price: 100.6, stop: 98, target: 102.6 },
    ]);
  });

  it('refuses an entry at the close by its name', () => {
    const plan = atClose.onCandle(idleExecutor, viewOf(entered, 9, { closedBy: () => 'session' }));
    expect(plan.commands).toEqual([]);
    expect(plan.refusals).toEqual([{ zone: demand, by: 'session' }]);
  });

  it('does not hide the next best zone', () => {
    const view = viewOf(quiet, 9, {
      zones: [younger, { ...demand, sinceTime: 9_000 }],
      closedBy: onlyYounger,
    });
    expect(limit.onCandle(idleExecutor, view).state.order?.zone.id).toBe(younger.id);
  });

  it('takes a waiting order back once it closes, for another zone or for none', () => {
    const placed = limit.onCandle(idleExecutor, viewOf(quiet, 9)).state;
    const orderId = placed.order?.id;
    const closed = limit.onCandle(placed, viewOf(quiet, 10, { closedBy: () => 'bias' }));
    expect(closed.commands).toEqual([{ type: 'cancel', orderId, why: 'filter' }]);
    expect(closed.state.order).toBeNull();
    const zones = [{ ...demand, sinceTime: 9_000 }, younger];
    const moved = limit.onCandle(placed, viewOf(quiet, 10, { zones, closedBy: onlyYounger }));
    expect(moved.commands).toMatchObject([{ type: 'cancel', why: 'filter' }, { type: 'enter' }]);
    expect(moved.state.order?.zone.id).toBe(younger.id);
  });

  it('offers the zone again when it opens', () => {
    const placed = limit.onCandle(idleExecutor, viewOf(quiet, 9)).state;
    const closed = limit.onCandle(placed, viewOf(quiet, 10, { closedBy: () => 'session' })).state;
    expect(limit.onCandle(closed, viewOf(quiet, 11)).state.order).toMatchObject({ zone: demand, bar: 11 });
  });
});

it('puts stop and target where the strategy says', () => {
  const terms = { stopAtr: 2, targetAtr: { fresh: 3, breaker: 1 } };
  const { order } = limit.onCandle(idleExecutor, viewOf(quiet, 9, { terms })).state;
  expect(order).toMatchObject({ stop: 97, targetDistance: 3 });
});
