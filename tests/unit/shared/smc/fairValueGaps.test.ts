import { expect, it } from 'vitest';
import type { SmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candles } from '../../../support/candles.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { smcEvents } from '../../../support/smcRun.ts';
import { workedExample } from '../../../support/workedExample.ts';

const told = (rows: readonly string[], config: Partial<SmcConfig> = {}) =>
  smcEvents(candles(...rows), { ...exampleConfig, ...config })
    .filter(({ kind }) => kind.startsWith('fvg'))
    .map((event) => `${event.bar} ${event.kind}`);

/** A gap 11..13 left by bar 2. */
const rising = ['10 11 9 10.5', '10.5 14 10.5 13.5', '13.5 15 13 14.5'];

it('is a hole between the first and the third bar, known at the close of the third', () => {
  const [gap] = smcEvents(candles(...rising), exampleConfig).filter(({ kind }) => kind === 'fvg');
  expect(gap).toMatchObject({ bar: 2, side: 1, top: 13, bottom: 11, mid: 1 });
  expect(told(['10 11 9 10.5', '10.5 14 10.5 13.5', '13.5 15 11 14.5'])).toEqual([]);
});

it('by default wants the middle bar to go its way, or to close beyond the first, or nothing', () => {
  const against = ['10 11 9 10.5', '14 14 10.5 13.5', '13.5 15 13 14.5'];
  expect(told(against)).toEqual([]);
  expect(told(against, { fvgFilter: 'close' })).toEqual(['2 fvg']);
  const inside = ['10 11 9 10.5', '10.5 14 10 10.8', '13.5 15 13 14.5'];
  expect(told(inside, { fvgFilter: 'close' })).toEqual([]);
  expect(told(inside)).toEqual(['2 fvg']);
  expect(told(against, { fvgFilter: 'none' })).toEqual(['2 fvg']);
});

it('may be asked to have a height of so many ATR of the bar that completes it', () => {
  // True ranges 2, 3.5 and 2: the mean is 2.5, the gap is 2 high.
  expect(told(rising, { fvgMinHeight: 0.8 })).toEqual(['2 fvg']);
  expect(told(rising, { fvgMinHeight: 0.81 })).toEqual([]);
});

it('is touched by a wick on its edge and filled by one on its far edge, both on one bar if it comes to that', () => {
  expect(told([...rising, '14 15 13 14'])).toEqual(['2 fvg', '3 fvg_touch']);
  expect(told([...rising, '14 15 13 14', '14 14 11 12'])).toEqual(['2 fvg', '3 fvg_touch', '4 fvg_filled']);
  expect(told([...rising, '14 15 10 12'])).toEqual(['2 fvg', '3 fvg_touch', '3 fvg_filled']);
});

it('is inverted by a close beyond its far edge, when that is to be told', () => {
  const closed = [...rising, '14 15 10 10.5'];
  expect(told(closed)).toEqual(['2 fvg', '3 fvg_touch', '3 fvg_filled']);
  expect(told(closed, { fvgInversion: true })).toEqual([
    '2 fvg',
    '3 fvg_touch',
    '3 fvg_filled',
    '3 fvg_inverted',
  ]);
  expect(told([...rising, '14 15 10 11'], { fvgInversion: true })).not.toContain('3 fvg_inverted');
});

it('keeps how far it was filled', () => {
  const engine = new SmcEngine({ timeframe: '15m', config: exampleConfig });
  const ratios = candles(...rising, '14 15 12.5 14', '14 15 13.5 14', '14 14.5 12 13').map((candle) => {
    engine.step(candle);
    return engine.gaps.map(({ touched, deepest, fillRatio }) => [touched, deepest, fillRatio]);
  });
  expect(ratios.slice(2)).toEqual([
    [[false, 13, 0]],
    [[true, 12.5, 0.25]],
    [[true, 12.5, 0.25]],
    [[true, 12, 0.5]],
  ]);
});

it('in the worked example bar 8 leaves one that is touched at 10 and filled at 11, where the next begins', () => {
  const events = smcEvents(workedExample, exampleConfig);
  const gap = events.find((event) => event.kind === 'fvg' && event.mid === 7);
  expect(gap).toMatchObject({ bar: 8, side: 1, bottom: 103.4, top: 104.6 });
  const id = gap !== undefined && 'id' in gap ? gap.id : 0;
  const life = events
    .filter((event) => 'id' in event && event.id === id)
    .map(({ bar, kind }) => `${bar} ${kind}`);
  expect(life).toEqual(['8 fvg', '10 fvg_touch', '11 fvg_filled']);
  expect(events.find((event) => event.kind === 'fvg' && event.mid === 10)).toMatchObject({
    bar: 11,
    side: -1,
    bottom: 104.2,
    top: 105,
  });
});
