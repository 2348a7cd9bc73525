import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import type { SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { anySeed, anySmcConfig } from '../../support/smcConfigs.ts';
import { smcEvents } from '../../support/smcRun.ts';

const run = { seed: 20253, numRuns: 120 };
const length = 260;

const at = (series: readonly Candle[], index: number): Candle => {
  const candle = series[index];
  if (candle === undefined) throw new RangeError(`no candle ${index}`);
  return candle;
};
const isBreak = (event: SmcEvent) => event.kind === 'bos' || event.kind === 'choch';

/** The state of the range structure with prices turned so that the trend always goes up. */
function trendUp(engine: SmcEngine) {
  const { range } = engine.save();
  if (range === null || range.trend === 0) return null;
  const side = range.trend;
  return {
    side,
    choch: side * range.choch,
    bos: range.bosStands ? side * range.bos : null,
    extreme: side > 0 ? range.extreme.high : -range.extreme.low,
  };
}

it('the close stays between the protected level and the level to continue; the extreme is that of the trend', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, any) => {
      const config: SmcConfig = { ...any, structure: 'range' };
      const engine = new SmcEngine({ timeframe: '15m', config });
      let highest = Number.NEGATIVE_INFINITY;
      for (const candle of candleSeries({ seed, length })) {
        const turned = engine.step(candle).some((event) => event.kind === 'choch');
        const trend = trendUp(engine);
        if (trend === null) continue;
        const high = trend.side > 0 ? candle.high : -candle.low;
        highest = turned ? high : Math.max(highest, high);
        expect(trend.extreme).toBe(highest);
        expect(trend.choch).toBeLessThanOrEqual(trend.side * candle.close);
        expect(trend.extreme).toBeGreaterThanOrEqual(trend.choch);
        if (trend.bos !== null) expect(trend.bos).toBeGreaterThanOrEqual(trend.side * candle.close);
      }
    }),
    run,
  );
});

it('a BOS goes with the trend before it, a CHoCH against it, and no bar has two of them', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      const engine = new SmcEngine({ timeframe: '15m', config });
      for (const candle of candleSeries({ seed, length })) {
        const before = engine.trend;
        const breaks = engine.step(candle).filter(isBreak);
        expect(breaks.length).toBeLessThanOrEqual(1);
        for (const event of breaks) {
          if (event.kind === 'bos') expect(event.side).toBe(before);
          if (event.kind === 'choch') expect(event.first ? 0 : -event.side).toBe(before);
          if ('side' in event) expect(engine.trend).toBe(event.side);
        }
      }
    }),
    run,
  );
});

it('between two BOS of one trend there is exactly one new level', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, any) => {
      const events = smcEvents(candleSeries({ seed, length }), { ...any, structure: 'range' });
      let levels = 0;
      for (const event of events) {
        if (event.kind === 'bos_level') levels += 1;
        if (event.kind === 'bos') expect(levels).toBe(1);
        expect(levels).toBeLessThanOrEqual(1);
        if (isBreak(event)) levels = 0;
      }
    }),
    run,
  );
});

/** Events that may follow each event of a block; none follow its end. */
const following: Readonly<Record<string, readonly string[]>> = {
  ob: ['ob_touch', 'ob_dropped', 'ob_evicted'],
  ob_touch: ['ob_breaker', 'ob_dropped', 'ob_evicted'],
  ob_breaker: ['ob_retest', 'ob_evicted'],
  ob_retest: ['ob_invalid', 'ob_evicted'],
  ob_invalid: [],
  ob_dropped: [],
  ob_evicted: [],
};

it('a block lies within its source bar and lives in order: born, touched, broken, retested, ended once', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      const series = candleSeries({ seed, length });
      const last = new Map<number, SmcEvent>();
      const flips = new Map<number, number>();
      for (const event of smcEvents(series, config)) {
        if (event.kind === 'ob') {
          expect(event.source).toBeLessThanOrEqual(event.bar);
          expect(event.bottom).toBeLessThan(event.top);
          expect(event.bottom).toBeGreaterThanOrEqual(at(series, event.source).low);
          expect(event.top).toBeLessThanOrEqual(at(series, event.source).high);
          expect(event.id).toBe(last.size + 1);
          last.set(event.id, event);
        } else if ('id' in event) {
          const before = last.get(event.id);
          expect(following[before?.kind ?? 'unborn']).toContain(event.kind);
          if (before?.kind === 'ob') expect(event.bar).toBeGreaterThan(before.bar);
          if (event.kind === 'ob_breaker') flips.set(event.id, event.bar);
          if (event.kind === 'ob_invalid')
            expect(event.bar).toBeGreaterThan(flips.get(event.id) ?? event.bar);
          last.set(event.id, event);
        }
      }
    }),
    run,
  );
});

it('living blocks are the born ones that have not ended, newest first and never too many a side', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      const engine = new SmcEngine({ timeframe: '15m', config });
      const living = new Set<number>();
      for (const candle of candleSeries({ seed, length })) {
        for (const event of engine.step(candle)) {
          if (event.kind === 'ob') living.add(event.id);
          const isEnd =
            event.kind === 'ob_invalid' ||
            event.kind === 'ob_dropped' ||
            event.kind === 'ob_evicted' ||
            (event.kind === 'ob_breaker' && !config.keepBreakers);
          if (isEnd) living.delete(event.id);
        }
        expect(engine.blocks.map((block) => block.id)).toEqual([...living].toSorted((a, b) => b - a));
        for (const side of [1, -1])
          expect(engine.blocks.filter((block) => block.side === side).length).toBeLessThanOrEqual(
            config.maxBlocks,
          );
      }
    }),
    run,
  );
});

it('pivots are those that a look at the whole window finds, exactly when its last bar closes', () => {
  fc.assert(
    fc.property(
      anySeed,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      (seed, left, right) => {
        const series = candleSeries({ seed, length });
        const expected: string[] = [];
        for (let p = left; p + right < series.length; p++) {
          const before = series.slice(p - left, p);
          const after = series.slice(p + 1, p + right + 1);
          const { high, low } = at(series, p);
          const isHigh = before.every((bar) => bar.high < high) && after.every((bar) => bar.high <= high);
          const isLow = before.every((bar) => bar.low > low) && after.every((bar) => bar.low >= low);
          if (isHigh) expected.push(`${p + right} high at ${p} ${high}`);
          if (isLow) expected.push(`${p + right} low at ${p} ${low}`);
        }
        const config = { ...defaultSmcConfig, pivotLeft: left, pivotRight: right };
        const found = smcEvents(series, config).flatMap((event) =>
          event.kind === 'pivot'
            ? [`${event.bar} ${event.side > 0 ? 'high' : 'low'} at ${event.at} ${event.price}`]
            : [],
        );
        expect(found).toEqual(expected);
      },
    ),
    run,
  );
});

it('the made-up series meet every rule, so that these laws are about something', () => {
  const met = new Set<string>();
  for (const structure of ['range', 'swing'] as const) {
    for (const seed of [1, 2, 3, 4]) {
      const config: SmcConfig = {
        ...defaultSmcConfig,
        structure,
        maxBlocks: seed === 1 ? 2 : 100,
        atrLength: 20,
      };
      for (const event of smcEvents(candleSeries({ seed, length: 600 }), config)) {
        const detail = event.kind === 'sweep' ? event.of : event.kind === 'ob' ? event.why : '';
        met.add(`${event.kind} ${'side' in event ? event.side : ''} ${detail}`.replace(/\s+/g, ' ').trim());
      }
    }
  }
  const bothSides = [
    'pivot',
    'bos_level',
    'choch_level',
    'sweep range',
    'sweep bos',
    'sweep choch',
    'bos',
    'choch',
  ];
  const wanted = [...bothSides, 'ob first', 'ob bos', 'ob choch'].flatMap((name) => {
    const [kind, ...detail] = name.split(' ');
    return [1, -1].map((side) => [kind, side, ...detail].join(' '));
  });
  wanted.push('gap', 'ob_touch', 'ob_breaker', 'ob_retest', 'ob_invalid', 'ob_dropped', 'ob_evicted');
  expect(wanted.filter((name) => !met.has(name))).toEqual([]);
});
