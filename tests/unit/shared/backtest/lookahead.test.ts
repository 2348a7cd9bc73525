import { describe, expect, it } from 'vitest';
import { checkLookahead } from '#shared/backtest/lookahead.ts';
import { lookaheadWords } from '#shared/backtest/lookaheadWords.ts';
import { type CandleSeries, columnsOf, sliceColumns } from '#shared/market/candleColumns.ts';
import { pacedSeries } from '#shared/market/pacedSeries.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import type { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { livelyConfig } from '../../../support/anyBacktest.ts';
import { candleSeries } from '../../../support/candleSeries.ts';
import { testSpec } from '../../../support/marketViews.ts';
import { PeekingStrategy } from '../../../support/peekingStrategy.ts';
import {
  AveragingAll,
  HonestAverage,
  KeepingState,
  KnowingTheEnd,
  PeekingFilter,
  PeekingOnce,
  PeekingSetups,
  RarelyPeekingZones,
  ReadingPastTheEnd,
  RememberingSmc,
} from '../../../support/plantedStrategies.ts';

const lively: CandleSeries = {
  ...{ symbol: 'TESTUSD', timeframe: '15m' },
  columns: columnsOf(candleSeries({ seed: 7, length: 2_500 })),
};

/** Human-trained needs a market with longer moves. */
function sample5m(): CandleSeries {
  const [series] = sampleSeries();
  if (series === undefined) throw new RangeError('the sample is empty');
  return pacedSeries({ ...series, columns: sliceColumns(series.columns, 0, 5_000) }, '5m');
}

/** As `npm run lookahead` does without being told otherwise. */
function checked(open: (series: CandleSeries) => BaseStrategy, series = lively, seed = 1) {
  const costs = tradingCostsSchema.parse({});
  const { symbol, timeframe } = series;
  const spec = { ...testSpec, symbol, timeframes: [timeframe] };
  const result = checkLookahead({
    series,
    open,
    spec,
    config: timeframe === '5m' ? defaultSmcConfig : livelyConfig,
    costs,
    points: 24,
    seed,
  });
  return { ...result, words: lookaheadWords(result, series).join('\n') };
}

describe('the look-ahead check', () => {
  it.each(Object.entries(strategies))('lets %s pass', (_, make) => {
    const series = make({}).timeframes.includes('5m') ? sample5m() : lively;
    const { finding, decisions, words } = checked(() => make({}), series);
    expect(finding).toBeNull();
    expect(decisions).toBeGreaterThan(5);
    expect(words).toContain('no look-ahead found');
  });

  it('names the first signal of a strategy that peeks one bar', () => {
    const { finding, words } = checked((series) => new PeekingStrategy({}, series));
    expect(finding).toMatchObject({ change: 'altered', way: 'signals', what: 'signal' });
    // Only the very next candle was peeked at: nothing else can have made the difference.
    expect(finding?.bar).toBe(finding?.lastShared);
    expect(words).toContain('CAUGHT\n  It looks ahead');
    expect(words).toMatch(/signal at bar \d+, closed 2025-01-\d\d \d\d:\d\d UTC, asked for signals/);
    expect(words).toMatch(/no signal/);
  });

  it.each([1, 2, 3])('catches a peek at one close in a thousand, seed %i', (seed) => {
    const { finding } = checked((series) => new RarelyPeekingZones({}, series), lively, seed);
    expect(finding).toMatchObject({ what: 'zones', way: 'A' });
    expect((finding?.bar ?? 0) % 1_000).toBe(777);
  });

  it('catches a filter of entries that peeks', () => {
    const { finding } = checked((series) => new PeekingFilter({}, series));
    expect(finding?.change).toBe('altered');
    expect(finding?.bar).toBe(finding?.lastShared);
  });

  it('lets all filters pass', () => {
    const open = () =>
      new ProgressiveSmc({
        ...{ biasTimeframe: '1h', sessions: ['Asia', 'London', 'New York'], maxAgeBars: 300 },
        ...{ minDisplacementAtr: 0.5, sweepBars: 100, maxDistanceAtr: 2, minRr: 0.3, minDepth: 0.1 },
      });
    const { finding, decisions } = checked(open);
    expect(finding).toBeNull();
    expect(decisions).toBeGreaterThan(50);
  });

  it('catches a peek at a single close of all', () => {
    const { finding } = checked((series) => new PeekingOnce({}, series));
    expect(finding).toMatchObject({ bar: 1_234, lastShared: 1_234, what: 'signal', change: 'altered' });
  });

  it('catches setups that are dropped before a candle goes against them', () => {
    const { finding, words } = checked((series) => new PeekingSetups({}, series), sample5m());
    expect(finding).toMatchObject({ way: 'signals', what: 'setups' });
    expect(words).toContain('other candles later');
  });

  it('catches what was made of all candles beforehand', () => {
    expect(checked((series) => new AveragingAll({}, series)).finding).toMatchObject({
      change: 'altered',
      what: 'signal',
    });
  });

  it('catches one that knows where the candles end', () => {
    const { finding, words } = checked((series) => new KnowingTheEnd({}, series));
    expect(finding).toMatchObject({ change: 'cut', what: 'signal' });
    expect(words).toContain('were taken away');
  });

  it('catches one that fails where there is no next candle', () => {
    const { finding, words } = checked((series) => new ReadingPastTheEnd({}, series));
    expect(finding).toMatchObject({ change: 'cut', what: 'fault', first: null });
    expect(words).toContain('message no next candle');
  });

  it('catches one that remembers earlier runs', () => {
    const { finding, words } = checked(() => new RememberingSmc());
    expect(finding).toMatchObject({ change: 'repeated', what: 'signal', second: null });
    expect(words).toContain('It remembers an earlier run');
    expect(words).toContain('the second time: no signal');
  });

  it('catches one whose instance keeps what it did', () => {
    expect(checked(() => new KeepingState()).finding).toMatchObject({ change: 'repeated', what: 'signal' });
  });

  it('does not suspect one that keeps the candles and reads those of the past', () => {
    const { finding, decisions } = checked((series) => new HonestAverage({}, series));
    expect(finding).toBeNull();
    expect(decisions).toBeGreaterThan(5);
  });

  it('refuses candles of another timeframe', () => {
    expect(() => checked(() => new KeepingState(), sample5m())).toThrow(
      'needs 15m candles, those of SAMPLE-BTC are 5m',
    );
  });
});
