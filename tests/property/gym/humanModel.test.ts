import fc from 'fast-check';
import { expect, it } from 'vitest';
import { humanModel } from '#shared/gym/humanModel.ts';
import type { PracticeTrade } from '#shared/gym/practice.ts';
import { contextsOf } from '#shared/gym/tradeContext.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { humanTrainedParams } from '#shared/strategies/humanParams.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { practiceId, practiceTrade } from '../../support/practice.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const spec = inferSymbolSpec({ symbol: 'TESTUSD', priceDigits: 3, timeframes: ['5m'] });
const specs = new Map([[spec.symbol, spec]]);
/** Narrow pivots, so that half a thousand candles of M5 have a structure on H4. */
const setting = {
  spec,
  config: { ...defaultSmcConfig, atrLength: 20, pivotLeft: 2, pivotRight: 2 },
  params: humanTrainedParams.parse({
    biasPivotLeft: 1,
    biasPivotRight: 1,
    shiftPivotLeft: 1,
    shiftPivotRight: 1,
  }),
};

function fiveMinutes(seed: number): Candle[] {
  const made = candleSeries({ seed, length: 500 });
  const start = made[0]?.openTime ?? 0;
  return made.map((candle) => ({
    ...candle,
    timeframe: '5m',
    openTime: start + (candle.openTime - start) / 3,
  }));
}

/** Trades at the prices of the day, at any moment inside of a candle. */
function tradesOn(candles: readonly Candle[], random: Random): PracticeTrade[] {
  return Array.from({ length: 40 }, (_, index) => {
    const candle = candles[250 + Math.floor(random.between(0, candles.length - 250))];
    if (candle === undefined) throw new Error('the place is within the series');
    const side = random.chance(0.5) ? 1 : -1;
    return practiceTrade({
      id: practiceId(index),
      symbol: spec.symbol,
      direction: side > 0 ? 'long' : 'short',
      openedAt: candle.openTime + Math.floor(random.between(0, timeframeMs('5m'))),
      entry: String(candle.close),
      stop: String(candle.close - side),
      target: String(candle.close + 3 * side),
      exit: null,
      closedAt: null,
    });
  }).sort((a, b) => a.openedAt - b.openedAt);
}

/** Candles that close after the moment become others, or are gone. */
function altered(candles: readonly Candle[], after: number, random: Random): Candle[] {
  const factor = random.between(0.2, 5);
  return candles.flatMap((candle) => {
    if (closeTime(candle) <= after) return [candle];
    if (random.chance(0.3)) return [];
    const price = (value: number) => value * factor;
    return [
      {
        ...candle,
        open: price(candle.close),
        high: price(candle.high),
        low: price(candle.low),
        close: price(candle.open),
      },
    ];
  });
}

it('what a trade shows and teaches does not depend on candles that close after it', () => {
  let known = 0;
  let atZones = 0;
  fc.assert(
    fc.property(anySeed, fc.nat(39), (seed, place) => {
      const random = seededRandom(seed);
      const candles = fiveMinutes(seed);
      const trades = tradesOn(candles, random);
      const cut = trades[place]?.openedAt ?? 0;
      const upTo = (series: readonly Candle[]) =>
        contextsOf({ ...setting, candles: series, trades }).filter(({ trade }) => trade.openedAt <= cut);
      const before = upTo(candles);
      const after = upTo(altered(candles, cut, random));
      expect(after).toEqual(before);
      expect(humanModel(after, specs)).toEqual(humanModel(before, specs));
      known += before.filter(({ context }) => context !== null && context.bias !== 'none').length;
      atZones += before.filter(({ context }) => context !== null && context.zones.length > 0).length;
    }),
    { seed: 81_345, numRuns: 1_000 },
  );
  // The law says something only where there was structure to know.
  expect(known).toBeGreaterThan(5_000);
  expect(atZones).toBeGreaterThan(500);
});

it('the order in which trades are given changes nothing', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const candles = fiveMinutes(seed);
      const trades = tradesOn(candles, seededRandom(seed));
      const model = (given: readonly PracticeTrade[]) =>
        humanModel(contextsOf({ ...setting, candles, trades: given }), specs);
      expect(model([...trades].reverse())).toEqual(model(trades));
    }),
    { seed: 81_346, numRuns: 1_000 },
  );
});
