import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finish } from '#shared/gym/steps.ts';
import { contextsIn, contextsOf } from '#shared/gym/tradeContext.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { humanTrainedParams } from '#shared/strategies/humanParams.ts';
import { candlesAt, candlesOfCsv } from '../../../support/candles.ts';
import { practiceTrade } from '../../../support/practice.ts';

/** Forty M5 candles around a weekend, with the zones, ranges and shifts of the worked H4 -> M15 -> M5 signals. */
const path = new URL('../../../fixtures/trading/frames-40.csv', import.meta.url);
const weekend = candlesOfCsv(readFileSync(path, 'utf8'), { symbol: 'EURUSD', timeframe: '5m' });
const spec = inferSymbolSpec({ symbol: 'EURUSD', priceDigits: 4, timeframes: ['5m'] });
const config = { ...defaultSmcConfig, atrLength: 5, pivotLeft: 2, pivotRight: 2 };
const params = humanTrainedParams.parse({
  biasPivotLeft: 1,
  biasPivotRight: 1,
  shiftPivotLeft: 1,
  shiftPivotRight: 1,
});
const setting = { spec, config, params };
const closeOf = (bar: number): number => (weekend[bar]?.openTime ?? 0) + 300_000;
const contextAt = (change: Parameters<typeof practiceTrade>[0]) =>
  contextsOf({ ...setting, candles: weekend, trades: [practiceTrade(change)] })[0]?.context;

/** At the gap 1.0836..1.0840, ATR 0.000897, H4 range 1.0825..1.0924, at 07:05 UTC of a Monday. */
const longAtGap = { openedAt: closeOf(32), entry: '1.0839', stop: '1.0833', target: '1.0857' };

describe('the market of a practice trade', () => {
  it('knows zone, shift, bias, depth and hours of the worked long at a gap', () => {
    const context = contextAt(longAtGap);
    expect(context).toMatchObject({ bias: 'with', hasShift: true, zones: ['gap'], windows: ['Asia'] });
    expect(context?.atr).toBeCloseTo(0.000896906, 9);
    expect(context?.stopDistanceAtr).toBeCloseTo(0.0006 / 0.000896906, 5);
    expect(context?.depth).toBeCloseTo(1 - 0.0014 / 0.0099, 9);
  });

  it('measures to the far edge of the zone', () => {
    const context = contextAt(longAtGap);
    expect(context?.farEdgeAtr).toBeCloseTo(0.0003 / 0.000896906, 5);
    expect(context?.pipAtr).toBeCloseTo(0.0001 / 0.000896906, 5);
  });

  it('knows the worked short at a block in premium', () => {
    const context = contextAt({
      openedAt: closeOf(5),
      direction: 'short',
      entry: '1.0868',
      stop: '1.0916',
      target: '1.0724',
    });
    expect(context).toMatchObject({ bias: 'with', hasShift: true });
    expect(context?.zones).toContain('block');
    expect(context?.depth).toBeCloseTo(0.0042 / 0.0082, 9);
    expect(context?.farEdgeAtr).toBeCloseTo(0.004 / 0.00536, 5);
  });

  it('does not yet know a gap whose third candle is still open', () => {
    expect(contextAt({ ...longAtGap, openedAt: closeOf(32) - 1 })?.zones).toEqual([]);
  });

  it('calls a short at the same place against the trend, without shift or zone', () => {
    const short = { ...longAtGap, direction: 'short', stop: '1.0845', target: '1.0821' } as const;
    const context = contextAt(short);
    expect(context).toMatchObject({ bias: 'against', hasShift: false, zones: [], farEdgeAtr: null });
    expect(context?.depth).toBeCloseTo(0.0014 / 0.0099, 9);
  });

  it('takes an entry a tenth of the ATR ahead of the zone as meant for it, and no farther', () => {
    expect(contextAt({ ...longAtGap, entry: '1.08408' })?.zones).toEqual(['gap']);
    expect(contextAt({ ...longAtGap, entry: '1.0842' })?.zones).toEqual([]);
  });

  it('forgets a shift four hours after it closed', () => {
    // The M15 candle that shifted closed at 07:00; nothing happens from bar 39 on.
    const quiet = candlesAt(
      { symbol: 'EURUSD', timeframe: '5m', from: closeOf(39) },
      ...Array.from({ length: 60 }, () => '1.087 1.087 1.087 1.087'),
    );
    const shiftedAt = Date.UTC(2025, 2, 10, 7);
    const at = (openedAt: number) =>
      contextsOf({
        ...setting,
        candles: [...weekend, ...quiet],
        trades: [practiceTrade({ ...longAtGap, openedAt })],
      })[0]?.context?.hasShift;
    expect(at(shiftedAt + params.shiftAgeMs)).toBe(true);
    expect(at(shiftedAt + params.shiftAgeMs + 1)).toBe(false);
  });

  it('is unknown before the ATR is warm and where the candles end', () => {
    expect(contextAt({ ...longAtGap, openedAt: closeOf(3) })).toBeNull();
    expect(contextAt({ ...longAtGap, openedAt: closeOf(39) + 3_600_000 })).toBeNull();
    expect(contextAt({ ...longAtGap, openedAt: closeOf(39) + 3_300_000 })).not.toBeNull();
  });

  it('has no stop distance without a stop', () => {
    expect(contextAt({ ...longAtGap, stop: null })?.stopDistanceAtr).toBeNull();
  });

  it('reads no candle that closes after the last trade', () => {
    let read = 0;
    function* counted() {
      for (const candle of weekend) {
        read += 1;
        yield candle;
      }
    }
    contextsOf({ ...setting, candles: counted(), trades: [practiceTrade(longAtGap)] });
    // The one after bar 32 is looked at to see that it is too late.
    expect(read).toBe(34);
  });
});

it('trades of several symbols have the market of their own, or none', () => {
  const dollar = candlesAt(
    { symbol: 'USDJPY', timeframe: '5m', from: Date.UTC(2026, 2, 3) },
    ...Array.from({ length: 288 }, (_, index) => (index % 2 === 0 ? '150 151 149 150' : '150 152 148 150')),
  );
  const yen = inferSymbolSpec({ symbol: 'USDJPY', priceDigits: 3, timeframes: ['5m'] });
  const openedAt = Date.UTC(2026, 2, 4);
  const onYen = {
    symbol: 'USDJPY',
    openedAt,
    entry: '150',
    stop: '149.7',
    target: null,
    exit: null,
    closedAt: null,
  };
  const trades = [
    practiceTrade(onYen),
    practiceTrade({ openedAt }),
    practiceTrade({ symbol: 'GBPUSD', openedAt }),
  ];
  const contexts = finish(contextsIn(new Map([['USDJPY', { spec: yen, candles: dollar }]]), trades));
  expect(contexts.map(({ trade, context }) => [trade.symbol, context !== null])).toEqual([
    ['EURUSD', false],
    ['GBPUSD', false],
    ['USDJPY', true],
  ]);
  // True ranges of 2 and 4 in turn: an ATR near 3, a pip of a hundredth.
  expect(contexts[2]?.context?.atr).toBeCloseTo(3, 1);
  expect(contexts[2]?.context?.pipAtr).toBeCloseTo(0.01 / 3, 4);
  expect(contexts[2]?.context).toMatchObject({
    bias: 'none',
    hasShift: false,
    zones: [],
    depth: null,
    windows: ['Asia'],
  });
});
