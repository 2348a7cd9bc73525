import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { type FramesOptions, SmcFrames } from '#shared/smc/frames.ts';
import { candles, candlesOfCsv } from '../../../support/candles.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/trading/frames-40.${name}`, import.meta.url), 'utf8');

const candleSchema = z.object({
  time: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  knownAt: z.number(),
});
const expectedSchema = z.object({ aggregated: z.record(z.enum(['H4', 'M15']), z.array(candleSchema)) });

/** Forty 5m candles around a weekend on which New York changed its clocks. */
const weekend = candlesOfCsv(fixture('csv'), { symbol: 'EURUSD', timeframe: '5m' });
const config = { ...defaultSmcConfig, atrLength: 5, pivotLeft: 2, pivotRight: 2 };
const narrow = { ...config, structure: 'swing', pivotLeft: 1, pivotRight: 1 } as const;
const options: FramesOptions = {
  base: { timeframe: '5m', config },
  higher: [
    { timeframe: '15m', config: narrow },
    { timeframe: '4h', config: narrow },
  ],
  session: 'forex',
};

const plain = ({ openTime, open, high, low, close }: Candle) => ({
  time: openTime / 1000,
  open,
  high,
  low,
  close,
});

it('makes the longer forex candles of what there is, each known at the close that completes it', () => {
  const { aggregated } = expectedSchema.parse(JSON.parse(fixture('json')));
  const frames = SmcFrames.open(options);
  const made: { H4: unknown[]; M15: unknown[] } = { H4: [], M15: [] };
  for (const candle of weekend) {
    const knownAt = candle.openTime / 1000 + 300;
    for (const step of frames.step(candle)) {
      if (step.timeframe === '5m') continue;
      const into = step.timeframe === '4h' ? made.H4 : made.M15;
      into.push({ ...plain(step.candle), knownAt });
    }
  }
  expect(made.H4).toEqual(aggregated.H4);
  expect(made.M15).toEqual(aggregated.M15);
});

it('numbers the zones of the base series as the worked signals name them', () => {
  const frames = SmcFrames.open(options);
  const born = weekend
    .flatMap((candle) => frames.step(candle))
    .flatMap((step) => (step.timeframe === '5m' ? step.events : []));
  const zone = (id: number) => born.find((event) => 'id' in event && event.id === id && 'top' in event);
  expect(zone(3)).toMatchObject({ kind: 'ob', bar: 4, source: 3, side: -1, top: 1.0908, bottom: 1.0858 });
  expect(zone(5)).toMatchObject({ kind: 'ob', bar: 7, source: 6, side: 1, top: 1.0877, bottom: 1.0825 });
  expect(zone(22)).toMatchObject({ kind: 'fvg', bar: 32, mid: 31, side: 1, top: 1.084, bottom: 1.0836 });
});

it('knows the dealing range and the leg that the worked signals were taken in', () => {
  const frames = SmcFrames.open(options);
  const known = weekend.map((candle) => {
    frames.step(candle);
    return { range: frames.engine('4h').dealingRange, shift: frames.engine('15m').lastBreak };
  });
  expect(known[5]?.range).toMatchObject({ side: -1, low: 1.0826, high: 1.0908 });
  expect(known[5]?.shift).toMatchObject({
    kind: 'choch',
    closeTime: 1_741_356_900_000,
    sourceTime: 1_741_341_600_000,
  });
  expect(known[8]?.range).toMatchObject({ side: 1, low: 1.0825, high: 1.0924 });
  expect(known[32]?.shift).toMatchObject({
    kind: 'choch',
    closeTime: 1_741_590_000_000,
    sourceTime: 1_741_586_400_000,
  });
});

it('folds the longer timeframe first where several close together, and a running candle not at all', () => {
  const frames = SmcFrames.open({
    base: { timeframe: '15m' },
    higher: [{ timeframe: '30m' }, { timeframe: '1h' }],
  });
  const hour = candles('10 11 9 10', '10 12 9 11', '11 13 10 12', '12 14 11 13', '13 14 12 13');
  const steps = hour.map((candle) => frames.step(candle).map((step) => step.timeframe));
  expect(steps).toEqual([['15m'], ['30m', '15m'], ['15m'], ['1h', '30m', '15m'], ['15m']]);
  expect(frames.engine('1h').bar).toBe(0);
});

it('changes nothing for a candle that cannot be, and does nothing for a repeated one', () => {
  const frames = SmcFrames.open({ base: { timeframe: '15m' }, higher: [{ timeframe: '1h' }] });
  const [first, second, third] = candles('10 11 9 10', '10 12 9 11', '11 13 10 12');
  if (!first || !second || !third) throw new RangeError('three candles expected');
  frames.step(first);
  const before = JSON.stringify(frames.save());
  expect(() => frames.step({ ...second, low: 10.5 })).toThrow('low 10.5 is above open 10');
  expect(() => frames.step({ ...first, close: 9.5 })).toThrow('differs from the candle already folded');
  expect(frames.step({ ...first })).toEqual([]);
  expect(JSON.stringify(frames.save())).toBe(before);
});

it('refuses timeframes that cannot be made of the base, or that are named twice', () => {
  const open =
    (...higher: FramesOptions['higher']) =>
    () =>
      SmcFrames.open({ base: { timeframe: '15m' }, higher });
  expect(open({ timeframe: '5m' })).toThrow('5m candles cannot be made of 15m candles');
  expect(open({ timeframe: '15m' })).toThrow('15m candles cannot be made of 15m candles');
  expect(open({ timeframe: '1h' }, { timeframe: '1h' })).toThrow('named twice');
  expect(() => SmcFrames.open({ base: { timeframe: '15m' }, higher: [] }).engine('4h')).toThrow(
    'no 4h engine',
  );
});
