import { describe, expect, it } from 'vitest';
import { TradingError } from '#shared/errors.ts';
import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import type { SmcState } from '#shared/smc/smcState.ts';
import { candles, candlesAt } from '../../../support/candles.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { workedExample } from '../../../support/workedExample.ts';

const quarter = 900_000;

function fedEngine(): SmcEngine {
  const engine = new SmcEngine({ timeframe: '15m', config: exampleConfig });
  for (const candle of workedExample) engine.step(candle);
  return engine;
}

function nextCandle(changes: Partial<Candle> = {}): Candle {
  const [last] = workedExample.slice(-1);
  if (last === undefined) throw new RangeError('no candle');
  return { ...last, openTime: last.openTime + quarter, ...changes };
}

const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof TradingError) return { kind: error.kind, code: error.code, message: error.message };
    throw error;
  }
  return null;
};

it('begins before its first bar', () => {
  const engine = new SmcEngine({ timeframe: '15m' });
  expect(engine).toMatchObject({ bar: -1, lastOpenTime: null, trend: 0, blocks: [] });
});

it('knows its last bar, the trend and the living blocks', () => {
  const engine = fedEngine();
  expect(engine.bar).toBe(16);
  expect(engine.lastOpenTime).toBe(Date.UTC(2025, 0, 1, 4));
  expect(engine.trend).toBe(-1);
  expect(engine.blocks.map((block) => [block.id, block.state])).toEqual([
    [14, 'fresh'],
    [10, 'fresh'],
    [5, 'breaker'],
    [1, 'fresh'],
  ]);
});

it('tells how many candles are missing before one', () => {
  const engine = fedEngine();
  const late = nextCandle();
  const events = engine.step({ ...late, openTime: late.openTime + 3 * quarter });
  expect(events[0]).toMatchObject({ bar: 17, kind: 'gap', missing: 3 });
});

describe('a candle that cannot be', () => {
  const faults: [string, Partial<Candle>, string][] = [
    ['a price that is no number', { close: Number.NaN }, 'candle.invalid'],
    ['an endless price', { high: Number.POSITIVE_INFINITY }, 'candle.invalid'],
    ['a price of zero', { low: 0 }, 'candle.invalid'],
    ['a high below the close', { high: 100.3 }, 'candle.invalid'],
    ['a low above the close', { low: 100.5 }, 'candle.invalid'],
    ['a negative volume', { volume: -1 }, 'candle.invalid'],
    ['a volume that is no number', { volume: Number.NaN }, 'candle.invalid'],
    ['a time off the grid', { openTime: nextCandle().openTime + 60_000 }, 'candle.invalid'],
    ['a time that is no number', { openTime: Number.NaN }, 'candle.invalid'],
    ['another timeframe', { timeframe: '5m' }, 'candle.timeframe'],
    ['an earlier time', { openTime: nextCandle().openTime - 2 * quarter }, 'candle.outOfOrder'],
    [
      'other values at the last time',
      { openTime: nextCandle().openTime - quarter, close: 100.5 },
      'candle.conflict',
    ],
    [
      'another volume at the last time',
      { openTime: nextCandle().openTime - quarter, volume: 2 },
      'candle.conflict',
    ],
  ];

  it.each(faults)('%s is refused and changes nothing', (_, changes, code) => {
    const engine = fedEngine();
    const before = JSON.stringify(engine.save());
    expect(refusal(() => engine.step(nextCandle(changes)))).toMatchObject({ kind: 'rejected', code });
    expect(JSON.stringify(engine.save())).toBe(before);
  });

  it('is refused as the very first one, too', () => {
    const engine = new SmcEngine({ timeframe: '15m' });
    expect(() => engine.step(nextCandle({ openTime: 1 }))).toThrow('is not on the 15m grid');
    expect(engine.bar).toBe(-1);
  });

  it('is named in the refusal, with the value and what was expected', () => {
    expect(() => fedEngine().step(nextCandle({ low: 0 }))).toThrow(
      'candle TESTUSD 15m 2025-01-01 04:15: low is 0, expected more than 0',
    );
  });
});

it('folds forex candles of four hours on the New York grid', () => {
  const sundayOpen = Date.UTC(2025, 0, 5, 22);
  const week = candlesAt({ timeframe: '4h', from: sundayOpen }, '10 11 9 10', '10 11 9 10');
  const engine = new SmcEngine({ timeframe: '4h', session: 'forex' });
  for (const candle of week) expect(engine.step(candle)).toEqual([]);
  expect(engine.bar).toBe(1);
  const crypto = new SmcEngine({ timeframe: '4h' });
  expect(() => week.map((candle) => crypto.step(candle))).toThrow('not on the 4h grid');
});

describe('a saved state', () => {
  const changed = (change: (state: SmcState) => unknown) => () => {
    const state: SmcState = JSON.parse(JSON.stringify(fedEngine().save()));
    change(state);
    SmcEngine.restore(state);
  };

  it('of another version is refused', () => {
    const state = Object.assign({}, fedEngine().save(), { version: 0 });
    expect(refusal(() => SmcEngine.restore(state))).toMatchObject({
      kind: 'config',
      code: 'smcState.version',
    });
  });

  it.each<[string, (state: SmcState) => unknown]>([
    ['a parameter it does not know', (state) => Object.assign(state.config, { later: 1 })],
    ['a parameter missing', (state) => Reflect.deleteProperty(state.config, 'sweeps')],
    ['another structure', (state) => Object.assign(state.config, { structure: 'swing' })],
    ['another pivot width', (state) => Object.assign(state.config, { pivotLeft: 3 })],
    ['a price missing', (state) => Reflect.deleteProperty(state.atr, 'value')],
  ])('with %s is refused', (_, change) => {
    expect(refusal(changed(change))).toMatchObject({ kind: 'config', code: 'smcState.shape' });
  });

  it('names the field that is wrong', () => {
    expect(changed((state) => Object.assign(state.config, { sweeps: 'yes' }))).toThrow(
      'saved engine state: config.sweeps: ',
    );
  });

  it('of an engine without bars begins anew', () => {
    const state = new SmcEngine({ timeframe: '15m', config: defaultSmcConfig }).save();
    const engine = SmcEngine.restore(JSON.parse(JSON.stringify(state)));
    expect(engine.lastOpenTime).toBeNull();
    for (const candle of candles('10 11 9 10', '10 12 9 11.5')) engine.step(candle);
    expect(engine.trend).toBe(1);
  });
});
