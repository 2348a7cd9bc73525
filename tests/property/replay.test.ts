import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReplay } from '#server/feed/replayFeed.ts';
import type { ReplaySpeed } from '#server/feed/virtualClock.ts';
import { type Candle, closeTime, seriesKey } from '#shared/market/candle.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { feedLog } from '../support/feedLog.ts';
import { handTimer } from '../support/handTimer.ts';
import { monday, seriesAt } from '../support/recordedSeries.ts';

const seed = 20_260_105;
const speeds = fc.constantFrom<ReplaySpeed>(1, 7, 600, 100_000, 'max');
const recording = fc
  .uniqueArray(
    fc.record({
      symbol: fc.constantFrom('BTCUSDT', 'SOLUSDT', 'EURUSD'),
      timeframe: fc.constantFrom('5m' as const, '15m' as const, '1h' as const),
      steps: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }),
    }),
    { selector: seriesKey, maxLength: 4 },
  )
  .map((all) =>
    all.map((s) =>
      seriesAt(
        s.symbol,
        s.timeframe,
        s.steps.toSorted((a, b) => a - b),
      ),
    ),
  );

interface Run {
  readonly source: readonly CandleSeries[];
  readonly speed: ReplaySpeed;
  readonly warmupCandles: number;
  readonly resumeAfter?: ReadonlyMap<string, number>;
  readonly reached?: number;
  /** Stops after so many candles. */
  readonly stopAfter?: number;
  /** Watches the clock whenever real time has moved. */
  readonly watch?: (now: number, delivered: readonly Candle[]) => void;
}

/** Every candle asks for an appointment some minutes later, as a signal would for its expiry. */
async function play(run: Run) {
  const timer = handTimer();
  const { feed, clock } = createReplay({
    kind: 'replay',
    source: run.source,
    speed: run.speed,
    from: null,
    warmupCandles: run.warmupCandles,
    resumeAfter: run.resumeAfter ?? new Map(),
    reached: run.reached ?? null,
    timer,
  });
  const played: Candle[] = [];
  const delivered: Candle[] = [];
  const { lines, listener } = feedLog(clock, {
    onClosed: (candle) => {
      played.push(candle);
      clock.after(((candle.openTime / 60_000) % 47) * 60_000, () => lines.push(`due @${clock.now()}`));
    },
  });
  const isDone = () =>
    feed.health().state === 'ended' || played.length >= (run.stopAfter ?? Number.MAX_VALUE);
  await feed.start({
    ...listener,
    history: async (candles) => {
      delivered.push(...candles);
      if (!isDone()) await listener.history(candles);
    },
    closed: async (candle) => {
      delivered.push(candle);
      // A stopped run takes nothing more, as a process that was killed.
      if (!isDone()) await listener.closed(candle);
    },
  });
  while (!isDone()) {
    timer.lose(50);
    run.watch?.(clock.now(), delivered);
    await timer.step();
  }
  await Promise.all([feed.stop(), timer.step()]);
  return { lines, played };
}

it('gives the same candles and appointments at the same times at every speed', async () => {
  await fc.assert(
    fc.asyncProperty(recording, speeds, fc.nat(5), async (source, speed, warmupCandles) => {
      const asRecorded = await play({ source, speed: 'max', warmupCandles });
      expect((await play({ source, speed, warmupCandles })).lines).toEqual(asRecorded.lines);
    }),
    { seed, numRuns: 150 },
  );
});

it('never runs its clock back, nor past the close of a candle that was not delivered', async () => {
  await fc.assert(
    fc.asyncProperty(recording, speeds, fc.nat(5), async (source, speed, warmupCandles) => {
      const closes = source.flatMap((s) => [...s.columns.openTime].map((t) => t + timeframeMs(s.timeframe)));
      closes.sort((a, b) => a - b);
      let last = 0;
      await play({
        source,
        speed,
        warmupCandles,
        watch: (now, delivered) => {
          expect(now).toBeGreaterThanOrEqual(last);
          expect(now).toBeLessThanOrEqual(closes[delivered.length] ?? closes.at(-1) ?? now);
          last = now;
        },
      });
    }),
    { seed, numRuns: 150 },
  );
});

it('plays the same candles after any stop and restart, none of them twice', async () => {
  await fc.assert(
    fc.asyncProperty(recording, speeds, fc.nat(5), fc.integer({ min: 1, max: 30 }), async (...drawn) => {
      const [source, speed, warmupCandles, stopAfter] = drawn;
      const unbroken = await play({ source, speed: 'max', warmupCandles });
      const before = await play({ source, speed, warmupCandles, stopAfter });
      const resumeAfter = new Map(before.played.map((candle) => [seriesKey(candle), candle.openTime]));
      for (const series of source) {
        // The history of a series that had played nothing yet was kept too.
        const key = seriesKey(series);
        const kept = historyKept(before.lines, key, timeframeMs(series.timeframe));
        if (!resumeAfter.has(key) && kept !== null) resumeAfter.set(key, kept);
      }
      const after = await play({ source, speed, warmupCandles, resumeAfter });
      const candlesOf = (lines: readonly string[]) =>
        lines.filter((line) => !line.startsWith('due')).map((line) => line.split(' @')[0]);
      expect([...candlesOf(before.lines), ...candlesOf(after.lines)]).toEqual(candlesOf(unbroken.lines));
    }),
    { seed, numRuns: 200 },
  );
});

function historyKept(lines: readonly string[], key: string, stepMs: number): number | null {
  const line = lines.findLast((text) => text.startsWith(`history ${key} `));
  return line === undefined ? null : Number(line.split(' ')[3]) - stepMs;
}

it('closes everything it plays by the time its clock shows', async () => {
  await fc.assert(
    fc.asyncProperty(recording, speeds, async (source, speed) => {
      const { lines, played } = await play({ source, speed, warmupCandles: 0 });
      const shown = lines
        .filter((line) => line.startsWith('closed'))
        .map((line) => Number(line.split('@')[1]));
      expect(shown).toEqual(played.map(closeTime));
      expect(shown.every((time) => time > monday)).toBe(true);
    }),
    { seed, numRuns: 50 },
  );
});
