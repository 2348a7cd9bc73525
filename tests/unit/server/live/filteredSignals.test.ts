import { expect, it } from 'vitest';
import { rememberedBars, Series } from '#server/live/series.ts';
import { decisionsOf } from '#shared/backtest/decisions.ts';
import type { SeriesSnapshot } from '#shared/core/batch.ts';
import type { Candle } from '#shared/market/candle.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { zoneKey } from '#shared/strategies/baseStrategy.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { candleSeries } from '../../../support/candleSeries.ts';
import { testSpec } from '../../../support/marketViews.ts';

/** Every filter is on, and lets some entries pass. */
const strategy = new ProgressiveSmc({
  ...{ biasTimeframe: '1h', sessions: ['Asia', 'London'], minAgeBars: 1, maxAgeBars: 2_000 },
  ...{ minDisplacementAtr: 0.5, fairValueGap: 'formed', sweepBars: 200, minDepth: 0.1 },
  ...{ maxDistanceAtr: 3, minRr: 0.2 },
});
const candles = candleSeries({ seed: 11, length: 6_000 });
const newSeries = () => new Series(testSpec, '15m', [strategy]);

/** Folds candles and asks for signals as the live host does, once each zone. */
function signalsOf(series: Series, some: readonly Candle[], taken = new Set<string>()): Signal[] {
  return some.flatMap((candle) => {
    const view = series.fold(candle);
    if (view === null || view.bar < strategy.warmupCandles) return [];
    const signal = strategy.onCandle({
      ...{
        candle,
        bar: view.bar,
        spec: view.spec,
        events: view.events,
        blocks: view.blocks,
        gaps: view.gaps,
      },
      ...{ dealingRange: view.dealingRange, atr: view.atr, lastBreak: view.lastBreak, longer: view.longer },
      takenZones: taken,
    });
    if (signal === null) return [];
    taken.add(zoneKey(signal.zone.blockId, signal.zone.state));
    return [signal];
  });
}

it('raises with all filters what a run over recorded candles raises', () => {
  const live = signalsOf(newSeries(), candles);
  const recorded = decisionsOf('signals', {
    ...{ strategy, spec: testSpec, config: defaultSmcConfig, length: candles.length },
    costs: tradingCostsSchema.parse({}),
    series: { symbol: 'TESTUSD', timeframe: '15m', columns: columnsOf(candles) },
  });
  expect(live.map((signal) => JSON.stringify(signal))).toEqual(recorded.map(({ content }) => content));
  expect(live.length).toBeGreaterThan(5);
});

it.each([700, 2_345, 4_001])('raises the same after a restart at candle %i', (cut) => {
  const whole = newSeries();
  const taken = new Set<string>();
  signalsOf(whole, candles.slice(0, cut), taken);
  const snapshot: SeriesSnapshot = JSON.parse(JSON.stringify(whole.save()));
  const resumed = newSeries();
  resumed.restore(snapshot, candles.slice(0, cut).slice(-rememberedBars));
  const later = candles.slice(cut);
  const expected = signalsOf(whole, later, new Set(taken));
  expect(signalsOf(resumed, later, new Set(taken))).toEqual(expected);
  expect(expected.length).toBeGreaterThan(2);
});
