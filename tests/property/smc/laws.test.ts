import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { anySeed, anySmcConfig, everything } from '../../support/smcConfigs.ts';
import { smcEvents } from '../../support/smcRun.ts';

const run = { seed: 20252, numRuns: 1_000 };
const length = 160;
const anyBar = fc.integer({ min: 0, max: length - 1 });
const text = (events: readonly SmcEvent[]) => events.map((event) => JSON.stringify(event));

it('prefix law: what was said by a bar is never late, changed or withdrawn', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, anyBar, (seed, config, cut) => {
      const series = candleSeries({ seed, length });
      // The future is another one: what was said before it must not depend on it.
      const other = candleSeries({ seed: seed + 1, length });
      const changed = series.map((candle, i) => ({
        ...(i <= cut ? candle : (other[i] ?? candle)),
        openTime: candle.openTime,
      }));
      const known = text(smcEvents(series, config).filter((event) => event.bar <= cut));
      expect(text(smcEvents(series.slice(0, cut + 1), config))).toEqual(known);
      expect(text(smcEvents(changed, config).filter((event) => event.bar <= cut))).toEqual(known);
    }),
    run,
  );
});

it('a state saved after any bar, through JSON, goes on as if nothing had happened', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, anyBar, (seed, config, cut) => {
      const series = candleSeries({ seed, length });
      const whole = new SmcEngine({ timeframe: '15m', config });
      series.slice(0, cut).forEach((candle) => {
        whole.step(candle);
      });
      const saved = JSON.stringify(whole.save());
      const resumed = SmcEngine.restore(JSON.parse(saved));
      expect(JSON.stringify(resumed.save())).toBe(saved);
      for (const candle of series.slice(cut)) {
        expect(JSON.stringify(resumed.step(candle))).toBe(JSON.stringify(whole.step(candle)));
      }
      expect(resumed.blocks).toEqual(whole.blocks);
      expect(resumed.gaps).toEqual(whole.gaps);
      expect(resumed.pools).toEqual(whole.pools);
      expect(resumed.dealingRange).toEqual(whole.dealingRange);
      expect(resumed.save()).toEqual(whole.save());
    }),
    run,
  );
});

it('a saved state and the lists of zones do not change when the engine goes on', () => {
  const series = candleSeries({ seed: 3, length: 240 });
  const engine = new SmcEngine({ timeframe: '15m', config: everything });
  const kept = series.map((candle) => {
    engine.step(candle);
    const { blocks, gaps, pools, windows, periods, lastBreak } = engine;
    const seen = [engine.save(), blocks, gaps, pools, windows, periods, lastBreak];
    return { seen, was: JSON.stringify(seen) };
  });
  for (const { seen, was } of kept) expect(JSON.stringify(seen)).toBe(was);
});

it('a repeated last bar is ignored at any bar', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      const series = candleSeries({ seed, length });
      const doubled = series.flatMap((candle) => [candle, { ...candle }]);
      expect(text(smcEvents(doubled, config))).toEqual(text(smcEvents(series, config)));
    }),
    run,
  );
});

/** Prices and this sum are multiples of an eighth, so that the mirror is exact. */
const mirrorSum = 512;
const mirrored = (candle: Candle): Candle => ({
  ...candle,
  open: mirrorSum - candle.open,
  high: mirrorSum - candle.low,
  low: mirrorSum - candle.high,
  close: mirrorSum - candle.close,
});

function mirroredEvent(event: SmcEvent): SmcEvent {
  const flipped: Record<string, unknown> = { ...event };
  if ('side' in event) flipped.side = -event.side;
  if ('price' in event) flipped.price = mirrorSum - event.price;
  if ('level' in event) flipped.level = mirrorSum - event.level;
  if (event.kind === 'ob' || event.kind === 'fvg') {
    flipped.top = mirrorSum - event.bottom;
    flipped.bottom = mirrorSum - event.top;
  }
  if (event.kind === 'window_close' || event.kind === 'period') {
    flipped.high = mirrorSum - event.low;
    flipped.low = mirrorSum - event.high;
  }
  return Object.assign({}, event, flipped);
}

/** Ids follow the order within a bar, which the mirror turns: a zone is named after its birth instead. */
function namedByBirth(events: readonly SmcEvent[], side: 1 | -1): string[] {
  const names = new Map<number, string>();
  for (const event of events)
    if ('id' in event && !names.has(event.id))
      names.set(event.id, `${event.kind} ${event.bar} ${'side' in event ? side * event.side : 0}`);
  return events.map((event) => {
    const named: Record<string, unknown> = { ...(side > 0 ? event : mirroredEvent(event)) };
    if ('id' in event) named.id = names.get(event.id);
    if ('by' in event) named.by = names.get(event.by);
    return JSON.stringify(named);
  });
}

/** Of two pivots on one bar the high comes first, whichever way the market lies: what alternates then is no mirror image. */
function withoutOrder(events: readonly SmcEvent[]): readonly SmcEvent[] {
  const pivots = events.filter((event) => event.kind === 'pivot').map((event) => event.bar);
  const isAlternating = new Set(pivots).size === pivots.length;
  return isAlternating ? events : events.filter((event) => event.kind !== 'swing_replaced');
}

it('mirror law: a market upside down gives the same events upside down', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, any) => {
      // An ATR of length 1 is a range, a multiple of an eighth like the prices: nothing is rounded.
      const config: SmcConfig = { ...any, atrLength: 1, obLength: any.obLength === 1 ? 5 : any.obLength };
      const series = candleSeries({ seed, length, outsideBars: false });
      const events = withoutOrder(smcEvents(series, config));
      const turned = withoutOrder(smcEvents(series.map(mirrored), config));
      expect(namedByBirth(turned, -1).toSorted()).toEqual(namedByBirth(events, 1).toSorted());
    }),
    run,
  );
});

function scaledEvent(event: SmcEvent, factor: number, shiftS: number): SmcEvent {
  const scaled: Record<string, unknown> = { ...event, time: event.time + shiftS };
  if ('price' in event) scaled.price = event.price * factor;
  if ('level' in event) scaled.level = event.level * factor;
  if (event.kind === 'ob' || event.kind === 'fvg') {
    scaled.top = event.top * factor;
    scaled.bottom = event.bottom * factor;
  }
  if (event.kind === 'window_close' || event.kind === 'period') {
    scaled.high = event.high * factor;
    scaled.low = event.low * factor;
  }
  return Object.assign({}, event, scaled);
}

it('scale law: a power of two scales the levels, later candles carry later times, nothing else changes', () => {
  const factors = fc.constantFrom(1 / 1024, 0.5, 2, 4096);
  fc.assert(
    fc.property(anySeed, anySmcConfig, factors, (seed, config, factor) => {
      // Whole weeks, and no clock changes meanwhile: trading windows and periods stay where they were.
      const shiftMs = 4 * 7 * 86_400_000;
      const series = candleSeries({ seed, length });
      const scaled = series.map((candle) => ({
        ...candle,
        openTime: candle.openTime + shiftMs,
        open: candle.open * factor,
        high: candle.high * factor,
        low: candle.low * factor,
        close: candle.close * factor,
      }));
      const expected = smcEvents(series, config).map((event) => scaledEvent(event, factor, shiftMs / 1000));
      expect(text(smcEvents(scaled, config))).toEqual(text(expected));
    }),
    run,
  );
});
