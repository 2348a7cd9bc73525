import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SetupBacktest, type SetupBacktestResult, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import type { Candle } from '#shared/market/candle.ts';
import { newYorkWall } from '#shared/market/zoneOffset.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { upTo } from '../../support/backtestPrefix.ts';
import { candleSeries } from '../../support/candleSeries.ts';
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

/** Its first candle opens a four-hour candle on both clocks, shortly before New York changes its own. */
const from = Date.UTC(2025, 2, 8, 22);

const m5Series = (seed: number, size = length): Candle[] =>
  candleSeries({ seed, length: size, holes: 0.25 }).map((candle) => ({
    ...candle,
    timeframe: '5m',
    openTime: from + (candle.openTime - Date.UTC(2025, 0, 1)) / 3,
  }));

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

describe('Human-trained on any series', () => {
  it('keeps its rules', () => {
    let trades = 0;
    const ends = new Set<string>();
    fc.assert(
      fc.property(anyRun, (run) => {
        const result = play(run, m5Series(run.seed));
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

  it('has decided at every bar what it decides whatever comes later', () => {
    let decided = 0;
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 300, max: length - 1 }), anySeed, (run, cut, otherSeed) => {
        const candles = m5Series(run.seed);
        const known = upTo(play(run, candles), cut - 1);
        const shift = (candles[cut - 1]?.openTime ?? 0) + 300_000 - from;
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
    expect(new Date(newYorkWall(from)).getUTCHours()).toBe(17);
    expect(new Date(newYorkWall(from + 86_400_000)).getUTCHours()).toBe(18);
  });
});
