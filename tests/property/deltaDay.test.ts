import { expect, it } from 'vitest';
import { compactDialect, legacyDialect } from '#server/delta/dialect.ts';
import { type Candle, closeTime, seriesKey } from '#shared/market/candle.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { SeriesName } from '#shared/ports.ts';
import { deltaRun, type Told } from '../support/deltaRun.ts';
import { MemoryHistory } from '../support/memoryHistory.ts';
import { type SimExchange, simExchange } from '../support/simExchange.ts';

const minute = 60_000;
const symbol = 'SOLUSD';
const timeframes: readonly Timeframe[] = ['1m', '5m', '15m'];

/** FEED_DAYS=200 runs two hundred whole days; unless told, a few parts of days. */
const days = Number(process.env.FEED_DAYS ?? 0);
const seeds = Array.from({ length: days || 6 }, (_, index) => index + 1);
const hours = days > 0 ? 24 : 3;

type Run = ReturnType<typeof deltaRun>;

/** Something that goes wrong for a while, at the venue or on the way to it; answers what ends it. */
function misfortune(random: Random, sim: SimExchange, run: Run): () => void {
  const durationMs = Math.floor(random.between(2_000, random.chance(0.2) ? 10 * minute : minute));
  const one = <Value>(values: readonly Value[]) => values[Math.floor(random.between(0, values.length))];
  const channel = one([
    {},
    ...['trades', 'mark_price', 'candlestick_1m', 'candlestick_5m'].map((name) => ({ channel: name })),
  ]);
  const get = { method: 'GET', durationMs };
  const faults: readonly object[] = [
    { kind: 'disconnect' },
    { kind: 'dropReply', ...get },
    { kind: 'loseRequest', ...get },
    { kind: 'serverError', ...get, status: 503 },
    { kind: 'htmlForbidden', ...get },
    { kind: 'throttle', durationMs: 5_000, resetMs: Math.floor(random.between(1_000, 30_000)) },
    { kind: 'latency', ...get, delayMs: 3_000, jitterMs: 4_000 },
    { kind: 'duplicateFrames', durationMs, ...channel, chance: 0.5 },
    {
      kind: 'lateFrames',
      durationMs,
      ...channel,
      chance: 0.3,
      delayMs: Math.floor(random.between(100, 20_000)),
    },
    { kind: 'shuffleFrames', durationMs, ...channel, group: 4 },
    { kind: 'silentChannel', durationMs, ...channel },
    { kind: 'badPrices', durationMs, ...channel, price: one(['zero', 'negative', 'tenfold', 'nonsense']) },
    { kind: 'acceptThenClose', durationMs, afterMs: 500 },
    { kind: 'refuseConnects', durationMs: 20_000 },
    { kind: 'maintenance', downMs: 30_000, cancelOnlyMs: minute, auctionMs: 2 * minute },
    { kind: 'unsettledCandles', durationMs: 5 * minute, settlesMs: Math.floor(random.between(100, 4_500)) },
    { kind: 'missingCandles', durationMs: 20_000, fromMs: sim.time.now() - 5 * minute, toMs: sim.time.now() },
    { kind: 'cachedTickers', durationMs },
  ];
  const network = [() => run.network.cut(), () => run.network.freeze(), () => run.network.breakSockets()];
  if (random.chance(0.25)) one(network)?.();
  else sim.inject(one(faults) ?? {});
  let isOver = false;
  sim.time.after(durationMs, () => {
    if (!isOver) run.network.mend();
  });
  return () => {
    isOver = true;
    run.network.mend();
  };
}

const truth = (sim: SimExchange, { timeframe, openTime }: Candle): Candle => {
  const start = openTime / 1_000;
  const [row] = sim.exchange.candles({ symbol, resolution: timeframe, start, end: start });
  if (!row) throw new Error(`the exchange has no ${timeframe} candle of ${start}`);
  const { open, high, low, close, volume } = row;
  return { symbol, timeframe, openTime, open, high, low, close, volume: volume ?? 0 };
};

it.each(seeds)(
  "whatever goes wrong: what is handed over and stored is the venue's truth, day %i",
  async (seed) => {
    const random = seededRandom(1_000 + seed);
    const sim = await simExchange({ seed });
    const store = new MemoryHistory();
    const handed = new Map<string, Told[]>();
    const foldedUpTo = (series: SeriesName) => handed.get(seriesKey(series))?.at(-1)?.candle.openTime ?? null;
    const dialect = random.chance(0.3) ? legacyDialect : compactDialect;
    const begin = () => {
      const run = deltaRun({
        time: sim.time,
        sandbox: sim.protocol,
        seed: seed + handed.size,
        symbols: [symbol],
        timeframes,
        historyDays: 0.1,
        dialect,
        skewMs: Math.round(random.between(-10_000, 10_000)),
        store,
        foldedUpTo,
      });
      run.start();
      return run;
    };
    /** What the run has told so far joins what those before it told. */
    const harvest = (run: Run) => {
      expect(run.errors).toEqual([]);
      for (const told of run.told.splice(0)) {
        if (told.kind === 'forming') continue;
        const key = seriesKey(told.candle);
        handed.set(key, [...(handed.get(key) ?? []), told]);
      }
    };
    let run = begin();
    const end = sim.time.now() + hours * 60 * minute;
    let mend = () => {};
    while (sim.time.now() < end) {
      await sim.time.advance(Math.floor(random.between(20_000, 8 * minute)));
      mend = misfortune(random, sim, run);
      if (random.chance(0.05)) {
        await run.stop();
        harvest(run);
        run = begin();
      }
    }
    // What lasts by itself is over after ten minutes at most.
    await sim.time.advance(10 * minute);
    mend();
    // A venue that refused connections is left alone for ten minutes.
    await sim.time.advance(12 * minute);
    expect(run.feed.health()).toMatchObject({ state: 'live', staleSymbols: [] });
    await run.stop();
    harvest(run);
    for (const timeframe of timeframes) {
      const told = handed.get(seriesKey({ symbol, timeframe })) ?? [];
      const step = timeframeMs(timeframe);
      const first = told[0]?.candle.openTime ?? 0;
      expect(told.map(({ candle }) => candle.openTime)).toEqual(told.map((_, index) => first + index * step));
      expect(first + told.length * step).toBeGreaterThan(sim.time.now() - step - 10_000);
      for (const { kind, candle, at } of told) {
        expect(candle).toEqual(truth(sim, candle));
        expect(at).toBeGreaterThanOrEqual(closeTime(candle) + 2_000 - 250);
        if (kind === 'closed') expect(at).toBeLessThan(closeTime(candle) + step + 250);
      }
      const stored = store.all({ symbol, timeframe });
      expect(stored.length).toBeGreaterThanOrEqual(told.length);
      for (const candle of stored) expect(candle).toEqual(truth(sim, candle));
    }
  },
);
