import { expect, it } from 'vitest';
import { candles } from '../../../support/candles.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { smcEvents } from '../../../support/smcRun.ts';

const config = { ...exampleConfig, structure: 'swing', obMode: 'full' } as const;

const series = candles(
  '10 11 9 10',
  '10 12 10 11',
  '11 14 11 13',
  '13 13 11.5 12',
  '12 12.5 11 11.5',
  '11.5 12 10 11',
  '11 13 10.8 12.5',
  '12.5 13.8 12 13.5',
  '13.5 15 13 14.5',
  '14.5 14.8 13.5 14',
  '14 14.2 13 13.2',
  '13.2 15.5 13.1 15.2',
  '15.2 15.3 9 9.5',
  '9.5 9.8 9 9.2',
);

it('breaks the last confirmed pivots by closes, each once, and draws blocks on the extremes between', () => {
  const events = smcEvents(series, config)
    .filter(({ kind }) => !/^(fvg|liq)/.test(kind))
    .map(({ time: _, ...event }) => event);
  expect(events).toEqual([
    { bar: 4, kind: 'pivot', side: 1, at: 2, price: 14 },
    { bar: 7, kind: 'pivot', side: -1, at: 5, price: 10 },
    { bar: 8, kind: 'choch', side: 1, level: 14, first: true },
    { bar: 8, kind: 'ob', id: 3, side: 1, top: 12, bottom: 10, source: 5, why: 'first' },
    { bar: 10, kind: 'pivot', side: 1, at: 8, price: 15 },
    { bar: 11, kind: 'bos', side: 1, level: 15, at: 8, first: false },
    // Bars 8 and 10 tie at 13: the first keeps it.
    { bar: 11, kind: 'ob', id: 5, side: 1, top: 15, bottom: 13, source: 8, why: 'bos' },
    { bar: 12, kind: 'choch', side: -1, level: 10, at: 5, first: false },
    { bar: 12, kind: 'ob', id: 6, side: -1, top: 15.5, bottom: 13.1, source: 11, why: 'choch' },
    { bar: 12, kind: 'ob_touch', id: 5 },
    { bar: 12, kind: 'ob_breaker', id: 5 },
    { bar: 12, kind: 'ob_touch', id: 3 },
    { bar: 12, kind: 'ob_breaker', id: 3 },
    { bar: 13, kind: 'pivot', side: 1, at: 11, price: 15.5 },
  ]);
});
