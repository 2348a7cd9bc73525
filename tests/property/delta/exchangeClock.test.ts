import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExchangeClock } from '#server/delta/exchangeClock.ts';
import { SimTime } from '../../support/simTime.ts';

const monday = Date.UTC(2026, 0, 5);

it('never goes back, and is never further from the venue’s time than it says', async () => {
  const trips = fc.array(
    fc.record({
      thereMs: fc.integer({ min: 0, max: 700 }),
      backMs: fc.integer({ min: 0, max: 700 }),
      fails: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const looks = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      trips,
      looks,
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
      fc.integer({ min: -150, max: 150 }),
      async (drawn, waits, wallAheadMs, driftPpm) => {
        const time = new SimTime(monday);
        // The machine's quartz is off by so much; the venue's time is the true one.
        const venueNow = () => monday + time.monotonicMs() * (1 + driftPpm * 1e-6);
        let asked = 0;
        const clock = new ExchangeClock({
          timer: time,
          wallNow: () => time.now() + wallAheadMs,
          ask: () => {
            const trip = drawn[asked % drawn.length];
            asked += 1;
            return new Promise((resolve, reject) => {
              time.after(trip?.thereMs ?? 0, () => {
                const said = venueNow();
                time.after(trip?.backMs ?? 0, () =>
                  trip?.fails ? reject(new Error('lost')) : resolve(said),
                );
              });
            });
          },
        });
        void clock.start();
        let shown = 0;
        for (const waitMs of waits) {
          const due = clock.now() + waitMs;
          let rangAt: number | null = null;
          clock.after(waitMs, () => {
            rangAt = clock.now();
          });
          await time.advance(waitMs);
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(shown);
          shown = now;
          if (now >= due) expect(rangAt).not.toBeNull();
          if (rangAt !== null) expect(rangAt).toBeGreaterThanOrEqual(due);
          const { unsureMs } = clock;
          if (unsureMs !== null) expect(Math.abs(now - venueNow())).toBeLessThanOrEqual(unsureMs + 1);
          expect(clock.doubt() === null).toBe(unsureMs !== null && unsureMs <= 2_000);
        }
        clock.stop();
      },
    ),
    { seed: 20_261_120, numRuns: 1_000 },
  );
});
