import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Quota } from '#server/exchange/quota.ts';
import { RateGate } from '#server/exchange/rateGate.ts';
import { SimTime } from '../../../support/simTime.ts';

const fiveMinutes = 300_000;

it('counts units in a window that begins with the first request and ends five minutes later', async () => {
  const time = new SimTime(0);
  const quota = new Quota(time, 10);
  await time.advance(1_000);
  expect(quota.take('alpha', 7)).toBeNull();
  await time.advance(100_000);
  expect(quota.state('alpha')).toEqual({ used: 7, remainingMs: 200_000 });
  expect(quota.take('alpha', 4)).toBe(200_000);
  expect(quota.take('alpha', 3)).toBeNull();
  expect(quota.take('beta', 10)).toBeNull();
  await time.advance(200_000);
  expect(quota.state('alpha')).toEqual({ used: 0, remainingMs: fiveMinutes });
});

it('never grants more than its units in a window, and all of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ units: fc.integer({ min: 1, max: 25 }), waitMs: fc.integer({ min: 0, max: 60_000 }) }),
      ),
      async (requests) => {
        const time = new SimTime(0);
        const quota = new Quota(time, 100);
        let [start, used] = [0, 0];
        for (const { units, waitMs } of requests) {
          await time.advance(waitMs);
          const nowMs = time.monotonicMs();
          if (nowMs - start >= fiveMinutes || used === 0) [start, used] = [nowMs, 0];
          const fits = used + units <= 100;
          expect(quota.take('alpha', units)).toBe(fits ? null : start + fiveMinutes - nowMs);
          if (fits) used += units;
        }
      },
    ),
    { seed: 20_261_120, numRuns: 1_000 },
  );
});

it('lets so many pass in any second and tells when the next may', async () => {
  const time = new SimTime(0);
  const gate = new RateGate(time, { most: 500, spanMs: 1_000 });
  expect(gate.pass('SOLUSD', 499)).toBeNull();
  await time.advance(400);
  expect(gate.pass('SOLUSD', 2)).toBe(600);
  expect(gate.pass('SOLUSD', 1)).toBeNull();
  expect(gate.pass('BTCUSD', 500)).toBeNull();
  await time.advance(600);
  expect(gate.pass('SOLUSD', 499)).toBeNull();
  expect(gate.pass('SOLUSD', 1)).toBe(400);
});
