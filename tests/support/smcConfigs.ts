import fc from 'fast-check';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';

/** Every parameter at once, small enough for short series to meet every rule. */
export const anySmcConfig: fc.Arbitrary<SmcConfig> = fc.record({
  structure: fc.constantFrom('range', 'swing'),
  choch: fc.constantFrom('extreme', 'adjusted'),
  sweeps: fc.boolean(),
  pivotLeft: fc.integer({ min: 1, max: 5 }),
  pivotRight: fc.integer({ min: 1, max: 5 }),
  atrLength: fc.integer({ min: 1, max: 40 }),
  obMode: fc.constantFrom('length', 'full'),
  obLength: fc.constantFrom(1, 2.5, 5, 10),
  mitigation: fc.constantFrom('close', 'wick', 'avg'),
  overlap: fc.constantFrom('drop-older', 'keep'),
  keepBreakers: fc.boolean(),
  maxBlocks: fc.constantFrom(1, 2, 5, 100),
  fvgFilter: fc.constantFrom('direction', 'close', 'none'),
  fvgMinHeight: fc.constantFrom(0, 0.25, 1),
  fvgInversion: fc.boolean(),
  equalTolerance: fc.constantFrom(0, 0.1, 0.5, 2),
  maxPools: fc.constantFrom(1, 2, 5, 50),
  swingLabels: fc.boolean(),
  windows: fc.subarray([...defaultTradingWindows]),
  periods: fc.subarray(['day', 'week'] as const),
});

export const anySeed = fc.integer({ min: 0, max: 1_000_000 });

/** Every detector and every event. */
export const everything: SmcConfig = {
  ...defaultSmcConfig,
  fvgInversion: true,
  swingLabels: true,
  windows: defaultTradingWindows,
  periods: ['day', 'week'],
};

/** The parameters of the worked examples. */
export const exampleConfig: SmcConfig = { ...defaultSmcConfig, atrLength: 5, pivotLeft: 2, pivotRight: 2 };
