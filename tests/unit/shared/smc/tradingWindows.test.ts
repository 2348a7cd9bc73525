import { expect, it } from 'vitest';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candlesAt } from '../../../support/candles.ts';

const london = { name: 'London', zone: 'Europe/London', start: '08:00', end: '10:00' };

/** Hourly candles from 07:00 UTC on a winter Monday: high 11, 12, ... and low 9, 8, ... */
function run(config: Partial<SmcConfig>, hours: number) {
  const rows = Array.from({ length: hours }, (_, i) => `10 ${11 + i} ${9 - i / 8} 10`);
  const engine = new SmcEngine({ timeframe: '1h', config: { ...defaultSmcConfig, ...config } });
  const events = candlesAt({ timeframe: '1h', from: Date.UTC(2025, 0, 6, 7) }, ...rows).flatMap((candle) =>
    engine.step(candle),
  );
  const told = events.filter(({ kind }) => kind.startsWith('window') || kind === 'period');
  return { engine, told: told.map(({ time: _, ...event }) => event) };
}

it('is off unless asked for', () => expect(run({}, 30).told).toEqual([]));

it('opens with the first bar in it and closes, with its high and low, with the first bar after it', () => {
  const { told, engine } = run({ windows: [london] }, 5);
  expect(told).toEqual([
    { bar: 1, kind: 'window_open', name: 'London' },
    { bar: 3, kind: 'window_close', name: 'London', high: 13, low: 8.75 },
  ]);
  expect(engine.windows).toEqual([
    { name: 'London', occurrence: null, running: null, finished: { high: 13, low: 8.75 } },
  ]);
});

it('of the running occurrence knows what there was so far', () => {
  expect(run({ windows: [london] }, 2).engine.windows[0]).toMatchObject({
    running: { high: 12, low: 8.875 },
    finished: null,
  });
});

it('gives the high and low of a day with the first bar of the next', () => {
  const { told, engine } = run({ periods: ['day', 'week'] }, 18);
  expect(told).toEqual([{ bar: 17, kind: 'period', name: 'day', high: 27, low: 7 }]);
  expect(engine.periods).toMatchObject([
    { name: 'day', running: { high: 28 }, previous: { high: 27, low: 7 } },
    { name: 'week', running: { high: 28 }, previous: null },
  ]);
});

it('two occurrences may follow each other without a bar between them', () => {
  const days = { ...defaultSmcConfig, windows: [{ name: 'day', zone: 'UTC', start: '00:00', end: '24:00' }] };
  const engine = new SmcEngine({ timeframe: '1d', config: days });
  const rows = candlesAt({ timeframe: '1d' }, '10 11 9 10', '10 11 9 10');
  expect(rows.map((candle) => engine.step(candle).map(({ kind }) => kind))).toEqual([
    ['window_open'],
    ['window_close', 'window_open'],
  ]);
});
