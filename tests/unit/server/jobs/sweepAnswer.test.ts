import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerBytes, answerOf, backtestsOf, jobsOf } from '#server/jobs/sweepAnswer.ts';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';

it('shares out every backtest to exactly one job, in order, at most fifty combinations each', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 30 }),
      (combinations, files) => {
        const jobs = Array.from({ length: jobsOf(combinations) }, (_, job) =>
          backtestsOf(job, { combinations, files }),
        );
        let next = 0;
        for (const { from, to } of jobs) {
          expect(from).toBe(next);
          expect(to).toBeGreaterThan(from);
          expect(to - from).toBeLessThanOrEqual(50 * files);
          expect((to - from) % files).toBe(0);
          next = to;
        }
        expect(next).toBe(combinations * files);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('makes enough jobs of a small grid for several workers', () => {
  expect([1, 4, 20, 21, 100, 1_000].map(jobsOf)).toEqual([1, 4, 20, 11, 20, 20]);
});

const number = fc.double();
const trade: fc.Arbitrary<ReportTrade> = fc.record({
  symbol: fc.string(),
  direction: fc.constantFrom('long', 'short'),
  zone: fc.constantFrom('fresh', 'breaker'),
  at: number,
  exitAt: number,
  r: number,
  costR: number,
});

it('brings answers back as they were, whatever the numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.array(trade)), (trades) => {
      const answer = { kind: 'trades', trades } as const;
      expect(answerOf(answerBytes(answer))).toEqual(answer);
    }),
    { numRuns: 1_000 },
  );
});
