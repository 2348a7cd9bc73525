import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { livelyConfig } from '../../support/anyBacktest.ts';
import { tested } from '../../support/backtests.ts';
import { type OracleRules, oracleTrades } from '../../support/blockEntryOracle.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const anyRules: fc.Arbitrary<OracleRules> = fc.record({
  mode: fc.constantFrom('A', 'B'),
  config: fc
    .record({ structure: fc.constantFrom('range', 'swing'), maxBlocks: fc.constantFrom(3, 100) })
    .map((some) => ({ ...livelyConfig, ...some })),
  capital: fc.constantFrom(60, 1_000, 25_000),
  taker: fc.constantFrom(0, 0.0005),
  maker: fc.constantFrom(0, 0.0002),
  slippage: fc.constantFrom(0, 0.0004),
  through: fc.boolean(),
});

it('trades as the rules say when they are worked out naively', () => {
  const seen = { trades: 0, ambiguous: 0 };
  const reasons = new Set<string>();
  fc.assert(
    fc.property(anyRules, anySeed, (rules, seed) => {
      const candles = candleSeries({ seed, length: 300 });
      const { mode, config, capital, taker, maker, slippage, through } = rules;
      const costs = tradingCostsSchema.parse({
        ...{ takerRate: String(taker), makerRate: String(maker), slippage: String(slippage) },
      });
      const run = { mode, config, capital: String(capital), costs, params: { riskPct: null } };
      const { trades } = tested({ ...run, limitFills: through ? 'through' : 'touch' }, candles);
      const expected = oracleTrades(candles, rules);
      expect(
        trades.map(({ direction, contracts, entryBar, exitBar, entry, reason, net, isAmbiguous }) => ({
          ...{ dir: direction === 'long' ? 1 : -1, contracts: Number(contracts), entryBar, exitBar },
          ...{ entry: Number(entry), reason, net: Number(net), ambiguous: isAmbiguous },
        })),
      ).toEqual(expected.map((trade) => ({ ...trade, net: expect.closeTo(trade.net, 6) })));
      seen.trades += trades.length;
      seen.ambiguous += trades.filter((trade) => trade.isAmbiguous).length;
      for (const { reason } of trades) reasons.add(reason);
    }),
    { seed: 20267, numRuns: 1_000 },
  );
  expect(seen.trades).toBeGreaterThan(5_000);
  expect(seen.ambiguous).toBeGreaterThan(20);
  expect(reasons).toEqual(new Set(['stop', 'trail', 'invalidation', 'target']));
});
