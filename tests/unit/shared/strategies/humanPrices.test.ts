import { expect, it } from 'vitest';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import type { LiquidityPool } from '#shared/smc/events.ts';
import { humanTrainedParams } from '#shared/strategies/humanParams.ts';
import { roundTripOf, stopOf, targetOf } from '#shared/strategies/humanPrices.ts';
import type { EntryZone } from '#shared/trading/entryZone.ts';

const params = humanTrainedParams.parse({});
const spec = (symbol: string, priceDigits: number) =>
  inferSymbolSpec({ symbol, priceDigits, timeframes: ['5m'] });
const zoneWith = (zone: Pick<EntryZone, 'direction' | 'top' | 'bottom' | 'entry'>): EntryZone => ({
  ...{ id: 1, state: 'block', source: 1, since: 2, sinceTime: 3 },
  ...zone,
});
const long = zoneWith({ direction: 'long', top: 102, bottom: 100, entry: 101.6 });
const short = zoneWith({ direction: 'short', top: 102, bottom: 100, entry: 100.4 });

it('puts the stop a tenth of the ATR beyond the zone, at least a pip of the instrument, and the spread on top', () => {
  const stop = (symbol: string, priceDigits: number, atr: number, spread = 0) =>
    stopOf(long, {
      spec: spec(symbol, priceDigits),
      params,
      atr,
      costs: { spread, makerRate: 0, takerRate: 0 },
    });
  expect(stop('USDJPY', 3, 0.05)).toBe(99.99);
  expect(stop('USDJPY', 3, 1, 0.012)).toBe(99.888);
  expect(stop('XAUUSD', 2, 0.5)).toBe(99.9);
  expect(stop('EURUSD', 5, 0)).toBe(99.9999);
  expect(stop('SOLUSDT', 2, 0)).toBe(99.99);
  const costs = { spread: 0, makerRate: 0, takerRate: 0 };
  expect(stopOf(short, { spec: spec('XAUUSD', 2), params, atr: 2.222, costs })).toBe(102.23);
});

it('counts the spread and the fees of both sides as a round trip', () => {
  expect(roundTripOf(100, 90, { spread: 0.1, makerRate: 0.0002, takerRate: 0.0005 })).toBeCloseTo(0.165, 12);
});

const pool = (side: 1 | -1, level: number): LiquidityPool => ({
  ...{ id: 1, side, level, count: 1, at: 0, lastAt: 0, born: 0, bornTime: 0 },
});
const pools = [pool(1, 104.5), pool(1, 106.1), pool(1, 101), pool(-1, 106)];

it('puts the target three times the risk away, on tick', () => {
  const terms = { tick: '0.01', params, pools };
  expect(targetOf(long, { ...terms, stop: 99.61 })).toBe(107.57);
  expect(targetOf(short, { ...terms, stop: 102.4 })).toBe(94.4);
});

it('can aim at the nearest liquidity ahead where that gives the least reward', () => {
  const toPool = humanTrainedParams.parse({ target: 'pool' });
  const target = (stop: number, zone = long) => targetOf(zone, { stop, tick: '0.01', params: toPool, pools });
  // 104.5 is 2.9 away: twice a risk of 1.45, less than twice a risk of 1.5.
  expect([target(100.15), target(100.1)]).toEqual([104.5, 106.1]);
  expect(target(103.4, short)).toBe(91.4);
});
