import { describe, expect, it } from 'vitest';
import {
  combinationsOf,
  combinationText,
  gridSchema,
  nestedParams,
  paramNames,
} from '#shared/backtest/grid.ts';
import { gridRuns } from '#shared/backtest/paramSpace.ts';
import { BlockFilters } from '#shared/strategies/blockFilters.ts';
import { progressiveSmcParams } from '#shared/strategies/progressiveParams.ts';
import { entryFilters } from '#shared/trading/plannedEntry.ts';

describe('a grid of parameters', () => {
  it('is every value with every other one, the last parameter changing fastest', () => {
    expect(combinationsOf({ cooldownBars: [0, 3], targetCloses: ['half', 'all'] })).toEqual([
      { cooldownBars: 0, targetCloses: 'half' },
      { cooldownBars: 0, targetCloses: 'all' },
      { cooldownBars: 3, targetCloses: 'half' },
      { cooldownBars: 3, targetCloses: 'all' },
    ]);
  });

  it('is bounded: more than a thousand combinations are refused before anything is traded', () => {
    const values = Array.from({ length: 11 }, (_, index) => index);
    expect(combinationsOf({ a: values.slice(1), b: values.slice(1), c: values.slice(1) })).toHaveLength(
      1_000,
    );
    expect(() => combinationsOf({ a: values, b: values, c: values })).toThrow(
      'the grid has 1331 combinations, expected at most 1000',
    );
  });

  it.each([
    ['an empty list', { a: [] }],
    ['a value instead of a list', { a: 1 }],
    ['a value twice', { a: [1, 1] }],
    ['no parameter', {}],
    ['a list inside', { a: [[1]] }],
  ])('may not be %s', (_, grid) => {
    expect(gridSchema.safeParse(grid).success).toBe(false);
  });

  it('may hold lists of names, each as a value of its own', () => {
    const grid = { sessions: [[], ['London'], ['London', 'New York']] };
    expect(gridSchema.parse(grid)).toEqual(grid);
    expect(gridSchema.safeParse({ sessions: [['London'], ['London']] }).success).toBe(false);
    expect(combinationsOf(grid).map(combinationText)).toEqual([
      ...['sessions none', 'sessions London', 'sessions London + New York'],
    ]);
  });

  it('names what lies inside with a dot, and finds it again', () => {
    const params = { rr: 3, fresh: { targetAtr: 2, trail: { atr: 1 } }, age: null };
    expect(paramNames(params)).toEqual(['rr', 'fresh.targetAtr', 'fresh.trail.atr', 'age']);
    expect(nestedParams({ rr: 3, 'fresh.targetAtr': 2, 'fresh.trail.atr': 1, age: null })).toEqual(params);
  });
});

describe('the parameters of a strategy', () => {
  it('are its own and those of the executor that trades its zones', () => {
    const [first] = gridRuns({ freshTargetAtr: [3], 'fresh.trailAtr': [1] }, 'progressive-smc');
    expect(first?.params).toEqual({
      strategy: { freshTargetAtr: 3 },
      executor: { fresh: { trailAtr: 1 } },
    });
  });

  it('are its own alone where it names setups by itself', () => {
    expect(gridRuns({ rr: [3, 4] }, 'human-trained').map(({ params }) => params.strategy)).toEqual([
      { rr: 3 },
      { rr: 4 },
    ]);
    expect(() => gridRuns({ cooldownBars: [1] }, 'human-trained')).toThrow('no parameter "cooldownBars"');
  });

  it('are told when one is unknown', () => {
    expect(() => gridRuns({ entryDepth: [1], cooldownBars: [1] }, 'progressive-smc')).toThrow(
      /^progressive-smc has no parameter "entryDepth"; known: entryPenetration, .*freshTargetAtr, .*fresh\.trailAtr, .*cooldownBars/,
    );
  });

  it('hold every filter of entries', () => {
    const filters = {
      ...{ biasTimeframe: ['4h'], sessions: [['London']], minAgeBars: [2], maxAgeBars: [40] },
      ...{ minDisplacementAtr: [1.5], fairValueGap: ['open'], sweepBars: [10], minDepth: [0.5] },
      ...{ maxDistanceAtr: [1], minRr: [1] },
    };
    const [run] = gridRuns(filters, 'progressive-smc');
    expect(run?.params.executor).toEqual({});
    expect(new BlockFilters(progressiveSmcParams.parse(run?.params.strategy)).active).toEqual(entryFilters);
  });

  it('have to go with the others that every combination has', () => {
    const grid = { minAgeBars: [5, 50] };
    expect(gridRuns(grid, 'progressive-smc', { maxAgeBars: 60 })).toHaveLength(2);
    expect(() => gridRuns(grid, 'progressive-smc', { maxAgeBars: 40 })).toThrow(
      'minAgeBars: expected at most maxAgeBars (in the combination minAgeBars 50)',
    );
  });

  it('do not hold what the engine says', () => {
    expect(() => gridRuns({ mitigation: ['wick'] }, 'progressive-smc')).toThrow('no parameter "mitigation"');
  });

  it('are refused with the combination when a value cannot be', () => {
    expect(() => gridRuns({ entryPenetration: [0.2, 3] }, 'progressive-smc')).toThrow(
      /^entryPenetration: .*\(in the combination entryPenetration 3\)$/,
    );
    expect(() => gridRuns({ rr: [1.5], minRr: [2] }, 'human-trained')).toThrow(
      'rr: expected at least minRr (in the combination rr 1.5, minRr 2)',
    );
  });
});
