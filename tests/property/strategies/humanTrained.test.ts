import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SetupBacktest, type SetupBacktestResult, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import type { Candle } from '#shared/market/candle.ts';
import { newYorkWall } from '#shared/market/zoneOffset.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import type { EntryOrder } from '#shared/trading/order.ts';
import type { SetupEnd, TradeSetup } from '#shared/trading/setup.ts';
import { upTo } from '../../support/backtestPrefix.ts';
import { type OracleClose, oracleCloses } from '../../support/humanOracle.ts';
import { m5Series, m5Start } from '../../support/m5Series.ts';
import { testSpec } from '../../support/marketViews.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const length = 800;
const config = { ...defaultSmcConfig, atrLength: 8, pivotLeft: 2, pivotRight: 2 };

const anyRun = fc.record({
  seed: anySeed,
  session: fc.constantFrom<('24x7' | 'forex')[]>('24x7', 'forex'),
  params: fc.record({
    biasPivotLeft: fc.constant(1),
    biasPivotRight: fc.constant(1),
    shiftPivotLeft: fc.constantFrom(1, 2),
    shiftPivotRight: fc.constantFrom(1, 2),
    liquidity: fc.constantFrom<('none' | 'either')[]>('none', 'none', 'either'),
    target: fc.constantFrom<('rr' | 'pool')[]>('rr', 'pool'),
    orderAgeBars: fc.constantFrom(6, 24),
    sweepBars: fc.constantFrom(12, 48),
  }),
});
type Run = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

function play({ session, params }: Run, candles: readonly Candle[]): SetupBacktestResult {
  const strategy = new HumanTrained(params);
  const spec = { ...testSpec, session, timeframes: [...strategy.timeframes] };
  const costs = tradingCostsSchema.parse({ takerRate: '0', makerRate: '0', spread: '0.02' });
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder: strategy.setupFinder(setupMarketOf({ spec, costs }, config)) },
    ...{ timeframe: '5m', spec, capital: '100000', costs, limitFills: 'touch' },
  });
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result();
}

function expectSoundSetups({ setups, signals }: SetupBacktestResult, params: Run['params']): void {
  expect(setups).toHaveLength(signals.length);
  expect(new Set(setups.map(({ shift }) => shift.closeTime)).size).toBe(setups.length);
  for (const [index, { order, target }] of signals.entries()) {
    const setup = setups[index];
    if (setup === undefined) throw new RangeError('a signal without a setup');
    const { zone, stop, price, direction, placedAt } = order;
    const side = direction === 'long' ? 1 : -1;
    const age = placedAt - setup.shift.closeTime;
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThanOrEqual(4 * 3_600_000);
    // Drawn inside the leg, known by now.
    expect(setup.formedAt).toBeGreaterThanOrEqual(setup.shift.legStart);
    expect(setup.formedAt).toBeLessThan(setup.shift.closeTime);
    expect(zone.sinceTime).toBeLessThanOrEqual(placedAt);
    expect(side * (0.5 - setup.position)).toBeGreaterThan(0);
    expect(Math.min(price - zone.bottom, zone.top - price)).toBeGreaterThanOrEqual(-1e-9);
    expect(side * ((side > 0 ? zone.bottom : zone.top) - stop)).toBeGreaterThan(0);
    const rr = (side * (target - price)) / (side * (price - stop));
    expect(rr).toBeCloseTo(setup.rr, 9);
    expect(rr).toBeGreaterThanOrEqual(params.target === 'pool' ? 2 - 1e-9 : 3 - 1e-9);
    if (params.liquidity === 'either') expect(setup.isSwept || setup.hasInducement).toBe(true);
  }
}

/** An order in the zone of a setup, for asking when it ends. */
const orderOf = ({ zone, stop, target, atr, expiresAt }: TradeSetup): EntryOrder => ({
  ...{ id: 'one', kind: 'limit', direction: zone.direction, price: zone.entry, contracts: '1', stop, target },
  ...{ targetDistance: 1, trailDistance: null, targetCloses: 'all', expiresAt, leverage: 30, zone, atr },
  ...{ bar: 0, placedAt: 0 },
});

/** What the finder names at every close, and how an order in the first zone it named ends, beside how it should. */
function watched(candles: readonly Candle[], closes: readonly OracleClose[], session: '24x7' | 'forex') {
  const params = { biasPivotLeft: 1, biasPivotRight: 1, shiftPivotLeft: 2, shiftPivotRight: 2 };
  const costs = { spread: 0, makerRate: 0, takerRate: 0 };
  const finder = new HumanTrained(params).setupFinder({ spec: { ...testSpec, session }, config, costs });
  const ends: (SetupEnd | null)[] = [];
  const expectedEnds: typeof ends = [];
  let order: EntryOrder | null = null;
  const zones = candles.map((candle, index) => {
    const view = finder.fold(candle);
    const setups = view.setups(null);
    if (order !== null) {
      const end = view.endOf(order);
      ends.push(end);
      expectedEnds.push(endOf(order, closes[index]));
      if (end !== null) order = null;
    }
    if (setups[0] !== undefined) order ??= orderOf(setups[0]);
    return setups.map(({ zone: { id }, overlapsGap, isSwept, hasInducement }) => ({
      ...{ id, overlapsGap, isSwept, hasInducement },
    }));
  });
  return { zones, ends, expectedEnds };
}

function endOf({ direction, zone }: EntryOrder, close: OracleClose | undefined) {
  const against = direction === 'long' ? -1 : 1;
  if (close?.m15.includes(against)) return 'shift';
  if (close?.h4.includes(against)) return 'bias';
  return close?.standing.has(zone.id) ? null : 'zone';
}

describe('Human-trained on any series', () => {
  it('keeps its rules', () => {
    let trades = 0;
    const ends = new Set<string>();
    fc.assert(
      fc.property(anyRun, (run) => {
        const result = play(run, m5Series(run.seed, length));
        expectSoundSetups(result, run.params);
        trades += result.trades.length;
        for (const { reason, isPartial } of result.trades) {
          expect(['stop', 'target']).toContain(reason);
          expect(isPartial).toBe(false);
        }
        for (const change of result.orders) if (change.action === 'cancelled') ends.add(change.why);
      }),
      { seed: 20265, numRuns: 1_000 },
    );
    expect(trades).toBeGreaterThan(300);
    expect([...ends].sort()).toEqual(['age', 'bias', 'shift', 'zone']);
  });

  it('sees the zones, the liquidity and the ends that the rules worked out naively see', () => {
    const seen = { zones: 0, ranked: 0, swept: 0, induced: 0, ended: 0 };
    const anySession = fc.constantFrom<('24x7' | 'forex')[]>('24x7', 'forex');
    fc.assert(
      fc.property(anySeed, anySession, (seed, session) => {
        const candles = m5Series(seed, length);
        const rules = { config, session, bias: 1, shift: 2, sweepBars: 48, tick: 0.01 };
        const closes = oracleCloses(candles, rules);
        const { zones, ends, expectedEnds } = watched(candles, closes, session);
        expect(zones).toEqual(closes.map((close) => close.zones));
        expect(ends).toEqual(expectedEnds);
        seen.zones += zones.flat().length;
        seen.ranked += zones.filter(({ length: count }) => count > 1).length;
        seen.swept += zones.flat().filter(({ isSwept }) => isSwept).length;
        seen.induced += zones.flat().filter(({ hasInducement }) => hasInducement).length;
        seen.ended += ends.filter((end) => end !== null).length;
      }),
      { seed: 20267, numRuns: 1_000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  it('has decided at every bar what it decides whatever comes later', () => {
    let decided = 0;
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 300, max: length - 1 }), anySeed, (run, cut, otherSeed) => {
        const candles = m5Series(run.seed, length);
        const known = upTo(play(run, candles), cut - 1);
        const shift = (candles[cut - 1]?.openTime ?? 0) + 300_000 - m5Start;
        const other = m5Series(otherSeed, length - cut).map((candle) => ({
          ...candle,
          openTime: candle.openTime + shift,
        }));
        const altered = play(run, [...candles.slice(0, cut), ...other]);
        expect(upTo(play(run, candles.slice(0, cut)), cut - 1)).toEqual(known);
        expect(upTo(altered, cut - 1)).toEqual(known);
        decided += known.signals.length;
      }),
      { seed: 20266, numRuns: 1_000 },
    );
    expect(decided).toBeGreaterThan(300);
  });

  it('starts its four hours at 17:00 New York, in winter as in summer', () => {
    expect(new Date(newYorkWall(m5Start)).getUTCHours()).toBe(17);
    expect(new Date(newYorkWall(m5Start + 86_400_000)).getUTCHours()).toBe(18);
  });
});
