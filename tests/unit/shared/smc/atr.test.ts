import { expect, it } from 'vitest';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candles } from '../../../support/candles.ts';

const config = { ...defaultSmcConfig, atrLength: 3 };
// open, high, low, close: the opens lie inside and do not count.
const series = candles('9 10 8 9', '10 12 9 11', '11 11 10 10', '10 13 10 12', '12 12 11 11');

it('is the mean of the true ranges until the length is known, then smoothed after Wilder', () => {
  const engine = new SmcEngine({ timeframe: '15m', config });
  const values = series.map((candle) => {
    engine.step(candle);
    return engine.atr.value;
  });
  expect(values.slice(0, 3)).toEqual([2, 2.5, 2]);
  expect(values[3]).toBeCloseTo(2.333333, 6);
  expect(values[4]).toBeCloseTo(1.888889, 6);
});

it('is warm from the bar that completes its length', () => {
  const engine = new SmcEngine({ timeframe: '15m', config });
  expect(engine.atr).toEqual({ value: 0, warm: false });
  const warm = series.map((candle) => {
    engine.step(candle);
    return engine.atr.warm;
  });
  expect(warm).toEqual([false, false, true, true, true]);
});
