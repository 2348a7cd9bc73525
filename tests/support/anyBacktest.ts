import fc from 'fast-check';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { anyBlockFilters } from './anyBlockFilters.ts';
import type { TestRun } from './backtests.ts';
import { testSpec } from './marketViews.ts';
import { anySeed } from './smcConfigs.ts';

/** Candles of a run: enough for several trades. */
export const runLength = 220;
/** Structure that short series have much of. */
export const livelyConfig: SmcConfig = { ...defaultSmcConfig, atrLength: 8, pivotLeft: 2, pivotRight: 2 };

/** Any way to trade a made-up series. */
export const anyRun: fc.Arbitrary<TestRun & { readonly seed: number }> = fc.record({
  seed: anySeed,
  mode: fc.constantFrom('A', 'B'),
  zones: fc.oneof(fc.constant({}), anyBlockFilters),
  config: fc
    .record({
      structure: fc.constantFrom<SmcConfig['structure'][]>('range', 'swing'),
      overlap: fc.constantFrom<SmcConfig['overlap'][]>('drop-older', 'keep'),
    })
    .map((some) => ({ ...livelyConfig, ...some })),
  capital: fc.constantFrom('40', '1000', '123456.78'),
  limitFills: fc.constantFrom<('touch' | 'through')[]>('touch', 'through'),
  spec: fc.constantFrom(
    testSpec,
    { ...testSpec, tick: '0.125' },
    { ...testSpec, tick: '0.25', sizeStep: '0.01', minSize: '0.03', contractValue: '0.1' },
  ),
  costs: fc.record({
    takerRate: fc.constantFrom('0', '0.0005'),
    makerRate: fc.constantFrom('0', '0.0002'),
    feeTax: fc.constantFrom('0', '0.18'),
    slippage: fc.constantFrom('0', '0.0003'),
    spread: fc.constantFrom('0', '0.05'),
  }),
  params: fc.record({
    riskPct: fc.constantFrom(null, 1),
    cooldownBars: fc.constantFrom(0, 3),
    orderAgeBars: fc.constantFrom(null, 6),
    mitigation: fc.constantFrom('close', 'wick', 'avg'),
    targetCloses: fc.constantFrom('half', 'all'),
    entriesPerZone: fc.constantFrom(1, 2),
  }),
});
