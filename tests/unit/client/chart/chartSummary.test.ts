import { describe, expect, it } from 'vitest';
import type { Chart, ChartBlock } from '#shared/sync/chart.ts';
import { changeToday, chartSummary, livingBlocks } from '../../../../client/chart/chartSummary.ts';

const hour = 3_600_000;

const block = (changes: Partial<ChartBlock>): ChartBlock => ({
  id: '1',
  bias: 'bullish',
  top: 179,
  bottom: 178.1,
  formedAt: 0,
  confirmedAt: 0,
  state: 'fresh',
  touched: false,
  penetration: 0,
  flippedAt: null,
  endedAt: null,
  ...changes,
});

const chart = (changes: Partial<Chart> = {}): Chart => ({
  symbol: 'SOLUSDT',
  timeframe: '1h',
  digits: 2,
  tick: 0.01,
  // The day begins with the third candle: 22:00, 23:00, 00:00, 01:00 UTC.
  candles: [
    [22 * hour, 150, 151, 149, 150, 1],
    [23 * hour, 150, 161, 149, 160, 1],
    [24 * hour, 160, 181, 159, 180, 1],
    [25 * hour, 180, 183, 179, 182.4, 1],
  ],
  blocks: [],
  breaks: [],
  hasMore: false,
  ...changes,
});

const formatPrice = (price: number) => price.toFixed(2);

describe('change of the day', () => {
  it('counts from the open of the day in the zone of the reader', () => {
    expect(changeToday(chart(), () => 0)).toBe(0.14);
    expect(changeToday(chart(), () => -2 * hour)).toBe(0.216);
  });

  it('is nothing when it is less than is shown', () => {
    const still = chart({ candles: [[0, 100, 101, 99, 99.96, 1]] });
    expect(changeToday(still, () => 0)).toBeCloseTo(0, 12);
  });

  it('is unknown without candles', () => {
    expect(changeToday(chart({ candles: [] }), () => 0)).toBeNull();
  });
});

describe('the chart in words', () => {
  const blocks = [
    block({ id: 'far', top: 101, bottom: 100 }),
    block({ id: 'near' }),
    block({ id: 'broken', bias: 'bullish', state: 'breaker', flippedAt: 5, top: 190, bottom: 188 }),
    block({ id: 'gone', state: 'ended', endedAt: 9, top: 182, bottom: 181 }),
  ];

  it('counts living blocks and names the nearest', () => {
    expect(livingBlocks(chart({ blocks })).map(({ id }) => id)).toEqual(['near', 'broken', 'far']);
    expect(chartSummary(chart({ blocks }), formatPrice)).toBe(
      'SOLUSDT 1h, last 182.40, 3 living blocks, nearest bullish 178.10–179.00.',
    );
  });

  it('calls a broken bullish block bearish, the side it works for now', () => {
    const broken = [block({ state: 'breaker', flippedAt: 5, top: 190, bottom: 188 })];
    expect(chartSummary(chart({ blocks: broken }), formatPrice)).toBe(
      'SOLUSDT 1h, last 182.40, 1 living block, nearest bearish 188.00–190.00.',
    );
  });

  it('says when there is nothing', () => {
    expect(chartSummary(chart(), formatPrice)).toBe('SOLUSDT 1h, last 182.40, 0 living blocks.');
    expect(chartSummary(chart({ candles: [] }), formatPrice)).toBe('SOLUSDT 1h, no candles yet.');
  });
});
