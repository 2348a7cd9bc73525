import { MarketRunner } from '#server/live/marketRunner.ts';
import { SetupBacktest, type SetupBacktestResult, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import type { Candle } from '#shared/market/candle.ts';
import { usualCosts } from '#shared/risk/usualCosts.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { testSpec } from './marketViews.ts';

/** No fees: on a made-up market of small moves they would swallow every setup. */
export const humanSpec = {
  ...testSpec,
  takerFeePct: '0',
  spread: '0.02',
  timeframes: ['5m' as const],
};

/** Narrow pivots, so that half a thousand candles of M5 have a structure on H4. */
const narrow = { biasPivotLeft: 1, biasPivotRight: 1, shiftPivotLeft: 1, shiftPivotRight: 1 };

const strategy = new HumanTrained(narrow);
export const humanRuns = onAllSymbols(strategy);
export const humanMarket = () =>
  new MarketRunner({ specs: new Map([[humanSpec.symbol, humanSpec]]), strategies: humanRuns });

/** The same candles through the backtest of the same strategy. */
export function humanBacktest(candles: readonly Candle[]): SetupBacktestResult {
  const costs = usualCosts(humanSpec);
  const finder = strategy.setupFinder(setupMarketOf({ spec: humanSpec, costs }, defaultSmcConfig));
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe: '5m', spec: humanSpec, capital: '100000000', costs },
    limitFills: 'touch',
  });
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result();
}
