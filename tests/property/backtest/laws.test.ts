import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import type { Candle } from '#shared/market/candle.ts';
import { Exact } from '#shared/market/exact.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { anyRun, runLength as length, livelyConfig } from '../../support/anyBacktest.ts';
import { upTo } from '../../support/backtestPrefix.ts';
import { tested } from '../../support/backtests.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { testSpec } from '../../support/marketViews.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const numRuns = 1_000;

const withPrices =
  (change: (price: number) => number) =>
  ({ open, high, low, close, ...rest }: Candle): Candle => ({
    ...rest,
    ...{ open: change(open), high: change(high), low: change(low), close: change(close) },
  });

describe('a backtest of any series', () => {
  it('has decided at every bar what it decides whatever comes later', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: length - 1 }), anySeed, (run, cut, otherSeed) => {
        const { seed, ...how } = run;
        const candles = candleSeries({ seed, length });
        const whole = tested(how, candles);
        const cutOff = tested(how, candles.slice(0, cut));
        const last = candles[cut - 1];
        const other = candleSeries({ seed: otherSeed, length: length - cut }).map((candle, index) => ({
          ...candle,
          openTime: (last?.openTime ?? 0) + (index + 1) * timeframeMs('15m'),
        }));
        const altered = tested(how, [...candles.slice(0, cut), ...other]);
        const known = upTo(whole, cut - 1);
        expect(upTo(cutOff, cut - 1)).toEqual(known);
        expect(upTo(altered, cut - 1)).toEqual(known);
      }),
      { numRuns, seed: 20262 },
    );
  });

  it('depends on no date', () => {
    const shift = 1_000 * timeframeMs('15m');
    fc.assert(
      // But for hours of the day and longer candles, which begin at set times.
      fc.property(anyRun, ({ seed, zones: { sessions: _, biasTimeframe: __, ...zones } = {}, ...how }) => {
        const run = { ...how, zones };
        const candles = candleSeries({ seed, length });
        const later = candles.map((candle) => ({ ...candle, openTime: candle.openTime + shift }));
        const timeless = (result: BacktestResult) =>
          result.trades.map(({ entryBar, exitBar, entry, exit, net, rMultiple }) => ({
            ...{ entryBar, exitBar, entry, exit, net, rMultiple },
          }));
        expect(timeless(tested(run, later))).toEqual(timeless(tested(run, candles)));
      }),
      { numRuns, seed: 20263 },
    );
  });

  it('trades a market of twice the price with twice the money for twice the result', () => {
    fc.assert(
      fc.property(anyRun, ({ seed, ...run }) => {
        const candles = candleSeries({ seed, length });
        const { spec = testSpec, capital = '1000', costs } = run;
        const double = (text: string) => new Exact(text).times(2).toFixed();
        const doubled = {
          ...{ ...run, spec: { ...spec, tick: double(spec.tick) }, capital: double(capital) },
          costs: { ...tradingCostsSchema.parse(costs), spread: double(costs?.spread ?? '0') },
        };
        const one = tested(run, candles);
        const two = tested(doubled, candles.map(withPrices((price) => price * 2)));
        const outcome = ({ trades }: BacktestResult) =>
          trades.map(({ entryBar, exitBar, contracts, rMultiple, maeR, mfeR, reason }) => ({
            ...{ entryBar, exitBar, contracts, rMultiple, maeR, mfeR, reason },
          }));
        expect(outcome(two)).toEqual(outcome(one));
        expect(two.summary.net).toBe(double(one.summary.net));
        expect(two.refused).toEqual(one.refused);
      }),
      { numRuns, seed: 20265 },
    );
  });

  it('trades a market turned upside down the other way round', () => {
    const top = 512;
    // Free and closed whole, so that R depends on no size; unlevered, so that liquidation, a share of the price, is far.
    const zone = { share: '1', leverage: 1 };
    let trades = 0;
    fc.assert(
      fc.property(anyRun, ({ seed, mode, zones = {}, config: how, limitFills = 'touch' }) => {
        const fair = {
          ...{
            mode,
            zones,
            limitFills,
            capital: '1000000',
            costs: tradingCostsSchema.parse({ takerRate: '0', makerRate: '0' }),
          },
          config: { ...livelyConfig, ...how, obMode: 'full' as const },
          params: { riskPct: null, targetCloses: 'all', fresh: zone, breaker: zone },
          spec: { ...testSpec, tick: '0.125', sizeStep: '0.001', minSize: '0.001' },
        };
        const candles = candleSeries({ seed, length, outsideBars: false });
        const upright = tested(fair, candles);
        const mirrored = tested(
          fair,
          candles
            .map(withPrices((price) => top - price))
            .map(({ high, low, ...rest }) => ({ ...rest, high: low, low: high })),
        );
        const outcome = (result: BacktestResult, side: 1 | -1) =>
          result.trades.map(
            ({ entryBar, exitBar, direction, rMultiple, maeR, mfeR, reason, isAmbiguous }) => ({
              ...{ entryBar, exitBar, rMultiple, maeR, mfeR, reason, isAmbiguous },
              side: direction === 'long' ? side : -side,
            }),
          );
        expect(outcome(mirrored, -1)).toEqual(outcome(upright, 1));
        trades += upright.trades.length;
      }),
      { numRuns, seed: 20266 },
    );
    expect(trades).toBeGreaterThan(1_000);
  });
});
