import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import type { SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { anySeed, anySmcConfig, everything } from '../../support/smcConfigs.ts';
import { smcEvents } from '../../support/smcRun.ts';

const run = { seed: 20253, numRuns: 1_000 };
const length = 160;

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
        const close = trend.side * candle.close;
        const isKept = trend.extreme === highest && trend.choch <= close && trend.choch <= trend.extreme;
        if (!isKept || (trend.bos !== null && trend.bos < close))
          expect.fail(JSON.stringify({ trend, candle }));
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
        if (breaks.length > 1) expect.fail(JSON.stringify(breaks));
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
        if (levels > 1) expect.fail(JSON.stringify(event));
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
          last.set(event.id, event);
        } else if (event.kind.startsWith('ob_') && 'id' in event) {
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
        const ids = engine.blocks.map((block) => block.id);
        const born = [...living].toSorted((a, b) => b - a);
        const bulls = engine.blocks.filter((block) => block.side > 0).length;
        const isTooMany = Math.max(bulls, ids.length - bulls) > config.maxBlocks;
        if (String(ids) !== String(born) || isTooMany) expect.fail(`${ids} of ${born}`);
      }
    }),
    run,
  );
});

it('ids count up from 1 in the order in which blocks, gaps and pools are born', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      let born = 0;
      for (const event of smcEvents(candleSeries({ seed, length }), config)) {
        const isBirth = event.kind === 'ob' || event.kind === 'fvg' || event.kind === 'liq_pool';
        if (isBirth) born += 1;
        if ('id' in event) expect(isBirth ? event.id === born : event.id <= born).toBe(true);
      }
    }),
    run,
  );
});

it('a gap is a hole between two bars; it is touched after its birth, once, and filled only then', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, any) => {
      const config = { ...any, fvgInversion: true };
      const series = candleSeries({ seed, length });
      const last = new Map<number, SmcEvent>();
      for (const event of smcEvents(series, config)) {
        if (event.kind === 'fvg') {
          const [first, third] = [at(series, event.bar - 2), at(series, event.bar)];
          expect(event.mid).toBe(event.bar - 1);
          expect(event.side > 0 ? first.high < third.low : first.low > third.high).toBe(true);
          last.set(event.id, event);
        } else if (
          event.kind === 'fvg_touch' ||
          event.kind === 'fvg_filled' ||
          event.kind === 'fvg_inverted'
        ) {
          const before = last.get(event.id);
          const follows = { fvg_touch: 'fvg', fvg_filled: 'fvg_touch', fvg_inverted: 'fvg_filled' } as const;
          expect(before?.kind).toBe(follows[event.kind]);
          if (event.kind === 'fvg_touch') expect(event.bar).toBeGreaterThan(before?.bar ?? event.bar);
          if (event.kind === 'fvg_inverted') expect(event.bar).toBe(before?.bar);
          last.set(event.id, event);
        }
      }
    }),
    run,
  );
});

it('a pool is born of a pivot, holds more of them, and ends once: swept, taken or evicted', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      const series = candleSeries({ seed, length });
      const living = new Map<number, { born: number; count: number; level: number }>();
      for (const event of smcEvents(series, config)) {
        if (!('id' in event) || !event.kind.startsWith('liq')) continue;
        const pool = living.get(event.id) ?? { born: event.bar, count: 0, level: 0 };
        living.delete(event.id);
        if (event.kind === 'liq_pool' || event.kind === 'liq_equal') {
          const count = event.kind === 'liq_pool' ? 1 : event.count;
          expect(event.bar - event.at).toBe(config.pivotRight);
          expect(count).toBe(pool.count + 1);
          living.set(event.id, { born: pool.born, count, level: event.level });
          continue;
        }
        expect(pool.count).toBeGreaterThan(0);
        if (event.kind !== 'liq_sweep' && event.kind !== 'liq_taken') continue;
        expect(event).toMatchObject({ count: pool.count, level: pool.level });
        expect(event.bar).toBeGreaterThan(pool.born);
        const [wick, close] = reachOf(at(series, event.bar), event.side);
        expect(wick > event.side * event.level).toBe(true);
        expect(close > event.side * event.level).toBe(event.kind === 'liq_taken');
      }
    }),
    run,
  );
});

/** Wick and close with prices turned so that beyond is above. */
const reachOf = ({ high, low, close }: Candle, side: number): [number, number] =>
  side > 0 ? [high, close] : [-low, -close];

it('nothing is told before the bar that makes it known', () => {
  fc.assert(
    fc.property(anySeed, anySmcConfig, (seed, config) => {
      const series = candleSeries({ seed, length });
      for (const event of smcEvents(series, config)) {
        const isEarly = 'at' in event && event.at !== undefined && event.at > event.bar;
        const isPivotLate = event.kind === 'pivot' && event.bar - event.at !== config.pivotRight;
        const isClose = event.time * 1000 === at(series, event.bar).openTime + 900_000;
        if (isEarly || isPivotLate || !isClose) expect.fail(JSON.stringify(event));
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
        ...everything,
        structure,
        equalTolerance: 0.5,
        maxPools: seed === 1 ? 2 : 50,
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
    'swing_replaced',
    'fvg',
    'liq_pool',
    'liq_equal',
    'liq_sweep',
    'liq_taken',
  ];
  const wanted = [...bothSides, 'ob first', 'ob bos', 'ob choch'].flatMap((name) => {
    const [kind, ...detail] = name.split(' ');
    return [1, -1].map((side) => [kind, side, ...detail].join(' '));
  });
  wanted.push('gap', 'ob_touch', 'ob_breaker', 'ob_retest', 'ob_invalid', 'ob_dropped', 'ob_evicted');
  wanted.push('fvg_touch', 'fvg_filled', 'fvg_inverted', 'liq_evicted');
  wanted.push('window_open', 'window_close', 'period');
  expect(wanted.filter((name) => !met.has(name))).toEqual([]);
});
