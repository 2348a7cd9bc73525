import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Quota } from '#server/delta/quota.ts';
import { SimTime } from '../../support/simTime.ts';

const windowMs = 5 * 60_000;

it('never holds more in any five minutes at the venue than the budget, and serves everybody in the end', async () => {
  const asks = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 40_000 }),
      caller: fc.constantFrom('history', 'live', 'clock'),
      weight: fc.constantFrom(1, 3, 5, 10, 25),
      priority: fc.constantFrom('ordinary' as const, 'ordinary' as const, 'protective' as const),
      travelMs: fc.integer({ min: 0, max: 10_000 }),
      throttledMs: fc.option(fc.integer({ min: 0, max: 60_000 }), { freq: 20 }),
    }),
    { minLength: 1, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(asks, fc.integer({ min: 40, max: 120 }), async (drawn, budget) => {
      const time = new SimTime(0);
      const quota = new Quota({ timer: time, budget });
      const arrived: { readonly atMs: number; readonly weight: number; readonly isOrdinary: boolean }[] = [];
      for (const { afterMs, travelMs, throttledMs, ...ask } of drawn) {
        await time.advance(afterMs);
        if (throttledMs !== null) quota.throttled(throttledMs);
        void quota.take(ask).then(() => {
          const atMs = time.monotonicMs() + travelMs;
          arrived.push({ atMs, weight: ask.weight, isOrdinary: ask.priority === 'ordinary' });
        });
      }
      await time.advance(60 * windowMs);
      expect(arrived).toHaveLength(drawn.length);
      for (const { atMs } of arrived) {
        const within = arrived.filter((other) => other.atMs >= atMs && other.atMs < atMs + windowMs);
        expect(within.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(budget);
      }
    }),
    { seed: 20_261_120, numRuns: 1_000 },
  );
});
