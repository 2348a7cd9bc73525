import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closeTime } from '#shared/market/candle.ts';
import { roundDown, roundUp } from '#shared/market/units.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { zoneKey } from '#shared/strategies/baseStrategy.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { signalSchema } from '#shared/trading/signal.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { marketViews, testSpec } from '../../support/marketViews.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const config = { ...defaultSmcConfig, atrLength: 20 };
const anyTick = fc.constantFrom('0.01', '0.05', '0.125', '0.5');

it('signals stand on tick between their stop and target, on a living block, once per zone', () => {
  const strategy = new ProgressiveSmc();
  let raised = 0;
  fc.assert(
    fc.property(anySeed, anyTick, (seed, tick) => {
      const taken = new Set<string>();
      for (const view of marketViews(candleSeries({ seed, length: 400 }), config, { ...testSpec, tick })) {
        const signal = strategy.onCandle({ ...view, takenZones: taken });
        if (signal === null) continue;
        raised += 1;
        const { entry, stop, zone, direction } = signalSchema.parse(signal);
        const [target = Number.NaN] = signal.targets;
        const side = direction === 'long' ? 1 : -1;
        expect(side * stop).toBeLessThan(side * entry);
        expect(side * entry).toBeLessThan(side * target);
        expect(side > 0 ? stop < zone.bottom : stop > zone.top).toBe(true);
        for (const price of [entry, stop, target]) {
          expect(roundDown(price, tick)).toBe(price);
          expect(roundUp(price, tick)).toBe(price);
        }
        const living = view.blocks.map((block) => zoneKey(`TESTUSD:15m:${block.id}`, block.state));
        expect(living).toContain(zoneKey(zone.blockId, zone.state));
        expect(taken.has(zoneKey(zone.blockId, zone.state))).toBe(false);
        taken.add(zoneKey(zone.blockId, zone.state));
        expect(signal.createdAt).toBe(closeTime(view.candle));
        expect(signal.id).toMatch(/^[A-Za-z0-9._-]+$/);
      }
    }),
    { seed: 20254, numRuns: 1_000 },
  );
  expect(raised).toBeGreaterThan(100);
});

it('the same view gives the same answer', () => {
  const views = [...marketViews(candleSeries({ seed: 5, length: 400 }), config)];
  const [one, other] = [new ProgressiveSmc(), new ProgressiveSmc()];
  const forwards = views.map((view) => one.onCandle(view));
  const backwards = views.toReversed().map((view) => other.onCandle(view));
  expect(backwards.toReversed()).toEqual(forwards);
  expect(forwards.some((signal) => signal !== null)).toBe(true);
});
