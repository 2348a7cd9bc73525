import { SetupBacktest, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import type { Candle } from '#shared/market/candle.ts';
import { sampleMarket } from '#shared/market/sampleMarket.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { median, printFigure, timed } from '../measure/figure.ts';

/** Half a year of M5 around the clock, with the M15 and H4 made of it. */
const length = 51_840;
const runs = 5;

const spec = inferSymbolSpec({ symbol: 'BENCHUSDT', priceDigits: 2, timeframes: ['5m'] });
const costs = tradingCostsSchema.parse({ takerRate: '0', makerRate: '0', spread: '0.02' });

function madeUpCandles(): readonly Candle[] {
  const market = sampleMarket({ startPrice: 170, typicalRange: 0.0026, leash: 0.3 }, seededRandom(5));
  const onTick = (price: number) => Math.round(price * 100) / 100;
  return Array.from({ length }, (_, index): Candle => {
    const { open, high, low, close } = market.next(1);
    const prices = { open: onTick(open), high: onTick(high), low: onTick(low), close: onTick(close) };
    return { symbol: spec.symbol, timeframe: '5m', openTime: index * 300_000, ...prices, volume: 1 };
  });
}

function tradesOf(candles: readonly Candle[]): number {
  const strategy = new HumanTrained();
  const finder = strategy.setupFinder(setupMarketOf({ spec, costs }, defaultSmcConfig));
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe: '5m', spec, capital: '10000', costs, limitFills: 'touch' },
  });
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result().trades.length;
}

const candles = madeUpCandles();
let trades = tradesOf(candles);
const seconds = Array.from({ length: runs }, () =>
  timed(() => {
    trades = tradesOf(candles);
  }),
);
printFigure({ name: 'backtest.humanTrainedHalfYearOfM5', value: median(seconds), unit: 's', n: trades });
