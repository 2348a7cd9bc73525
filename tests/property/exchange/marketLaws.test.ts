import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchange } from '#server/exchange/exchange.ts';
import { type CandleRow, resolutions } from '#server/exchange/marketView.ts';
import type { Product } from '#server/exchange/product.ts';
import { productsFile, readProducts } from '#server/exchange/products.ts';
import { joined, type Slot, turningPoints } from '#server/exchange/slot.ts';
import { tradePath } from '#server/exchange/tradePath.ts';
import type { Candle } from '#shared/market/candle.ts';
import { CandleBuilder } from '#shared/market/candleBuilder.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { candlesOfCsv } from '../../support/candles.ts';
import { testProduct } from '../../support/quietExchange.ts';
import { SimTime } from '../../support/simTime.ts';

const start = Date.UTC(2026, 0, 5);
const product: Product = { ...testProduct, tick: '0.01' };

const slots = fc
  .record({
    open: fc.integer({ min: 50, max: 5_000 }),
    close: fc.integer({ min: 50, max: 5_000 }),
    above: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    below: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 49 })),
    volume: fc.oneof(fc.integer({ min: 4, max: 12 }), fc.integer({ min: 4, max: 2_000_000 })),
  })
  .map(({ open, close, above, below, volume }): Slot => {
    const [high, low] = [Math.max(open, close) + above, Math.min(open, close) - below];
    return { open, high, low, close, volume };
  });

it('makes of every candle prints that make exactly that candle again', () => {
  fc.assert(
    fc.property(slots, fc.integer(), fc.integer({ min: 0, max: 300 }), (slot, seed, count) => {
      const path = tradePath(slot, { startUs: 0, spanUs: 300e6, seed, count });
      const prints = [...path.price].map((price, index) => {
        const volume = path.size[index] ?? 0;
        expect(volume).toBeGreaterThan(0);
        return { open: price, high: price, low: price, close: price, volume };
      });
      expect(prints.reduce(joined)).toEqual(slot);
      expect(prints.length).toBeGreaterThanOrEqual(turningPoints(slot, true).length);
      const times = [...path.atUs];
      expect(times.every((at, index) => at >= (times[index - 1] ?? 0) && at < 300e6)).toBe(true);
    }),
    { seed: 20264, numRuns: 2_000 },
  );
});

/** Recordings of some candles with holes in them. */
const recordings = fc.record({
  timeframe: fc.constantFrom('1m' as const, '5m' as const, '15m' as const),
  rows: fc
    .array(fc.option(slots, { freq: 5 }), { minLength: 1, maxLength: 30 })
    .filter((rows) => rows[0] !== null && rows.at(-1) !== null),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  tradesPerMinute: fc.constantFrom(1, 5, 30),
});
type Recording = typeof recordings extends fc.Arbitrary<infer One> ? One : never;

/** The exchange at a moment of the recording. */
function play({ timeframe, rows, seed, tradesPerMinute }: Recording, now: number) {
  const candles = rows.flatMap((row, index): Candle[] => {
    if (row === null) return [];
    const { open, high, low, close, volume } = row;
    const openTime = start + index * timeframeMs(timeframe);
    const prices = { open: open / 100, high: high / 100, low: low / 100, close: close / 100 };
    return [{ symbol: 'TESTUSD', timeframe, openTime, ...prices, volume }];
  });
  const time = new SimTime(now);
  const exchange = createExchange({
    clock: time,
    seed,
    products: [product],
    recorded: [{ symbol: 'TESTUSD', timeframe, columns: columnsOf(candles) }],
    users: [],
    tradesPerMinute,
  });
  return { candles, time, exchange, lengthMs: rows.length * timeframeMs(timeframe) };
}

it('plays recorded candles as trades that our own builder makes them of again, and REST shows them', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, async (recording) => {
      const { candles, time, exchange, lengthMs } = play(recording, start);
      const { timeframe } = recording;
      const builder = new CandleBuilder({ symbol: 'TESTUSD', timeframe });
      const built: Candle[] = [];
      exchange.listen((event) => {
        if (event.type !== 'trade') return;
        const { price, size, atUs } = event.trade;
        built.push(...builder.take({ at: Math.floor(atUs / 1_000), price: Number(price), quantity: size }));
      });
      exchange.start();
      await time.advance(lengthMs - 1);
      built.push(...builder.passTime(start + lengthMs));
      expect(built).toEqual(candles);

      const range = { start: start / 1_000, end: (start + lengthMs) / 1_000 - 1 };
      const rest = exchange.candles({ symbol: 'TESTUSD', resolution: timeframe, ...range });
      expect(rest.filter(({ volume }) => volume !== 0).toReversed()).toEqual(
        candles.map(({ openTime, open, high, low, close, volume }) => ({
          time: openTime / 1_000,
          open,
          high,
          low,
          close,
          volume,
        })),
      );
    }),
    { seed: 20265, numRuns: 150 },
  );
});

it('shows candles of every resolution that agree with its minutes, whatever the time', () => {
  fc.assert(
    fc.property(recordings, fc.integer({ min: 0, max: 20_000_000 }), (recording, elapsedMs) => {
      const { exchange } = play(recording, start + elapsedMs);
      const from = start / 1_000 - 86_400;
      const end = Math.floor((start + elapsedMs) / 1_000);
      const rowsOf = (resolution: (typeof resolutions)[number]) =>
        exchange.candles({ symbol: 'TESTUSD', resolution, start: from, end });
      const minutes = rowsOf('1m').toReversed();
      for (const resolution of resolutions) {
        const rows = rowsOf(resolution);
        const expected = rows.map(({ time }) => {
          const first = (time - from) / 60;
          return joinedRows(minutes.slice(first, first + minutesOf[resolution]), time);
        });
        expect(rows).toEqual(expected);
      }
    }),
    { seed: 20266, numRuns: 200 },
  );
});

const minutesOf: Readonly<Record<(typeof resolutions)[number], number>> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '6h': 360,
  '1d': 1_440,
  '1w': 10_080,
};

function joinedRows(parts: readonly CandleRow[], time: number): CandleRow {
  const traded = parts.filter(({ volume }) => volume !== 0);
  const rows = traded.length > 0 ? traded : parts.slice(0, 1);
  return {
    time,
    open: rows[0]?.open ?? 0,
    high: Math.max(...rows.map(({ high }) => high)),
    low: Math.min(...rows.map(({ low }) => low)),
    close: rows.at(-1)?.close ?? 0,
    volume: rows.reduce((sum, { volume }) => sum + (volume ?? 0), 0),
  };
}

const folder = fileURLToPath(new URL('../../../../shared/data/crypto/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded candles in ../shared/data)';

describe.skipIf(!hasData)(`on half a year of recorded 5m candles${skipped}`, () => {
  it.each(['BTC', 'ETH', 'SOL', 'AAVE'])('plays %s as recorded, but for tick and contracts', async (base) => {
    const [listed] = (await readProducts(productsFile)).filter((one) => one.base === base);
    if (listed === undefined) throw new Error(`${base} is not listed`);
    const path = `${folder}binance-usdm-${base}USDT-5m.csv.gz`;
    const candles = candlesOfCsv(gunzipSync(readFileSync(path)).toString(), {
      symbol: listed.symbol,
      timeframe: '5m',
    });
    const last = candles.at(-1)?.openTime ?? 0;
    const time = new SimTime(last + 300_000);
    const series = { symbol: listed.symbol, timeframe: '5m' as const, columns: columnsOf(candles) };
    const exchange = createExchange({
      clock: time,
      seed: 4,
      products: [listed],
      recorded: [series],
      users: [],
    });
    const weeks = Math.floor(candles.length / 2_016);
    const played = candles.slice(-weeks * 2_016);
    let compared = 0;
    let worstPrice = 0;
    let worstVolume = 0;
    for (let page = 0; page < played.length; page += 2_000) {
      const slice = played.slice(page, page + 2_000);
      const [start = 0, end = 0] = [slice[0]?.openTime, slice.at(-1)?.openTime];
      const range = { start: start / 1_000, end: end / 1_000 };
      const rows = exchange.candles({ symbol: listed.symbol, resolution: '5m', ...range }).toReversed();
      expect(rows).toHaveLength(slice.length);
      for (const [index, row] of rows.entries()) {
        const candle = slice[index];
        if (candle === undefined || candle.volume === 0) continue;
        for (const name of ['open', 'high', 'low', 'close'] as const) {
          worstPrice = Math.max(worstPrice, Math.abs(row[name] - candle[name]));
        }
        const contracts = candle.volume / Number(listed.contractValue);
        worstVolume = Math.max(worstVolume, Math.abs((row.volume ?? 0) - contracts));
        compared += 1;
      }
    }
    // Half a tick by rounding; a candle of next to no volume gets a contract for each of its turning points.
    expect(worstPrice).toBeLessThanOrEqual(Number(listed.tick) / 2 + 1e-9);
    expect(worstVolume).toBeLessThanOrEqual(4);
    expect(compared).toBeGreaterThan(50_000);
  });
});
