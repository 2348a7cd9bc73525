import { describe, expect, it } from 'vitest';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';
import { type SweepOptions, sweepReportOf, type Tried } from '#shared/backtest/sweepReport.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { dailyTrades } from '../../../support/reportTrades.ts';

const days = 140;
const day = 86_400_000;
const from = Date.UTC(2026, 0, 5);
const options: SweepOptions = {
  span: { from, to: from + days * day },
  steps: 6,
  training: 'rolling',
  seed: 1,
  draws: 400,
};

/** One trade a day, bell-shaped around an edge. */
function tradesWith(edgeR: number, seed: number): readonly ReportTrade[] {
  const random = seededRandom(seed);
  return dailyTrades(Array.from({ length: days }, () => edgeR + random.bell()));
}

const tried = (edges: readonly number[]): readonly Tried[] =>
  edges.map((edge, index) => ({ combination: { rr: index }, trades: tradesWith(edge, index + 10) }));
const withoutEdge = Array.from({ length: 24 }, () => 0);

describe('a sweep', () => {
  it('calls the best of many without an edge no better than luck', () => {
    const report = sweepReportOf(tried(withoutEdge), options);
    expect(report.ranked[0]?.outOfSample.meanR).toBeGreaterThan(0.1);
    expect(report.verdict.kind).toBe('luck');
    expect(report.verdict.text).toMatch(/^The best of 24 looks no better than luck: mean \+0\.\d\d R/);
    expect(report.combinations).toBe(24);
  });

  it('finds the one that has an edge, and confirms it by choices made before', () => {
    const report = sweepReportOf(tried([...withoutEdge, 1]), options);
    expect(report.ranked[0]?.combination).toEqual({ rr: 24 });
    expect(report.steps.map(({ chosen }) => chosen)).toEqual(Array(6).fill({ rr: 24 }));
    expect(report.walkForward.trades).toBe(120);
    expect(report.verdict.kind).toBe('standsOut');
  });

  it('says so when all of them lose', () => {
    const { verdict } = sweepReportOf(tried([-0.5, -0.4]), options);
    expect(verdict.text).toMatch(/^The best of 2 loses after costs: mean −0\.\d\d R/);
  });

  it('ranks by the mean out of sample, with in-sample beside it', () => {
    const { ranked } = sweepReportOf(tried([-0.4, 0.9, 0.2]), options);
    expect(ranked.map(({ combination }) => combination)).toEqual([{ rr: 1 }, { rr: 2 }, { rr: 0 }]);
    expect(ranked.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(ranked[0]?.outOfSample.trades).toBe(120);
    expect(ranked[0]?.inSample.trades).toBe(120);
    expect(ranked[0]?.outOfSample.meanRange?.low).toBeGreaterThan(0.5);
  });

  it('puts a lucky few trades behind everything that can be judged', () => {
    const few = { combination: { rr: 9 }, trades: dailyTrades(Array(days).fill(5)).slice(-5) };
    const { ranked } = sweepReportOf([few, ...tried([-0.4])], options);
    expect(ranked.map(({ combination }) => combination)).toEqual([{ rr: 0 }, { rr: 9 }]);
    expect(sweepReportOf([few], options).verdict.text).toBe(
      'Too few trades to judge: the only combination has not 30 out of sample.',
    );
  });

  it('judges a choice that only looked good in training by what came next', () => {
    // Wins by turns: whoever won a window loses the next one.
    const turns = (first: number) =>
      dailyTrades(
        Array.from({ length: days }, (_, index) => ((Math.floor(index / 20) + first) % 2 === 0 ? 1 : -1)),
      );
    const both = [0, 1].map((first) => ({ combination: { first }, trades: turns(first) }));
    const { steps, walkForward } = sweepReportOf(both, options);
    expect(steps.map(({ chosen }) => chosen?.first)).toEqual([0, 1, 0, 1, 0, 1]);
    expect(steps.every(({ inSample }) => inSample.meanR === 1)).toBe(true);
    expect(walkForward.meanR).toBe(-1);
  });

  it('names a parameter that changed no trade', () => {
    const trades = [tradesWith(0, 1), tradesWith(0, 2)];
    const grid = [0, 1].flatMap((rr) =>
      [1, 2].map((stopAtr) => ({ combination: { rr, stopAtr }, trades: trades[rr] ?? [] })),
    );
    expect(sweepReportOf(grid, options).idle).toEqual(['stopAtr']);
  });

  it('says the same of the same trades, wherever they stand', () => {
    const twins = [1, 2].map((stopAtr) => ({ combination: { stopAtr }, trades: tradesWith(0.3, 7) }));
    const { ranked } = sweepReportOf([...twins, ...tried([0.1])], options);
    expect(ranked[1]?.outOfSample).toEqual(ranked[0]?.outOfSample);
    expect(ranked[1]?.outOfSample.meanRange).not.toBeNull();
    expect(sweepReportOf(tried(withoutEdge), options)).toEqual(sweepReportOf(tried(withoutEdge), options));
  });
});
