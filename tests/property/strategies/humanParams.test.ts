import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closeTime } from '#shared/market/candle.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanFrames } from '#shared/strategies/humanFrames.ts';
import { type HumanTrainedParams, humanTrainedParams } from '#shared/strategies/humanParams.ts';
import { type HumanReading, readHuman } from '#shared/strategies/humanReading.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { Sessions } from '#shared/strategies/sessions.ts';
import type { EntryOrder } from '#shared/trading/order.ts';
import { occurrenceOf } from '../../support/clockOracle.ts';
import { m5Series } from '../../support/m5Series.ts';
import { testSpec } from '../../support/marketViews.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const config = { ...defaultSmcConfig, atrLength: 8, pivotLeft: 2, pivotRight: 2 };
const costs = { spread: 0, makerRate: 0, takerRate: 0 };
const pivots = { biasPivotLeft: 1, biasPivotRight: 1, shiftPivotLeft: 2, shiftPivotRight: 2 };
const london = defaultTradingWindows.find(({ name }) => name === 'London');

interface Close {
  readonly reading: HumanReading;
  readonly trend: number;
}

/** What the gates saw at every close. */
function readings(seed: number, change: Partial<HumanTrainedParams>): readonly Close[] {
  const params = humanTrainedParams.parse({ ...pivots, ...change });
  const frames = new HumanFrames({ spec: testSpec, config, params });
  const sessions = new Sessions(params.sessions);
  return m5Series(seed, 600).flatMap((candle) => {
    frames.fold(candle);
    const reading = readHuman(frames, { params, sessions, costs });
    return reading === null ? [] : [{ reading, trend: frames.h4.trend }];
  });
}

/** What could be traded, by close and zone. */
const traded = (closes: readonly Close[]) =>
  closes.flatMap(({ reading, trend }) =>
    reading.zones
      .filter(({ closedBy }) => closedBy === null)
      .map(({ zone, position }) => {
        const { id, state, direction, entry } = zone;
        return { at: reading.at, id, state, entry, position, side: direction === 'long' ? 1 : -1, trend };
      }),
  );

const keys = (closes: readonly Close[]) => new Set(traded(closes).map(({ at, id }) => `${at} ${id}`));
const sum = (seen: ReadonlyMap<string, number>) => [...seen.values()];

it('what practice teaches narrows or widens what is traded, and nothing else of it', () => {
  const seen = new Map<string, number>();
  const note = (name: string, count: number) => seen.set(name, (seen.get(name) ?? 0) + count);
  fc.assert(
    fc.property(anySeed, (seed) => {
      const usual = readings(seed, {});
      const all = keys(usual);

      const gaps = traded(readings(seed, { zones: ['gap'] }));
      expect(gaps).toEqual(traded(usual).filter(({ state }) => state === 'gap'));
      note('gaps', gaps.length);

      const inLondon = traded(readings(seed, { sessions: ['London'] }));
      const isIn = ({ at }: { at: number }) => london !== undefined && occurrenceOf(london, at) !== null;
      expect(inLondon).toEqual(traded(usual).filter(isIn));
      note('London', inLondon.length);

      const against = traded(readings(seed, { bias: 'against' }));
      expect(against.every(({ side, trend }) => side === -trend)).toBe(true);
      const either = keys(readings(seed, { bias: 'any' }));
      for (const key of all) expect(either).toContain(key);
      for (const { at, id } of against) expect(either).toContain(`${at} ${id}`);
      expect(either.size).toBe(all.size + against.length);
      note('against', against.length);

      const anywhere = traded(readings(seed, { minDepth: null }));
      const deep = traded(readings(seed, { minDepth: 0.75 }));
      const depth = ({ position, side }: (typeof deep)[number]) => (side > 0 ? 1 - position : position);
      expect(traded(usual)).toEqual(anywhere.filter((one) => depth(one) > 0.5));
      expect(deep).toEqual(anywhere.filter((one) => depth(one) >= 0.75));
      note('anywhere', anywhere.length - all.size);

      const unshifted = keys(readings(seed, { needsShift: false }));
      for (const key of all) expect(unshifted).toContain(key);
      note('without a shift', unshifted.size - all.size);
    }),
    { seed: 20281, numRuns: 60 },
  );
  expect(Math.min(...sum(seen))).toBeGreaterThan(20);
});

/** An order in a zone that stands no more: whatever else ends it is said first. */
const orderOf = (direction: 'long' | 'short'): EntryOrder => ({
  ...{ id: 'one', kind: 'limit', direction, price: 100, contracts: '1', stop: 99, targetDistance: 1 },
  ...{ trailDistance: null, targetCloses: 'all', expiresAt: null, leverage: 1, atr: 1, bar: 0, placedAt: 0 },
  zone: {
    ...{ id: -1, state: 'block', direction, top: 101, bottom: 99, entry: 100 },
    ...{ source: 0, since: 0, sinceTime: 0 },
  },
});

it('an order ends with what it was placed on: the shift, the bias as it is traded, the session', () => {
  const seen = new Set<string>();
  const directions = fc.constantFrom('long' as const, 'short' as const);
  const asked = fc.record({
    bias: fc.constantFrom('with', 'against', 'any'),
    needsShift: fc.boolean(),
    sessions: fc.constantFrom([], ['London']),
  });
  fc.assert(
    fc.property(anySeed, directions, asked, (seed, direction, change) => {
      const params = { ...pivots, ...change };
      const finder = new HumanTrained(params).setupFinder({ spec: testSpec, config, costs });
      const frames = new HumanFrames({ spec: testSpec, config, params: humanTrainedParams.parse(params) });
      const [side, against] = direction === 'long' ? ([1, -1] as const) : ([-1, 1] as const);
      for (const candle of m5Series(seed, 500)) {
        const end = finder.fold(candle).endOf(orderOf(direction));
        frames.fold(candle);
        const isShifted = change.needsShift && frames.hasBroken('15m', against);
        const isTurned =
          (change.bias === 'with' && frames.hasBroken('4h', against)) ||
          (change.bias === 'against' && frames.hasBroken('4h', side));
        const isOver =
          change.sessions.length > 0 &&
          (london === undefined || occurrenceOf(london, closeTime(candle)) === null);
        expect(end).toBe(isShifted ? 'shift' : isTurned ? 'bias' : isOver ? 'session' : 'zone');
        seen.add(end ?? 'none');
      }
    }),
    { seed: 20282, numRuns: 100 },
  );
  expect([...seen].toSorted()).toEqual(['bias', 'session', 'shift', 'zone']);
});
