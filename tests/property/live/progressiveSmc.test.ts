import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MarketRunner } from '#server/live/marketRunner.ts';
import { decisionsOf } from '#shared/backtest/decisions.ts';
import type { SeriesSnapshot } from '#shared/core/batch.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { LiveAccount } from '../../support/liveAccount.ts';
import { testSpec } from '../../support/marketViews.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const length = 500;
const { warmupCandles } = new ProgressiveSmc();
const key = { symbol: testSpec.symbol, timeframe: '15m' } as const;
const costs = tradingCostsSchema.parse({});

/** Filters that read what a single engine does not know, or of which it knows more than is stored. */
const anyParams = fc.record({
  biasTimeframe: fc.constantFrom<(null | '1h' | '4h')[]>(null, '1h', '4h', '4h'),
  sweepBars: fc.constantFrom<(number | null)[]>(null, null, 40),
  fairValueGap: fc.constantFrom<('any' | 'formed' | 'open')[]>('any', 'any', 'formed', 'open'),
});

/** Once a zone was refused it is offered no more, as the check for look-ahead has it, too. */
function hear(candle: Candle, market: MarketRunner, account: LiveAccount): void {
  const folded = market.fold(candle);
  if (folded === null || folded.bar < warmupCandles) return;
  for (const signal of account.hear(folded)) account.answer(signal, 'reject', closeTime(candle));
}

it('signals of Progressive SMC are live what every check of the strategy sees, through any restart', () => {
  let offered = 0;
  let filtered = 0;
  fc.assert(
    fc.property(anySeed, anyParams, fc.integer({ min: 0, max: length }), (seed, params, cut) => {
      const strategy = new ProgressiveSmc(params);
      const candles = candleSeries({ seed, length });
      const runs = onAllSymbols(strategy);
      const specs = new Map([[testSpec.symbol, testSpec]]);
      const open = () => new MarketRunner({ specs, strategies: runs });
      let market = open();
      const account = new LiveAccount(runs);
      for (const candle of candles.slice(0, cut)) hear(candle, market, account);
      const saved = market.find(key)?.save();
      if (saved !== undefined) {
        const snapshot: SeriesSnapshot = JSON.parse(JSON.stringify(saved));
        const before = candles.slice(0, cut);
        market = open();
        market.restore([{ ...key, isOutdated: false, snapshot, before, whole: [], since: [] }]);
      }
      for (const candle of candles.slice(cut)) hear(candle, market, account);
      const series = { ...key, columns: columnsOf(candles) };
      const run = { strategy, series, length, spec: testSpec, config: defaultSmcConfig, costs };
      const expected = decisionsOf('signals', run).filter(({ what }) => what === 'signal');
      expect(account.signals.map((signal) => JSON.stringify(signal))).toEqual(
        expected.map(({ content }) => content),
      );
      offered += account.signals.length;
      if (params.biasTimeframe !== null) filtered += account.signals.length;
    }),
    { seed: 20_272, numRuns: 1_000 },
  );
  expect(offered).toBeGreaterThan(1_000);
  expect(filtered).toBeGreaterThan(300);
});
