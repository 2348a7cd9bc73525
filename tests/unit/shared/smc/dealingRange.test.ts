import { expect, it } from 'vitest';
import { equilibriumBand, optimalEntry, positionIn, rangePart } from '#shared/smc/dealingRange.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { workedExample } from '../../../support/workedExample.ts';

const range = { side: 1, low: 102.4, high: 106.5 } as const;

it('has its equilibrium in the middle, discount below and premium above', () => {
  expect(positionIn(range, 104.45)).toBeCloseTo(0.5, 12);
  expect(positionIn(range, 103.425)).toBeCloseTo(0.25, 12);
  expect([103, 106].map((price) => rangePart(range, price))).toEqual(['discount', 'premium']);
  expect(rangePart({ side: 1, low: 100, high: 104 }, 102)).toBe('equilibrium');
  expect(rangePart(range, 104.5)).toBe('premium');
  expect(rangePart(range, 104.5, equilibriumBand)).toBe('equilibrium');
});

it('offers a long between retracements of 0.62 and 0.79 from the high, a short from the low', () => {
  expect(optimalEntry(range, 1).low).toBeCloseTo(103.261, 9);
  expect(optimalEntry(range, 1).high).toBeCloseTo(103.958, 9);
  expect(optimalEntry(range, -1).low).toBeCloseTo(104.942, 9);
  expect(optimalEntry(range, -1).high).toBeCloseTo(105.639, 9);
});

it('of the worked example goes from the protected level to the extreme, and turns with the trend', () => {
  const engine = new SmcEngine({ timeframe: '15m', config: exampleConfig });
  const ranges = workedExample.map((candle) => {
    engine.step(candle);
    return engine.dealingRange;
  });
  expect(ranges[0]).toBeNull();
  expect(ranges[8]).toEqual(range);
  expect(ranges[11]).toEqual({ side: 1, low: 102.2, high: 106.5 });
  expect(ranges[12]).toEqual({ side: -1, low: 101.5, high: 106.5 });
  expect(ranges[16]).toEqual({ side: -1, low: 100.2, high: 102.6 });
});

it('of the swing structure goes from the last pivot low to the last pivot high, each as far as price went since', () => {
  const engine = new SmcEngine({ timeframe: '15m', config: { ...exampleConfig, structure: 'swing' } });
  const ranges = workedExample.map((candle) => {
    engine.step(candle);
    return engine.dealingRange;
  });
  // Pivot high 105 at bar 3 and low 102.4 at bar 6; bar 8, which knows the low, closes beyond the high at 106.5.
  expect(ranges.slice(0, 8).every((known) => known === null)).toBe(true);
  expect(ranges[8]).toEqual({ side: 1, low: 102.4, high: 106.5 });
  expect(ranges[11]).toEqual({ side: 1, low: 102.2, high: 106.5 });
});
