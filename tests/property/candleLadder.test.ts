import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { CandleLadder } from '#shared/market/candleLadder.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import type { StreamTick } from '#shared/market/tickOrder.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';

const timeframes: readonly Timeframe[] = ['1m', '5m', '15m', '1h', '4h'];
const monday = Date.UTC(2026, 0, 5);
/** How long the clock runs on after the last trade. */
const afterwards = 5 * 3_600_000;
const settings = { seed: 20_261_120, numRuns: 1_000 };

/** A tick, and how long after its own time it arrives. */
interface Arrival {
  readonly tick: StreamTick;
  readonly afterMs: number;
}

/** Up to a few hundred trades: bursts within microseconds, quiet minutes, holes of hours. */
function cleanTicks(random: Random, count: number): StreamTick[] {
  let atUs = monday * 1_000 + Math.floor(random.between(0, 4 * 3_600e6));
  let price = 100;
  return Array.from({ length: count }, (_, index) => {
    const longest = random.chance(0.02) ? 3 * 3_600e6 : random.chance(0.2) ? 120e6 : 2e6;
    atUs += 1 + Math.floor(longest * random.even() ** 3);
    price = Math.max(1, Math.round(100 * price * (1 + 0.01 * random.bell())) / 100);
    const quantity = Math.floor(random.between(1, 50));
    return { at: Math.floor(atUs / 1_000), atUs, price, quantity, key: `trade ${index}` };
  });
}

/** The same trades as a bad line brings them: shuffled within the window, twice, again much later, among nonsense. */
function dirtyArrivals(random: Random, clean: readonly StreamTick[]): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  for (const [index, tick] of clean.entries()) {
    arrivals.push({ tick, afterMs: random.between(0, 499) });
    if (random.chance(0.2)) arrivals.push({ tick, afterMs: random.between(0, 499) });
    if (random.chance(0.1)) arrivals.push({ tick, afterMs: random.between(500, 4 * 3_600_000) });
    if (!random.chance(0.15)) continue;
    // Not at every tick: five far ones in a row would be a market that moved.
    const far = index % 5 === 0 ? [10 * tick.price, tick.price / 10] : [];
    const wrong = [0, -tick.price, Number.NaN, Number.POSITIVE_INFINITY, ...far];
    const price = wrong[Math.floor(random.between(0, wrong.length))] ?? 0;
    arrivals.push({ tick: { ...tick, price, key: `wrong ${index}` }, afterMs: random.between(0, 499) });
  }
  const due = ({ tick, afterMs }: Arrival) => tick.atUs / 1_000 + afterMs;
  return arrivals.sort((a, b) => due(a) - due(b));
}

function ladderCandles(arrivals: readonly Arrival[], { passesTime }: { readonly passesTime: boolean }) {
  const candles: Candle[] = [];
  const ladder = new CandleLadder({
    symbol: 'SOLUSD',
    timeframes,
    closed: (candle) => candles.push(candle),
  });
  // As after history: the close of the last candle is known.
  ladder.trust(100);
  for (const { tick, afterMs } of arrivals) {
    const now = Math.floor(tick.atUs / 1_000 + afterMs);
    if (passesTime) ladder.passTime(now);
    ladder.take(tick, now);
  }
  const newest = Math.max(0, ...arrivals.map(({ tick }) => tick.at));
  ladder.passTime(newest + afterwards);
  return { candles, counts: ladder.counts };
}

/** Told once more in the plainest way: trades by bucket; a minute without any repeats the last price. */
function oracleCandles(clean: readonly StreamTick[], timeframe: Timeframe, until: number): Candle[] {
  const [first] = clean;
  if (!first) return [];
  const step = timeframeMs(timeframe);
  const minute = Math.floor(first.at / 60_000) * 60_000;
  // The bucket in which recording began is not whole, unless it began in its first minute.
  const begin = Math.ceil(minute / step) * step;
  const made: Candle[] = [];
  let last = first.price;
  for (const tick of clean) if (tick.at < begin) last = tick.price;
  for (let openTime = begin; openTime + step <= until; openTime += step) {
    const inside = clean.filter(({ at }) => at >= openTime && at < openTime + step);
    const prices = inside.map(({ price }) => price);
    const quietStart = inside[0] !== undefined && inside[0].at >= openTime + 60_000;
    const withQuiet = quietStart || prices.length === 0 ? [last, ...prices] : prices;
    made.push({
      symbol: 'SOLUSD',
      timeframe,
      openTime,
      open: withQuiet[0] ?? 0,
      high: Math.max(...withQuiet),
      low: Math.min(...withQuiet),
      close: withQuiet.at(-1) ?? 0,
      volume: inside.reduce((sum, { quantity }) => sum + quantity, 0),
    });
    last = prices.at(-1) ?? last;
  }
  return made;
}

const market = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  count: fc.integer({ min: 0, max: 200 }),
});

it('makes the same candles of a dirty stream as of the clean one', () => {
  let repeats = 0;
  fc.assert(
    fc.property(market, fc.boolean(), ({ seed, count }, passesTime) => {
      const random = seededRandom(seed);
      const clean = cleanTicks(random, count);
      const expected = ladderCandles(
        clean.map((tick) => ({ tick, afterMs: 0 })),
        { passesTime: false },
      );
      const { candles, counts } = ladderCandles(dirtyArrivals(random, clean), { passesTime });
      expect(candles).toEqual(expected.candles);
      repeats += counts.duplicates + counts.late + counts.outliers + counts.unpriced;
    }),
    settings,
  );
  expect(repeats).toBeGreaterThan(1_000);
});

it('makes of a clean stream what the plainest count makes', () => {
  fc.assert(
    fc.property(market, ({ seed, count }) => {
      const clean = cleanTicks(seededRandom(seed), Math.min(count, 80));
      const arrivals = clean.map((tick) => ({ tick, afterMs: 0 }));
      const { candles } = ladderCandles(arrivals, { passesTime: true });
      const until = (clean.at(-1)?.at ?? 0) + afterwards - 500;
      for (const timeframe of timeframes) {
        const made = candles.filter((candle) => candle.timeframe === timeframe);
        const expected = oracleCandles(clean, timeframe, until);
        expect(made).toEqual(expected);
      }
    }),
    settings,
  );
});

it('drops what comes after its candle has closed, and counts it', () => {
  const tick = (at: number, key: string): StreamTick => ({
    at: monday + at,
    atUs: (monday + at) * 1_000,
    price: 100,
    quantity: 1,
    key,
  });
  const candles: Candle[] = [];
  const ladder = new CandleLadder({
    symbol: 'SOLUSD',
    timeframes: ['1m'],
    closed: (candle) => candles.push(candle),
  });
  ladder.take(tick(59_000, 'a'), monday + 59_000);
  ladder.passTime(monday + 60_499);
  ladder.take(tick(59_999, 'b'), monday + 60_499);
  expect(candles).toEqual([]);
  ladder.passTime(monday + 60_500);
  expect(candles.map(({ volume }) => volume)).toEqual([2]);
  ladder.take(tick(59_500, 'c'), monday + 60_600);
  ladder.take(tick(200_000, 'd'), monday + 60_600);
  ladder.passTime(monday + 120_500);
  expect(candles.map(({ volume }) => volume)).toEqual([2, 0]);
  expect(ladder.counts).toEqual({
    taken: 4,
    duplicates: 0,
    late: 1,
    unpriced: 0,
    outliers: 0,
    future: 1,
  });
});
