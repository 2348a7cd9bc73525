import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { candleFault } from '#shared/market/candleChecks.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import { missingSteps } from '#shared/market/session.ts';
import { symbolSpecSchema } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';

const candlesOf = (series: CandleSeries) =>
  Array.from({ length: seriesLength(series) }, (_, index) => candleAt(series, index));
const all = sampleSeries().map((series) => {
  const spec = sampleSymbols.find(({ symbol }) => symbol === series.symbol);
  if (!spec) throw new Error(`no spec of ${series.symbol}`);
  return { symbol: series.symbol, spec, candles: candlesOf(series) };
});
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('is the same on every machine and for ever', () => {
  const hash = createHash('sha256');
  for (const series of sampleSeries()) {
    for (const column of Object.values(series.columns)) hash.update(Buffer.from(column.buffer));
  }
  expect(hash.digest('hex')).toBe('e3669949deb77ffdb572f94e567358210b75247e306365c4c7362c99c9f1a88f');
});

it('has sound specs and calls every symbol a sample', () => {
  expect(sampleSymbols.map((spec) => symbolSpecSchema.parse(spec).symbol)).toEqual(all.map((s) => s.symbol));
  for (const { symbol } of all) expect(symbol).toMatch(/^SAMPLE-/);
});

it.each(all)(
  '$symbol holds sound candles on its price steps, in order, for twenty weeks',
  ({ spec, candles }) => {
    const digits = spec.tick.split('.')[1]?.length ?? 0;
    let last = Number.NEGATIVE_INFINITY;
    for (const candle of candles) {
      expect(candleFault(candle, spec.session)).toBeNull();
      expect(candle.openTime).toBeGreaterThan(last);
      expect(Number(candle.close.toFixed(digits))).toBe(candle.close);
      last = candle.openTime;
    }
    expect(last - (candles[0]?.openTime ?? 0)).toBeGreaterThan(19.5 * 7 * 86_400_000);
  },
);

it.each(all)('$symbol moves like a market: bodies, wicks, calm and wild times', ({ candles }) => {
  const bodies = candles.map((c) => Math.abs(c.close - c.open) / Math.max(c.high - c.low, Number.MIN_VALUE));
  expect(mean(bodies)).toBeGreaterThan(0.38);
  expect(mean(bodies)).toBeLessThan(0.5);
  const ranges = candles.map((c) => (c.high - c.low) / c.close);
  const byDay = Array.from({ length: Math.floor(ranges.length / 96) }, (_, day) =>
    mean(ranges.slice(day * 96, day * 96 + 96)),
  ).sort((a, b) => a - b);
  const wildest = byDay[Math.floor(byDay.length * 0.95)] ?? 0;
  const calmest = byDay[Math.floor(byDay.length * 0.05)] ?? 0;
  expect(wildest / calmest).toBeGreaterThan(1.8);
});

it.each(all)(
  '$symbol hunts stops: wicks through the extreme of forty candles that close back inside',
  ({ candles }) => {
    let sweeps = 0;
    for (let index = 40; index < candles.length; index += 1) {
      const before = candles.slice(index - 40, index);
      const candle = candles[index];
      const top = Math.max(...before.map((c) => c.high));
      if (candle && candle.high > top && candle.close < top) sweeps += 1;
    }
    expect(sweeps).toBeGreaterThan(40);
  },
);

it('has outages in the crypto symbols and closed weekends in the currency', () => {
  const holes = all.map(({ spec, candles }) =>
    candles.filter((candle, index) => {
      const after = candles[index - 1]?.openTime ?? candle.openTime;
      const hole = { after, before: candle.openTime, timeframe: '15m', session: spec.session } as const;
      return missingSteps(hole) > 0;
    }),
  );
  expect(holes.map((found) => found.length > 0)).toEqual([true, true, false]);
  const currency = all.find(({ spec }) => spec.session === 'forex');
  const pauses = (currency?.candles ?? []).filter((candle, index, candles) => {
    const after = candles[index - 1]?.openTime ?? candle.openTime;
    return candle.openTime - after > 40 * timeframeMs('1h');
  });
  expect(pauses).toHaveLength(20);
});
