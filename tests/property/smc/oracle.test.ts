import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { anySeed, anySmcConfig } from '../../support/smcConfigs.ts';
import { smcOracle } from '../../support/smcOracle.ts';

function compare(candles: readonly Candle[], config: SmcConfig): void {
  const engine = new SmcEngine({ timeframe: '15m', config });
  const expected = smcOracle(candles, config);
  candles.forEach((candle, i) => {
    const events = engine.step(candle);
    const bar = expected[i];
    // As text: the order of the keys counts too.
    expect(JSON.stringify(events)).toBe(JSON.stringify(bar?.events));
    const { blocks, trend, atr, gaps, pools, dealingRange, lastBreak } = engine;
    const known = { blocks, trend, atr: atr.value, gaps, pools, dealingRange, lastBreak };
    expect({ events: [], ...known }).toEqual({ ...bar, events: [] });
  });
}

it('says bar by bar what rescanning all candles says, for any parameters', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => compare(candleSeries({ seed, length: 70 }), config)),
    { seed: 20251, numRuns: 1_000 },
  );
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) =>
      compare(candleSeries({ seed, length: 260 }), config),
    ),
    { seed: 20256, numRuns: 30 },
  );
});

const variants: readonly Partial<SmcConfig>[] = [
  { mitigation: 'close' },
  { mitigation: 'wick' },
  { mitigation: 'avg' },
  { obMode: 'full' },
  { overlap: 'keep' },
  { keepBreakers: false },
  { choch: 'adjusted' },
  { sweeps: false },
  { structure: 'swing' },
  { maxBlocks: 1 },
];

it.each(variants)('agrees with the rescan over a long series with %o', (variant) => {
  const series = candleSeries({ seed: 7, length: 900 });
  compare(series, { ...defaultSmcConfig, atrLength: 20, pivotLeft: 3, pivotRight: 2, ...variant });
});
