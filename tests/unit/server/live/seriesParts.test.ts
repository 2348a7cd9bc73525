import { expect, it } from 'vitest';
import { rememberedBars, Series } from '#server/live/series.ts';
import { SeriesView } from '#shared/backtest/seriesView.ts';
import type { SeriesSnapshot } from '#shared/core/batch.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import { candleSeries } from '../../../support/candleSeries.ts';
import { testSpec } from '../../../support/marketViews.ts';

/** Reads longer timeframes and has no finder of its own. */
class Reader extends BaseStrategy {
  readonly id = 'reader';
  readonly warmupCandles = 0;
  readonly timeframes = ['15m'] as const;
  override readonly longerTimeframes: readonly Timeframe[];

  constructor(longer: readonly Timeframe[]) {
    super();
    this.longerTimeframes = longer;
  }

  onCandle(): null {
    return null;
  }
}

const candles = candleSeries({ seed: 5, length: 3_000 });
const seriesOf = (...longer: readonly Timeframe[]) => new Series(testSpec, '15m', [new Reader(longer)]);
const snapshotOf = (series: Series): SeriesSnapshot => JSON.parse(JSON.stringify(series.save()));

function fold(series: Series, some: readonly Candle[]) {
  return some.map((candle) => [...(series.fold(candle)?.longer ?? [])]);
}

it('shows the longer timeframes as a backtest does', () => {
  const longerTimeframes = ['1h', '4h'] as const;
  const view = new SeriesView({
    timeframe: '15m',
    spec: testSpec,
    config: defaultSmcConfig,
    longerTimeframes,
  });
  const expected = candles.map((candle) => {
    view.fold(candle);
    return [...view.longer];
  });
  expect(fold(seriesOf('1h', '4h'), candles)).toEqual(expected);
  expect(expected.at(-1)?.map(([timeframe]) => timeframe)).toEqual(['4h', '1h']);
  expect(expected.at(-1)?.every(([, { trend }]) => trend !== 0)).toBe(true);
});

it.each([1, 700, 1_533, 2_999])('goes on from a stored state after %i candles', (cut) => {
  const whole = seriesOf('1h', '4h');
  fold(whole, candles.slice(0, cut));
  const resumed = seriesOf('1h', '4h');
  resumed.restore(snapshotOf(whole), candles.slice(0, cut).slice(-rememberedBars));
  expect(fold(resumed, candles.slice(cut))).toEqual(fold(whole, candles.slice(cut)));
  expect(resumed.save()).toEqual(whole.save());
});

it('makes a timeframe that is asked for since from all candles', () => {
  const before = seriesOf('4h');
  fold(before, candles.slice(0, 2_000));
  const wider = seriesOf('1h', '4h');
  const past = candles.slice(0, 2_000);
  wider.restore(snapshotOf(before), past, past);
  const fresh = seriesOf('1h', '4h');
  fold(fresh, past);
  expect(fold(wider, candles.slice(2_000))).toEqual(fold(fresh, candles.slice(2_000)));
  expect(wider.save()).toEqual(fresh.save());
});

it('asks for nothing where no strategy reads more', () => {
  expect(seriesOf().partKeys).toEqual({});
  expect(Object.keys(seriesOf('4h').partKeys)).toHaveLength(1);
  expect(seriesOf('4h').partKeys).not.toEqual(seriesOf('1h').partKeys);
});
