import type { Candle, UnixMs } from '#shared/market/candle.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { sampleMarket } from '#shared/market/sampleMarket.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import { named } from './noise.ts';
import type { Product } from './product.ts';

/** A Monday. */
const start: UnixMs = Date.UTC(2026, 0, 5);
const slotMs = 300_000;
const slotsPerWeek = 2_016;
/** USD that change hands in an ordinary slot. */
const typicalTurnover = 2_000_000;

/**
 * A market out of a seed: trends, ranges, wild days and stop hunts, with stretches in which next to nobody trades and
 * slots in which nobody does, which are left out.
 */
export function madeUpSeries(product: Product, seed: number, weeks: number): CandleSeries {
  const random = seededRandom(named(seed, product.symbol));
  const startPrice = Number(product.samplePrice);
  const market = sampleMarket({ startPrice, typicalRange: 0.002, leash: 0.25 }, random);
  const typicalVolume = typicalTurnover / (startPrice * Number(product.contractValue));
  const quiet = quietStretches(random);
  const candles: Candle[] = [];
  for (let slot = 0; slot < weeks * slotsPerWeek; slot += 1) {
    const isQuiet = quiet();
    if (isQuiet && random.chance(0.25)) continue;
    const { activity, ...prices } = market.next(isQuiet ? 0.15 : 1);
    const busy = isQuiet ? 0.01 : 0.25 + activity;
    const volume = Math.max(1, Math.round(typicalVolume * busy * random.between(0.7, 1.4)));
    candles.push({
      symbol: product.symbol,
      timeframe: '5m',
      openTime: start + slot * slotMs,
      ...prices,
      volume: volume * Number(product.contractValue),
    });
  }
  return { symbol: product.symbol, timeframe: '5m', columns: columnsOf(candles) };
}

/** About once a day, for half an hour or so. */
function quietStretches(random: Random): () => boolean {
  let left = 0;
  return () => {
    if (left === 0 && random.chance(1 / 288)) left = 3 + Math.floor(random.between(0, 8));
    if (left > 0) left -= 1;
    return left > 0;
  };
}
