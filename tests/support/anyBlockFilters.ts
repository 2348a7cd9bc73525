import fc from 'fast-check';
import type { BlockFilterParams } from '#shared/strategies/progressiveParams.ts';

const off = <Value>(...values: readonly Value[]) =>
  fc.constantFrom<(Value | undefined)[]>(undefined, ...values);

/** Some filters of entries on blocks, seldom many at once: those that are left out are off. */
export const anyBlockFilters: fc.Arbitrary<Partial<BlockFilterParams>> = fc
  .record({
    biasTimeframe: off<'1h' | '4h'>('1h', '4h'),
    sessions: off(['London'], ['Asia', 'New York'], ['London kill zone']),
    minAgeBars: off(2, 10),
    maxAgeBars: off(10, 40),
    minDisplacementAtr: off(0.8, 1.5),
    fairValueGap: off<'formed' | 'open'>('formed', 'open'),
    sweepBars: off(0, 5, 20),
    minDepth: off(0.25, 0.5, 0.75),
    maxDistanceAtr: off(0.25, 1),
    minRr: off(0.5, 1, 1.5),
  })
  .chain((all) =>
    fc.subarray(Object.keys(all), { maxLength: 3 }).map((chosen) => {
      const kept = Object.entries(all).filter(
        ([name, value]) => chosen.includes(name) && value !== undefined,
      );
      return Object.fromEntries(kept);
    }),
  );
