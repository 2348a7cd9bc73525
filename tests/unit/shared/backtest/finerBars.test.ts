import { describe, expect, it } from 'vitest';
import { FinerBars } from '#shared/backtest/finerBars.ts';
import { matchInside } from '#shared/backtest/matchInside.ts';
import { SimMatching } from '#shared/backtest/simMatching.ts';
import type { Candle } from '#shared/market/candle.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { EntryOrder } from '#shared/trading/order.ts';
import { joined, seriesOf } from '../../../support/finerSeries.ts';
import { testSpec } from '../../../support/marketViews.ts';

const start = Date.UTC(2025, 0, 1);

function candlesOf(timeframe: Timeframe, ...rows: string[]): readonly Candle[] {
  return rows.map((row, index) => {
    const [open = 0, high = 0, low = 0, close = 0] = row.split(' ').map(Number);
    const openTime = start + index * timeframeMs(timeframe);
    return { symbol: 'TESTUSD', timeframe, openTime, open, high, low, close, volume: 1 };
  });
}

/** Long limit 103.2, stop 101.4, target 106.8; half is closed at the target. */
const order: EntryOrder = {
  ...{ id: 'one', kind: 'limit', direction: 'long', price: 103.2, contracts: '10', stop: 101.4 },
  ...{ targetDistance: 3.6, trailDistance: null, targetCloses: 'half', expiresAt: null, leverage: 10 },
  zone: {
    ...{ id: 1, state: 'fresh', direction: 'long', top: 104, bottom: 102, entry: 103.2 },
    ...{ source: 0, since: 0, sinceTime: 0 },
  },
  ...{ atr: 1, bar: 0, placedAt: 0 },
};

function fillsOf(five: readonly Candle[], finer: FinerBars | null) {
  const matching = new SimMatching({
    spec: testSpec,
    costs: tradingCostsSchema.parse({}),
    limitFills: 'touch',
  });
  matching.perform({ type: 'enter', order }, 0);
  return joined(five, 3, '15m').flatMap((bar) =>
    matchInside(matching, bar, finer).flatMap(({ updates }) =>
      updates.map((update) => (update.type === 'filled' ? update : null)),
    ),
  );
}

const entered = ['104 104.2 103.8 104', '104 104.1 103 103.4', '103.4 103.8 103.3 103.6'] as const;
const finerOf = (five: readonly Candle[]) => new FinerBars([seriesOf(five, '5m')]);

describe('a bar that does not tell what came first', () => {
  it('is a target where the finer candles reach it before the stop, and the stop takes the rest', () => {
    const five = candlesOf(
      '5m',
      ...entered,
      '103.6 107 103.5 106',
      '106 106.2 101.2 102',
      '102 103 101.9 102.5',
    );
    expect(fillsOf(five, null)).toMatchObject([
      { leg: 'entry', isAmbiguous: false },
      { leg: 'stop', price: '101.4', contracts: '10', isAmbiguous: true },
    ]);
    expect(fillsOf(five, finerOf(five))).toMatchObject([
      { leg: 'entry' },
      { leg: 'target', price: '106.8', contracts: '5', at: start + 4 * 300_000, isAmbiguous: false },
      { leg: 'stop', price: '101.4', contracts: '5', at: start + 5 * 300_000, isAmbiguous: false },
    ]);
  });

  it('is the stop where they reach it first', () => {
    const five = candlesOf(
      '5m',
      ...entered,
      '103.6 103.7 101.2 102',
      '102 107 101.9 106',
      '106 106.1 105 105.5',
    );
    expect(fillsOf(five, finerOf(five))[1]).toMatchObject({
      leg: 'stop',
      contracts: '10',
      isAmbiguous: false,
    });
  });

  it('is an entry without a target where the target was seen before it', () => {
    const five = candlesOf('5m', '104 107 103.9 104', '104 104.1 103 103.4', '103.4 103.8 103.3 103.6');
    expect(fillsOf(five, null)).toMatchObject([{ leg: 'entry', isAmbiguous: true }]);
    expect(fillsOf(five, finerOf(five))).toMatchObject([{ leg: 'entry', isAmbiguous: false }]);
  });

  it('takes the target that came after the entry in the same bar', () => {
    const five = candlesOf('5m', '104 104.1 103 103.4', '103.4 107 103.3 106', '106 106.1 105 105.5');
    expect(fillsOf(five, finerOf(five))).toMatchObject([
      { leg: 'entry', isAmbiguous: false },
      { leg: 'target', price: '106.8' },
    ]);
  });

  it('stays the worse where a finer candle has both, until still finer ones tell', () => {
    const both = ['103.6 107 101.2 102', '102 103 101.9 102.5', '102.5 103 102 102.2'] as const;
    const five = candlesOf('5m', ...entered, ...both);
    expect(fillsOf(five, finerOf(five))[1]).toMatchObject({
      leg: 'stop',
      contracts: '10',
      isAmbiguous: true,
    });
    const minutes = candlesOf(
      '1m',
      ...[
        '103.6 104 103.5 104',
        '104 107 103.9 106',
        '106 106 103 103',
        '103 103 101.2 102',
        '102 102 102 102',
      ],
    ).map((candle) => ({ ...candle, openTime: candle.openTime + 900_000 }));
    const finest = new FinerBars([seriesOf(minutes, '1m'), seriesOf(five, '5m')]);
    expect(fillsOf(five, finest).slice(1)).toMatchObject([
      { leg: 'target', contracts: '5', at: start + 900_000 + 120_000 },
      { leg: 'stop', contracts: '5', isAmbiguous: false },
    ]);
  });

  it('pays what a finer candle that opens beyond the stop asks', () => {
    const five = candlesOf(
      '5m',
      ...entered,
      '103.6 104 103.5 103.9',
      '101 101.2 100.9 101',
      '101 107 101 106.9',
    );
    expect(fillsOf(five, finerOf(five))[1]).toMatchObject({ leg: 'stop', price: '101', isAtOpen: true });
  });
});

describe('finer candles', () => {
  const five = candlesOf('5m', '1 3 1 2', '2 4 2 3', '3 3 0 1', '1 2 1 2');
  const [whole] = joined(five, 3, '15m');
  if (whole === undefined) throw new RangeError('no candle');

  it('are those that make up the candle', () => {
    expect(finerOf(five).inside(whole)).toEqual(five.slice(0, 3));
  });

  it.each([
    ['a hole', (candles: readonly Candle[]) => candles.toSpliced(1, 1)],
    [
      'another open',
      (candles: readonly Candle[]) => candles.with(0, { ...whole, timeframe: '5m', open: 1.5 }),
    ],
    ['nothing there', () => []],
  ])('are not believed with %s', (_, altered) => {
    expect(finerOf(altered(five)).inside(whole)).toEqual([]);
  });

  it('are shorter: a candle is not inside of itself', () => {
    expect(new FinerBars([seriesOf([whole], '15m')]).inside(whole)).toEqual([]);
  });
});
