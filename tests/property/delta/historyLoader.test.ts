import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WantedSeries } from '#server/feed/historyLoader.ts';
import { bucketOf } from '#shared/market/buckets.ts';
import type { Candle } from '#shared/market/candle.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { CandleVenue, venueFaults } from '../../support/candleVenue.ts';
import { historyRun } from '../../support/historyRun.ts';
import { MemoryHistory } from '../../support/memoryHistory.ts';
import { SimTime } from '../../support/simTime.ts';

const monday = Date.UTC(2026, 0, 5, 0, 7, 30);
const seed = 20_261_120;
const windowMs = 5 * 60_000;
const hourMs = 3_600_000;

const series = fc.uniqueArray(
  fc.record({
    symbol: fc.constantFrom('SOLUSD', 'BTCUSD'),
    timeframe: fc.constantFrom('5m' as const, '15m' as const, '1h' as const),
  }),
  { selector: ({ symbol, timeframe }) => `${symbol} ${timeframe}`, minLength: 1, maxLength: 4 },
);
const run = fc.record({
  series,
  hours: fc.integer({ min: 1, max: 30 }),
  pageRows: fc.integer({ min: 1, max: 40 }),
  /** Before now. */
  listedHours: fc.integer({ min: 0, max: 40 }),
  /** One bucket of so many is not there; 0: all are. */
  absentEvery: fc.constantFrom(0, 0, 7, 30),
  faults: fc.array(fc.option(fc.constantFrom(...venueFaults), { freq: 2 }), { maxLength: 30 }),
  /** The process dies after so many candles were stored, and starts again. */
  kills: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 3 }),
  /** What is stored before the first run: every so-many-th candle. */
  stored: fc.constantFrom(0, 2, 5, 13),
  restMs: fc.integer({ min: 0, max: 4 * hourMs }),
});

/** Dies in the middle of its work: what was saved stays, what is asked afterwards is lost. */
class MortalHistory extends MemoryHistory {
  left = Number.POSITIVE_INFINITY;
  readonly #dies: () => void;

  constructor(dies: () => void) {
    super();
    this.#dies = dies;
  }

  override async save(candles: readonly Candle[]): Promise<void> {
    if (this.left <= 0) return new Promise<void>(() => undefined);
    this.left -= candles.length;
    await super.save(candles);
    if (this.left <= 0) this.#dies();
  }
}

it('stores what the venue has and nothing else, whatever goes wrong and however often it is killed', async () => {
  await fc.assert(
    fc.asyncProperty(run, fc.integer(), async (drawn, runSeed) => {
      const time = new SimTime(monday);
      const venue = new CandleVenue({
        time,
        listedAt: monday - drawn.listedHours * hourMs,
        isAbsent: (openTime) => drawn.absentEvery > 0 && (openTime / 300_000) % drawn.absentEvery === 3,
        faultAt: (request) => drawn.faults[request] ?? null,
      });
      let die: () => void = () => undefined;
      const store = new MortalHistory(() => die());
      const wantedNow = (): WantedSeries[] =>
        drawn.series.map((one) => {
          const before = bucketOf(time.now() - 5_000, one.timeframe, '24x7').start;
          return { ...one, session: '24x7', before, from: monday - drawn.hours * hourMs };
        });
      for (const wanted of drawn.stored === 0 ? [] : wantedNow()) {
        const candles = venue.closed(wanted.symbol, wanted.timeframe, wanted);
        await store.save(candles.filter((_, index) => index % drawn.stored === 0));
      }
      const isClosedWhenSaved: boolean[] = [];
      let lastWanted: readonly WantedSeries[] = [];
      // The last run finds a venue that is well again.
      for (const kill of [...drawn.kills, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]) {
        store.left = kill === 0 ? 1 : kill;
        let isOver = false;
        die = () => {
          isOver = true;
        };
        const loader = historyRun({ time, venue, store, pageRows: drawn.pageRows, seed: runSeed });
        const saidBefore = store.saved.length;
        lastWanted = wantedNow();
        void loader.load(lastWanted).then(() => {
          isOver = true;
        });
        await time.until(() => isOver, 100 * hourMs);
        store.left = 0;
        for (const candle of store.saved.slice(saidBefore))
          isClosedWhenSaved.push(candle.openTime + timeframeMs(candle.timeframe) <= time.now());
        if (kill === Number.POSITIVE_INFINITY) venue.isFaulty = false;
        else await time.advance(drawn.restMs);
      }
      for (const wanted of lastWanted)
        expect(store.all(wanted)).toEqual(venue.closed(wanted.symbol, wanted.timeframe, wanted));
      expect(isClosedWhenSaved).not.toContain(false);
      expect(venue.mistakes).toEqual([]);
    }),
    { seed, numRuns: 1_000 },
  );
});

it('never asks for more than the quota in any five minutes, and gets there all the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      series,
      fc.integer({ min: 10, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      async (drawn, budget, phase) => {
        const time = new SimTime(monday);
        const venue = new CandleVenue({ time, listedAt: 0, isAbsent: () => false, faultAt: () => null });
        const store = new MemoryHistory();
        await time.advance(phase * 1_000);
        const loader = historyRun({ time, venue, store, pageRows: 5, budget });
        let isOver = false;
        const before = bucketOf(time.now() - 5_000, '1h', '24x7').start;
        const wanted = drawn.map((one) => ({
          ...one,
          session: '24x7' as const,
          before,
          from: before - 12 * hourMs,
        }));
        void loader.load(wanted).then(() => {
          isOver = true;
        });
        await time.until(() => isOver, 1_000 * hourMs);
        for (const at of venue.arrivals) {
          const units = 3 * venue.arrivals.filter((other) => other >= at && other < at + windowMs).length;
          expect(units).toBeLessThanOrEqual(budget * 0.7);
        }
        for (const one of wanted)
          expect(store.all(one)).toEqual(venue.closed(one.symbol, one.timeframe, one));
      },
    ),
    { seed, numRuns: 200 },
  );
});
