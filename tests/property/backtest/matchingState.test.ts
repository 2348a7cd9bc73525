import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimMatching } from '#shared/backtest/simMatching.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { matchingOptions, playOrders } from '../../support/playedOrders.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const length = 120;

it('goes on from its state, written down and read again at any bar, as if nothing had been', () => {
  const seen = { open: 0, waiting: 0, closing: 0 };
  const anyFills = fc.constantFrom<('touch' | 'through')[]>('touch', 'through');
  fc.assert(
    fc.property(anySeed, anyFills, fc.integer({ min: 0, max: length }), (seed, limitFills, at) => {
      const bars = candleSeries({ seed, length });
      const whole = playOrders(bars, { seed, limitFills });
      const resumed = playOrders(bars, {
        ...{ seed, limitFills },
        replaced: (matching, bar) => {
          if (bar !== at) return matching;
          const { state } = matching;
          if (state.position !== null) seen.open += 1;
          if (state.entry !== null) seen.waiting += 1;
          if (state.closing !== null) seen.closing += 1;
          return new SimMatching(matchingOptions(limitFills), JSON.parse(JSON.stringify(state)));
        },
      });
      expect(resumed).toEqual(whole);
      expect(whole.length).toBeGreaterThan(0);
    }),
    { seed: 20273, numRuns: 1_000 },
  );
  expect(Math.min(seen.open, seen.waiting, seen.closing)).toBeGreaterThan(10);
});
