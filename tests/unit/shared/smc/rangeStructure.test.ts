import { expect, it } from 'vitest';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { SmcEvent } from '#shared/smc/events.ts';
import { candles } from '../../../support/candles.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { smcEvents } from '../../../support/smcRun.ts';
import { workedExample } from '../../../support/workedExample.ts';

it('reads the worked example event by event', () => {
  const events = smcEvents(workedExample, exampleConfig).map(({ time: _, ...event }) => event);
  expect(events).toEqual([
    { bar: 1, kind: 'choch', side: 1, level: 101, first: true },
    { bar: 1, kind: 'ob', id: 1, side: 1, top: 101, bottom: 99, source: 0, why: 'first' },
    { bar: 1, kind: 'choch_level', side: -1, level: 99, at: 0 },
    { bar: 2, kind: 'fvg', id: 2, side: 1, top: 101.5, bottom: 101, mid: 1 },
    { bar: 3, kind: 'fvg', id: 3, side: 1, top: 103, bottom: 102, mid: 2 },
    { bar: 5, kind: 'pivot', side: 1, at: 3, price: 105 },
    { bar: 5, kind: 'bos_level', side: 1, level: 105, at: 3 },
    { bar: 5, kind: 'fvg_touch', id: 3 },
    { bar: 5, kind: 'liq_pool', id: 4, side: 1, level: 105, at: 3 },
    { bar: 7, kind: 'sweep', side: 1, level: 105, of: 'bos' },
    { bar: 7, kind: 'liq_sweep', id: 4, side: 1, level: 105, count: 1 },
    { bar: 8, kind: 'pivot', side: -1, at: 6, price: 102.4 },
    { bar: 8, kind: 'bos', side: 1, level: 105.4, at: 3 },
    { bar: 8, kind: 'ob', id: 5, side: 1, top: 103.4, bottom: 102.4, source: 6, why: 'bos' },
    { bar: 8, kind: 'choch_level', side: -1, level: 102.4, at: 6 },
    { bar: 8, kind: 'fvg', id: 6, side: 1, top: 104.6, bottom: 103.4, mid: 7 },
    { bar: 8, kind: 'liq_pool', id: 7, side: -1, level: 102.4, at: 6 },
    { bar: 10, kind: 'pivot', side: 1, at: 8, price: 106.5 },
    { bar: 10, kind: 'bos_level', side: 1, level: 106.5, at: 8 },
    { bar: 10, kind: 'fvg_touch', id: 6 },
    { bar: 10, kind: 'liq_pool', id: 8, side: 1, level: 106.5, at: 8 },
    { bar: 11, kind: 'sweep', side: -1, level: 102.4, of: 'choch' },
    { bar: 11, kind: 'ob_touch', id: 5 },
    { bar: 11, kind: 'fvg_filled', id: 6 },
    { bar: 11, kind: 'fvg', id: 9, side: -1, top: 105, bottom: 104.2, mid: 10 },
    { bar: 11, kind: 'liq_sweep', id: 7, side: -1, level: 102.4, count: 1 },
    { bar: 12, kind: 'choch', side: -1, level: 102.2, at: 11, first: false },
    { bar: 12, kind: 'ob', id: 10, side: -1, top: 106.5, bottom: 104.700352, source: 8, why: 'choch' },
    { bar: 12, kind: 'choch_level', side: 1, level: 106.5, at: 8 },
    { bar: 12, kind: 'ob_breaker', id: 5 },
    { bar: 12, kind: 'fvg_touch', id: 2 },
    { bar: 12, kind: 'fvg_filled', id: 3 },
    { bar: 12, kind: 'fvg', id: 11, side: -1, top: 103.8, bottom: 102.9, mid: 11 },
    { bar: 13, kind: 'ob_touch', id: 1 },
    { bar: 13, kind: 'fvg_filled', id: 2 },
    { bar: 13, kind: 'fvg', id: 12, side: -1, top: 102.2, bottom: 102, mid: 12 },
    { bar: 15, kind: 'pivot', side: -1, at: 13, price: 100.8 },
    { bar: 15, kind: 'bos_level', side: -1, level: 100.8, at: 13 },
    { bar: 15, kind: 'ob_retest', id: 5 },
    { bar: 15, kind: 'fvg_touch', id: 12 },
    { bar: 15, kind: 'fvg_filled', id: 12 },
    { bar: 15, kind: 'liq_pool', id: 13, side: -1, level: 100.8, at: 13 },
    { bar: 16, kind: 'bos', side: -1, level: 100.8, at: 13 },
    { bar: 16, kind: 'ob', id: 14, side: -1, top: 102.6, bottom: 101.5, source: 15, why: 'bos' },
    { bar: 16, kind: 'choch_level', side: 1, level: 102.6, at: 15 },
    { bar: 16, kind: 'liq_taken', id: 13, side: -1, level: 100.8, count: 1 },
  ]);
});

it('writes an event with its keys in a fixed order and the close of its bar in epoch seconds', () => {
  const [first] = smcEvents(workedExample, exampleConfig);
  expect(JSON.stringify(first)).toBe(
    '{"bar":1,"time":1735691400,"kind":"choch","side":1,"level":101,"first":true}',
  );
});

const ofStructure = new Set<SmcEvent['kind']>(['bos_level', 'choch_level', 'sweep', 'bos', 'choch']);

const kinds = (rows: readonly string[], config: Partial<SmcConfig> = {}) =>
  smcEvents(candles(...rows), { ...exampleConfig, ...config })
    .filter((event) => ofStructure.has(event.kind))
    .map(
      (event) =>
        `${event.bar} ${event.kind}${'side' in event ? ` ${event.side}` : ''}${'level' in event ? ` ${event.level}` : ''}`,
    );

it('widens the range by wicks on both sides, the high side first, until a close leaves it', () => {
  const rows = ['100 101 99 100', '100 102 98 100', '100 103 99 102.5'];
  expect(kinds(rows)).toEqual(['1 sweep 1 101', '1 sweep -1 99', '2 choch 1 102', '2 choch_level -1 98']);
});

it('without sweeps leaves the levels where they are', () => {
  const rows = ['100 101 99 100', '100 102 98 100', '100 103 99 102.5'];
  expect(kinds(rows, { sweeps: false })).toEqual(['2 choch 1 101', '2 choch_level -1 98']);
});

it('takes a close exactly on a level neither for a break nor for a sweep', () => {
  expect(kinds(['100 101 99 100', '100 101 99 101', '100 101 99 99'])).toEqual([]);
});

/** A first turn up at bar 1, then a level to continue at 106, known at bar 4. */
const rising = [
  '100 101 99 100',
  '100 103 100 102',
  '104 106 104 105',
  '105 105.5 103.8 104.5',
  '104.5 104.8 103 103.5',
];

it('lets a pivot low move the protected level closer when that is asked for', () => {
  const rows = [...rising, '103.5 104 103.2 103.8', '103.8 104.2 103.4 104'];
  expect(kinds(rows, { choch: 'adjusted' })).toContain('6 choch_level -1 103');
  expect(kinds(rows)).not.toContain('6 choch_level -1 103');
});

it('sweeps both levels on one bar, and in a down-trend reports the high side first as well', () => {
  const swept = ['104 107 98.5 104'];
  expect(kinds([...rising, ...swept]).slice(-2)).toEqual(['5 sweep 1 106', '5 sweep -1 99']);
  const falling = rising.map((row) => {
    const [open = 0, high = 0, low = 0, close = 0] = row.split(' ').map((price) => 200 - Number(price));
    return `${open} ${low} ${high} ${close}`;
  });
  expect(kinds([...falling, '96 101.5 93 96']).slice(-2)).toEqual(['5 sweep 1 101', '5 sweep -1 94']);
});
