import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Aggregator } from '#shared/market/aggregate.ts';
import type { Candle } from '#shared/market/candle.ts';
import { CandleBuilder } from '#shared/market/candleBuilder.ts';
import type { Session } from '#shared/market/session.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import { type FramesOptions, SmcFrames } from '#shared/smc/frames.ts';
import type { FrameStep } from '#shared/smc/higherFrames.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { anySeed, anySmcConfig, everything } from '../../support/smcConfigs.ts';

const run = { seed: 20254, numRuns: 1_000 };

/** The made-up series on another grid, beginning at any step of it. */
function seriesOn(timeframe: Timeframe, seed: number, length: number): Candle[] {
  const from = Date.UTC(2025, 2, 5) + (seed % 500) * timeframeMs(timeframe);
  const made = candleSeries({ seed, length, holes: 0.05 });
  const start = made[0]?.openTime ?? 0;
  const scale = timeframeMs(timeframe) / timeframeMs('15m');
  return made.map((candle) => ({ ...candle, timeframe, openTime: from + (candle.openTime - start) * scale }));
}

function aggregated(candles: readonly Candle[], to: Timeframe, session: Session): Candle[] {
  const aggregator = new Aggregator({ from: candles[0]?.timeframe ?? '1m', to, session });
  return candles.flatMap((candle) => aggregator.fold(candle));
}

const sessions = fc.constantFrom<Session[]>('24x7', 'forex');

it('1m candles made into 5m, these into 15m and these into 4h are the candles made directly', () => {
  fc.assert(
    fc.property(anySeed, sessions, (seed, session) => {
      const minutes = seriesOn('1m', seed, 900);
      const fives = aggregated(minutes, '5m', session);
      const quarters = aggregated(fives, '15m', session);
      // A last bucket that only a later candle can complete may be seen a step earlier on the direct way, and a
      // first one whose head was made of an unseen bucket is never shown on the long way.
      const agree = (long: readonly Candle[], direct: readonly Candle[]) => {
        const shown = direct.filter(({ openTime }) => openTime >= (long[0]?.openTime ?? 0));
        expect(long).toEqual(shown.slice(0, long.length));
        expect(shown.length - long.length).toBeLessThanOrEqual(1);
      };
      agree(quarters, aggregated(minutes, '15m', session));
      agree(aggregated(quarters, '4h', session), aggregated(minutes, '4h', session));
    }),
    run,
  );
});

it('a longer candle holds what its span holds: first open, last close, extremes, all of the volume', () => {
  fc.assert(
    fc.property(anySeed, sessions, fc.constantFrom<Timeframe[]>('1h', '4h', '1d'), (seed, session, to) => {
      // A month earlier: no clock changes, every bucket is as long as its name.
      const candles = seriesOn('15m', seed, 300).map((candle) => ({
        ...candle,
        openTime: candle.openTime - 28 * 86_400_000,
      }));
      for (const made of aggregated(candles, to, session)) {
        const end = made.openTime + timeframeMs(to);
        const within = candles.filter(({ openTime }) => openTime >= made.openTime && openTime < end);
        expect(made).toMatchObject({
          open: within[0]?.open,
          close: within.at(-1)?.close,
          high: Math.max(...within.map(({ high }) => high)),
          low: Math.min(...within.map(({ low }) => low)),
          volume: within.reduce((sum, { volume }) => sum + volume, 0),
        });
      }
    }),
    run,
  );
});

it('ticks made into 5m candles and these into 15m candles are the ticks made into 15m candles', () => {
  const anyTick = fc.record({
    // Never back in time: a tick too late for its 5m candle may still be in time for its 15m candle.
    waitMs: fc.integer({ min: 0, max: 200_000 }),
    price: fc.integer({ min: 800, max: 900 }).map((eighths) => eighths / 8),
    quantity: fc.integer({ min: 0, max: 50 }),
  });
  fc.assert(
    fc.property(sessions, fc.array(anyTick, { minLength: 5, maxLength: 120 }), (session, ticks) => {
      const built = (timeframe: Timeframe) => {
        const builder = new CandleBuilder({ symbol: 'TESTUSD', timeframe, session });
        let at = Date.UTC(2025, 2, 7, 12);
        const closed = ticks.flatMap(({ waitMs, price, quantity }) => {
          at += waitMs;
          return builder.take({ at, price, quantity });
        });
        return [...closed, ...builder.passTime(at + 86_400_000)];
      };
      const direct = built('15m');
      // The last bucket needs its last candle, or a later one, to be complete; the first one its beginning.
      const long = aggregated(built('5m'), '15m', session);
      expect(direct.filter(({ openTime }) => long.some((made) => made.openTime === openTime))).toEqual(long);
      expect(direct.length - long.length).toBeLessThanOrEqual(2);
    }),
    run,
  );
});

const optionsOf = (config: typeof everything, session: Session): FramesOptions => ({
  base: { timeframe: '5m', config },
  higher: [
    { timeframe: '15m', config },
    { timeframe: '1h', config: everything },
  ],
  session,
});
const text = (steps: readonly FrameStep[]) => steps.map((step) => JSON.stringify(step));
const folded = (frames: SmcFrames, candles: readonly Candle[]) =>
  text(candles.flatMap((candle) => frames.step(candle)));

it('what several timeframes said by a close does not depend on what comes later', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, sessions, fc.nat(), (seed, config, session, any) => {
      const candles = seriesOn('5m', seed, 150);
      const options = optionsOf(config, session);
      const cut = any % candles.length;
      const known = folded(SmcFrames.open(options), candles.slice(0, cut));
      const other = seriesOn('5m', seed + 1, 150).map((candle, i) => ({
        ...candle,
        openTime: candles[i]?.openTime ?? candle.openTime,
      }));
      const changed = [...candles.slice(0, cut), ...other.slice(cut)];
      expect(folded(SmcFrames.open(options), changed).slice(0, known.length)).toEqual(known);
    }),
    run,
  );
});

it('saved after any candle, through JSON, all timeframes go on as if nothing had happened', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, sessions, fc.nat(), (seed, config, session, any) => {
      const candles = seriesOn('5m', seed, 150);
      const cut = any % candles.length;
      const whole = SmcFrames.open(optionsOf(config, session));
      folded(whole, candles.slice(0, cut));
      const resumed = SmcFrames.restore(JSON.parse(JSON.stringify(whole.save())));
      expect(folded(resumed, candles.slice(cut))).toEqual(folded(whole, candles.slice(cut)));
      expect(resumed.save()).toEqual(whole.save());
    }),
    run,
  );
});

it('each timeframe says what an engine says that is fed with its closed candles alone', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, sessions, (seed, config, session) => {
      const candles = seriesOn('5m', seed, 200);
      const frames = SmcFrames.open(optionsOf(config, session));
      const steps = candles.flatMap((candle) =>
        frames.step(candle).map((step) => ({ ...step, at: candle.openTime + timeframeMs('5m') })),
      );
      for (const timeframe of ['15m', '1h'] as const) {
        const own = steps.filter((step) => step.timeframe === timeframe);
        const engine = new SmcEngine({
          timeframe,
          session,
          config: timeframe === '1h' ? everything : config,
        });
        expect(own.map(({ candle }) => candle)).toEqual(aggregated(candles, timeframe, session));
        for (const { candle, events, at } of own) {
          expect(engine.step(candle)).toEqual(events);
          expect(candle.openTime + timeframeMs(timeframe)).toBeLessThanOrEqual(at);
        }
      }
    }),
    run,
  );
});
