import { describe, expect, it } from 'vitest';
import { chartPath, chooseSeries } from '../../../../client/screens/chartSeries.ts';

const one = (symbol: string, timeframe: '15m' | '1h') => ({
  symbol,
  timeframe,
  digits: 2,
  quote: 'USD',
  candles: 500,
  warmupCandles: 200,
  lastPrice: 1,
  lastCandleAt: 0,
  doubt: null,
});
const series = [one('SOLUSDT', '15m'), one('SOLUSDT', '1h'), one('EURUSD', '15m')];
const nothing = { symbol: null, timeframe: null };

describe('the series on the chart', () => {
  it('is none when the server follows none', () => {
    expect(chooseSeries([], nothing)).toBeNull();
  });

  it('is the one asked for, and stays when the chart is opened again', () => {
    expect(chooseSeries(series, { symbol: 'SOLUSDT', timeframe: '1h' })).toBe(series[1]);
    expect(chooseSeries(series, nothing)).toBe(series[1]);
  });

  it('keeps the symbol when the timeframe does not exist', () => {
    expect(chooseSeries(series, { symbol: 'EURUSD', timeframe: '4h' })).toBe(series[2]);
  });

  it('is the first when the symbol is not followed', () => {
    expect(chooseSeries(series, { symbol: 'GONE', timeframe: '15m' })).toBe(series[0]);
  });

  it('has an address', () => {
    expect(chartPath(one('A_B', '15m'))).toBe('/chart/A_B/15m');
  });
});
