import { describe, expect, it } from 'vitest';
import { testTrades, trainingTrades, walkForwardSteps } from '#shared/backtest/walkForward.ts';
import { reportTrade } from '../../../support/reportTrades.ts';

const span = { from: 1_000, to: 1_400 };

describe('a walk forward', () => {
  it('trains on one window and judges on the next, where training rolls', () => {
    expect(walkForwardSteps(span, { steps: 3, training: 'rolling' })).toEqual([
      { train: { from: 1_000, to: 1_100 }, test: { from: 1_100, to: 1_200 } },
      { train: { from: 1_100, to: 1_200 }, test: { from: 1_200, to: 1_300 } },
      { train: { from: 1_200, to: 1_300 }, test: { from: 1_300, to: 1_400 } },
    ]);
  });

  it('trains on all windows before, where training is anchored', () => {
    const steps = walkForwardSteps(span, { steps: 3, training: 'anchored' });
    expect(steps.map(({ train }) => train)).toEqual([
      { from: 1_000, to: 1_100 },
      { from: 1_000, to: 1_200 },
      { from: 1_000, to: 1_300 },
    ]);
    expect(steps.map(({ test }) => test.to)).toEqual([1_200, 1_300, 1_400]);
  });

  it('leaves no moment between its windows and judges none twice, however odd the span', () => {
    const steps = walkForwardSteps({ from: 3, to: 1_000 }, { steps: 6, training: 'rolling' });
    steps.forEach(({ train, test }, index) => {
      expect(test.from).toBe(train.to);
      expect(test.from).toBe(steps[index - 1]?.test.to ?? train.to);
    });
    expect(steps.at(-1)?.test.to).toBe(1_000);
  });

  const step = { train: { from: 1_000, to: 1_100 }, test: { from: 1_100, to: 1_200 } };
  const inTraining = reportTrade(1, { at: 1_000, exitAt: 1_100 });
  const acrossTheEdge = reportTrade(1, { at: 1_099, exitAt: 1_101 });
  const inTest = reportTrade(1, { at: 1_100, exitAt: 1_500 });
  const trades = [inTraining, acrossTheEdge, inTest, reportTrade(1, { at: 1_200, exitAt: 1_210 })];

  it('lets no choice know a trade that was still open when it was made', () => {
    expect(trainingTrades(trades, step)).toEqual([inTraining]);
  });

  it('judges by every trade that entered in the window', () => {
    expect(testTrades(trades, step)).toEqual([inTest]);
  });
});
