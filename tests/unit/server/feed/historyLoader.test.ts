import { expect, it } from 'vitest';
import type { CandleSource } from '#server/feed/candleSource.ts';
import {
  HistoryLoader,
  type LoadedSeries,
  type LoadProgress,
  type WantedSeries,
} from '#server/feed/historyLoader.ts';
import { TradingError } from '#shared/errors.ts';
import type { Candle } from '#shared/market/candle.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { isTrading } from '#shared/market/session.ts';
import { CandleVenue } from '../../../support/candleVenue.ts';
import { historyRun } from '../../../support/historyRun.ts';
import { MemoryHistory } from '../../../support/memoryHistory.ts';
import { SimTime } from '../../../support/simTime.ts';

const monday = Date.UTC(2026, 0, 5);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const stepMs = 900_000;

const wanted = (hours: number, symbol = 'SOLUSD'): WantedSeries => ({
  symbol,
  timeframe: '15m',
  session: '24x7',
  from: monday - hours * hourMs,
  before: monday,
});

interface Sourced {
  readonly asked: { readonly from: number; readonly before: number; readonly symbol: string }[];
  readonly source: CandleSource;
}

/** Every bucket but those that are absent; `fails` may throw. */
function sourceOf(options: {
  readonly pageRows: number;
  readonly isAbsent?: (openTime: number) => boolean;
  readonly fails?: (request: number, symbol: string) => void;
}): Sourced {
  const asked: { from: number; before: number; symbol: string }[] = [];
  return {
    asked,
    source: {
      pageRows: options.pageRows,
      candles({ symbol, timeframe }, { from, before }) {
        asked.push({ from, before, symbol });
        options.fails?.(asked.length - 1, symbol);
        const rows: Candle[] = [];
        for (let openTime = before - stepMs; openTime >= from; openTime -= stepMs)
          if (!options.isAbsent?.(openTime))
            rows.push({ symbol, timeframe, openTime, open: 1, high: 1, low: 1, close: 1, volume: 0 });
        return Promise.resolve({ rows, faults: [] });
      },
    },
  };
}

function loaderOf(
  { source }: Sourced,
  options: { readonly store?: MemoryHistory; readonly tries?: number; readonly inFlight?: number } = {},
) {
  const time = new SimTime(monday + hourMs);
  const store = options.store ?? new MemoryHistory();
  const progress: LoadProgress[] = [];
  const troubles: unknown[] = [];
  const loader = new HistoryLoader({
    source,
    store,
    timer: time,
    random: seededRandom(1),
    ...(options.tries !== undefined && { tries: options.tries }),
    ...(options.inFlight !== undefined && { inFlight: options.inFlight }),
    onProgress: (one) => progress.push(one),
    onTrouble: (_, error) => troubles.push(error),
  });
  const load = async (series: readonly WantedSeries[], signal?: AbortSignal) => {
    const loaded: LoadedSeries[] = [];
    void loader.load(series, signal).then((result) => loaded.push(...result));
    await time.until(() => loaded.length === series.length, 100 * dayMs);
    return loaded;
  };
  return { time, store, progress, troubles, load };
}

const away = () => new TradingError('transient', 'delta.unreachable', 'Nobody there.');

it('walks back page by page, each stored at once, and says how far it is', async () => {
  const sourced = sourceOf({ pageRows: 5 });
  const { store, progress, load } = loaderOf(sourced);
  expect(await load([wanted(3)])).toEqual([
    {
      series: { symbol: 'SOLUSD', timeframe: '15m' },
      saved: 12,
      gaps: [],
      listedFrom: null,
      faults: [],
      failure: null,
    },
  ]);
  expect(
    sourced.asked.map(({ from, before }) => [(monday - from) / stepMs, (monday - before) / stepMs]),
  ).toEqual([
    [5, 0],
    [10, 5],
    [12, 10],
  ]);
  expect(store.saved.map(({ openTime }) => (monday - openTime) / stepMs).slice(0, 5)).toEqual([
    1, 2, 3, 4, 5,
  ]);
  expect(progress.map(({ done, wanted: all }) => `${done}/${all}`)).toEqual([
    '5/12',
    '10/12',
    '12/12',
    '12/12',
  ]);
  expect(progress.at(-1)?.total).toBe(1);
});

it('asks only for what is not stored, holes inside it together where they fit a page', async () => {
  const sourced = sourceOf({ pageRows: 10 });
  const store = new MemoryHistory();
  const { load } = loaderOf(sourced, { store });
  await load([wanted(10)]);
  const all = store.all(wanted(10));
  const holed = new MemoryHistory();
  await holed.save(all.filter((_, index) => ![3, 20, 22, 25].includes(index)));
  sourced.asked.length = 0;
  const again = loaderOf(sourced, { store: holed });
  const [loaded] = await again.load([wanted(10)]);
  expect(sourced.asked.map(({ from, before }) => (before - from) / stepMs)).toEqual([6, 1]);
  expect(loaded?.gaps).toEqual([]);
  expect(holed.all(wanted(10))).toEqual(all);
});

it('asks once more for what a page leaves out, then calls it a gap', async () => {
  const hole = [monday - 8 * stepMs, monday - 7 * stepMs, monday - 3 * stepMs];
  const sourced = sourceOf({ pageRows: 100, isAbsent: (openTime) => hole.includes(openTime) });
  const [loaded] = await loaderOf(sourced).load([wanted(5)]);
  expect(sourced.asked).toHaveLength(2);
  expect(loaded?.gaps).toEqual([
    { first: monday - 8 * stepMs, last: monday - 7 * stepMs },
    { first: monday - 3 * stepMs, last: monday - 3 * stepMs },
  ]);
  expect(loaded?.saved).toBe(17);
});

it('ends where the venue’s candles begin, and asks for older ones no more in this run', async () => {
  const listedAt = monday - 2 * dayMs;
  const sourced = sourceOf({ pageRows: 100, isAbsent: (openTime) => openTime < listedAt });
  const { load, progress } = loaderOf(sourced);
  const [loaded] = await load([wanted(24 * 180)]);
  expect(loaded).toMatchObject({ saved: 192, gaps: [], listedFrom: listedAt, failure: null });
  // Two days of candles, and a little more than three without.
  expect(sourced.asked.length).toBeLessThanOrEqual(12);
  expect(progress.at(-1)?.total).toBe(1);
  sourced.asked.length = 0;
  expect(await load([wanted(24 * 180)])).toMatchObject([{ saved: 0, gaps: [], listedFrom: listedAt }]);
  expect(sourced.asked).toEqual([]);
});

it('does not take an outage of the venue for its beginning', async () => {
  const isAbsent = (openTime: number) => openTime < monday - 40 * hourMs && openTime >= monday - 80 * hourMs;
  const sourced = sourceOf({ pageRows: 20, isAbsent });
  const [loaded] = await loaderOf(sourced).load([wanted(100)]);
  expect(loaded).toMatchObject({ saved: 240, listedFrom: null });
  expect(loaded?.gaps).toEqual([{ first: monday - 80 * hourMs, last: monday - 40 * hourMs - stepMs }]);
});

it('asks again after failures that pass, and tells each', async () => {
  const sourced = sourceOf({
    pageRows: 5,
    fails: (request) => {
      if (request >= 1 && request <= 6) throw away();
    },
  });
  const { load, troubles, time } = loaderOf(sourced);
  expect(await load([wanted(3)])).toMatchObject([{ saved: 12, failure: null }]);
  expect(troubles).toHaveLength(6);
  expect(time.monotonicMs()).toBeGreaterThan(6_000);
});

it('asks again for a page that could not be stored', async () => {
  const sourced = sourceOf({ pageRows: 5 });
  const store = new MemoryHistory();
  const save = store.save.bind(store);
  let failed = 0;
  store.save = (candles) => {
    failed += 1;
    return failed === 2
      ? Promise.reject(new TradingError('transient', 'store.away', 'The database is away.'))
      : save(candles);
  };
  const { load, troubles } = loaderOf(sourced, { store });
  expect(await load([wanted(3)])).toMatchObject([{ saved: 12, gaps: [], failure: null }]);
  expect(troubles).toHaveLength(1);
  expect(store.all(wanted(3))).toHaveLength(12);
});

it('gives a series up after its tries, or when the venue says no, and goes on with the others', async () => {
  const refusal = new TradingError('rejected', 'delta.bad_schema', 'No.');
  const sourced = sourceOf({
    pageRows: 5,
    fails: (_, symbol) => {
      if (symbol === 'AWAYUSD') throw away();
      if (symbol === 'NOUSD') throw refusal;
    },
  });
  const { load } = loaderOf(sourced, { tries: 3 });
  const loaded = await load([wanted(3, 'AWAYUSD'), wanted(3, 'NOUSD'), wanted(3)]);
  expect(loaded.map(({ saved }) => saved)).toEqual([0, 0, 12]);
  expect(loaded.map(({ failure }) => failure)).toMatchObject([away(), refusal, {}]);
  expect(sourced.asked.filter(({ symbol }) => symbol === 'AWAYUSD')).toHaveLength(3);
  expect(sourced.asked.filter(({ symbol }) => symbol === 'NOUSD')).toHaveLength(1);
});

it('stops as soon as it is told to, in the middle of a request or of a wait', async () => {
  const stop = new AbortController();
  const sourced = sourceOf({
    pageRows: 5,
    fails: (request) => {
      if (request === 1) {
        stop.abort();
        throw away();
      }
    },
  });
  const { load, store, time } = loaderOf(sourced);
  const [loaded] = await load([wanted(3)], stop.signal);
  expect(loaded).toMatchObject({ saved: 5, failure: stop.signal.reason });
  expect(store.saved).toHaveLength(5);
  expect(time.monotonicMs()).toBe(0);
});

it('has no more requests on their way than it may', async () => {
  const time = new SimTime(monday + hourMs);
  let inFlight = 0;
  let most = 0;
  const { source } = sourceOf({ pageRows: 5 });
  const slow: CandleSource = {
    ...source,
    async candles(series, range) {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise<void>((resolve) => {
        time.after(100, resolve);
      });
      inFlight -= 1;
      return await source.candles(series, range);
    },
  };
  const store = new MemoryHistory();
  const loader = new HistoryLoader({
    source: slow,
    store,
    timer: time,
    random: seededRandom(1),
    inFlight: 3,
  });
  let isOver = false;
  const series = ['A', 'B', 'C', 'D', 'E'].map((symbol) => wanted(5, symbol));
  void loader.load(series).then(() => {
    isOver = true;
  });
  await time.until(() => isOver, dayMs);
  expect(most).toBe(3);
  // All of them had their newest page before anyone had a second one.
  expect(new Set(store.saved.slice(0, 25).map(({ symbol }) => symbol)).size).toBe(5);
});

it('does not miss weekends of an instrument that rests', async () => {
  const isAbsent = (openTime: number) => !isTrading(openTime, '15m', 'forex');
  const sourced = sourceOf({ pageRows: 50, isAbsent });
  const store = new MemoryHistory('forex');
  const { load } = loaderOf(sourced, { store });
  const series = { ...wanted(24 * 7, 'EURUSD'), session: 'forex' as const };
  const [loaded] = await load([series]);
  expect(loaded).toMatchObject({ gaps: [], listedFrom: null, failure: null });
  expect(loaded?.saved).toBeGreaterThan(400);
  expect(await store.spans(series, series)).toHaveLength(1);
  sourced.asked.length = 0;
  await load([series]);
  expect(sourced.asked).toEqual([]);
});

it('names rows that cannot be read, and leaves them out', async () => {
  const time = new SimTime(monday + hourMs);
  const venue = new CandleVenue({ time, listedAt: 0, isAbsent: () => false, faultAt: () => 'badRow' });
  const store = new MemoryHistory();
  const loader = historyRun({ time, venue, store, pageRows: 2_000 });
  const loaded: LoadedSeries[] = [];
  void loader.load([wanted(5)]).then((result) => loaded.push(...result));
  await time.until(() => loaded.length > 0, dayMs);
  expect(loaded).toMatchObject([
    {
      saved: 19,
      gaps: [{ first: monday - 2 * stepMs, last: monday - 2 * stepMs }],
      faults: ['candle 2 of 20: 2026-01-04 23:30: high is "n/a", expected a number'],
    },
  ]);
});

it('loads 180 days of four symbols with 36 requests', async () => {
  const time = new SimTime(monday + hourMs);
  const venue = new CandleVenue({ time, listedAt: 0, isAbsent: () => false, faultAt: () => null });
  const store = new MemoryHistory();
  const loader = historyRun({ time, venue, store, pageRows: 2_000 });
  const series = ['SOLUSD', 'BTCUSD', 'ETHUSD', 'AAVEUSD'].map((symbol) => wanted(24 * 180, symbol));
  let isOver = false;
  void loader.load(series).then(() => {
    isOver = true;
  });
  await time.until(() => isOver, dayMs);
  expect(venue.arrivals).toHaveLength(36);
  expect(store.saved).toHaveLength(4 * 17_280);
});
