import { expect, it } from 'vitest';
import { closeTime, seriesKey } from '#shared/market/candle.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import { deltaRun } from '../../../support/deltaRun.ts';
import type { MemoryHistory } from '../../../support/memoryHistory.ts';
import { type Frame, ScriptedDelta } from '../../../support/scriptedDelta.ts';
import { SimTime } from '../../../support/simTime.ts';

const minute = 60_000;
/** 20 seconds before a quarter of an hour is over. */
const begin = Date.UTC(2026, 10, 20, 12, 14, 40);
const quarter = Date.UTC(2026, 10, 20, 12, 15);

interface World {
  readonly settled?: () => Promise<void>;
  readonly symbols?: readonly string[];
  readonly timeframes?: readonly Timeframe[];
  readonly skewMs?: number;
  readonly store?: MemoryHistory;
  readonly historyDays?: number;
  readonly foldedUpTo?: () => number | null;
  /** Listed in the configuration, unknown to the venue. */
  readonly unknown?: readonly string[];
}

function worldOf(given: World = {}) {
  const time = new SimTime(begin);
  const symbols = given.symbols ?? ['SOLUSD'];
  const venue = new ScriptedDelta({ time, seed: 5, symbols });
  const run = deltaRun({
    time,
    sandbox: venue,
    seed: 5,
    timeframes: ['5m'],
    ...given,
    symbols: [...symbols, ...(given.unknown ?? [])],
  });
  const handed = () => run.told.filter(({ kind }) => kind !== 'forming');
  return {
    ...run,
    time,
    venue,
    /** Everything handed over is the venue's truth, in order, each once; and so is what is stored. */
    expectTruth() {
      expect(run.errors).toEqual([]);
      const last = new Map<string, number>();
      for (const { candle, at } of handed()) {
        const before = last.get(seriesKey(candle));
        const step = timeframeMs(candle.timeframe);
        if (before !== undefined) expect(candle.openTime).toBe(before + step);
        last.set(seriesKey(candle), candle.openTime);
        expect(candle).toEqual(venue.candle(candle.symbol, candle.timeframe, candle.openTime));
        expect(at).toBeGreaterThanOrEqual(closeTime(candle) + 2_000);
      }
      for (const symbol of symbols) {
        for (const candle of run.store.all({ symbol, timeframe: '5m' })) {
          expect(candle).toEqual(venue.candle(symbol, '5m', candle.openTime));
        }
      }
    },
    /** "closed 12:10 +2": open time, and seconds between the end and the handing over. */
    lines: (from = quarter - 15 * minute) =>
      handed()
        .filter(({ candle }) => candle.openTime >= from)
        .map(({ kind, candle, at }) => {
          const opened = new Date(candle.openTime).toISOString().slice(11, 16);
          return `${kind} ${opened} +${Math.floor((at - closeTime(candle)) / 1_000)}`;
        }),
  };
}

it('hands over history, then closes each candle 2 s after its end, as ticks and REST agree', async () => {
  const { start, time, lines, expectTruth, feed, store, specs, stop } = worldOf();
  start();
  await time.until(() => feed.health().state === 'live', minute);
  expect(lines()).toEqual(['history 12:00 +580', 'history 12:05 +280']);
  await time.advance(15 * minute);
  // Of the first candle ticks saw only the end: REST was asked twice.
  expect(lines().slice(2)).toEqual(['closed 12:10 +5', 'closed 12:15 +2', 'closed 12:20 +2']);
  expectTruth();
  expect(feed.counters).toMatchObject({ agreed: 2, reconnects: 0, silences: 0, gaps: 0, revisions: 0 });
  expect(store.all({ symbol: 'SOLUSD', timeframe: '5m' })).toHaveLength(147);
  expect(specs.map(({ symbol }) => symbol)).toEqual(['SOLUSD']);
  await stop();
});

it('hands over only what is not folded yet', async () => {
  const { start, time, lines, stop } = worldOf({ foldedUpTo: () => quarter - 15 * minute });
  start();
  await time.advance(minute);
  expect(lines()).toEqual(['history 12:05 +280', 'closed 12:10 +5']);
  await stop();
});

it('says plainly that the venue cannot be reached, hands over what is stored, and goes on when it can', async () => {
  const first = worldOf();
  first.start();
  await first.time.advance(20_000);
  await first.stop();
  const { start, time, venue, feed, lines, expectTruth, told, stop } = worldOf({ store: first.store });
  venue.faults.rest = () => 'dropped';
  start();
  await time.advance(10_000);
  expect(feed.health()).toMatchObject({ state: 'stale', staleSymbols: ['SOLUSD'] });
  expect(feed.health().message).toMatch(
    /^Sandbox in process cannot be reached: socket hang up\. Trying again in \d+ s\. Stored data is shown as stale\.$/,
  );
  expect(feed.doubt('SOLUSD')).toBe(feed.health().message);
  expect(told.every(({ kind }) => kind === 'history')).toBe(true);
  expect(lines().map((line) => line.slice(0, 13))).toEqual(['history 12:00', 'history 12:05']);
  await time.advance(10 * minute);
  expect(feed.health().state).toBe('stale');
  venue.faults.rest = () => null;
  await time.advance(8 * minute);
  expect(feed.health().state).toBe('live');
  expectTruth();
  expect(lines().at(-1)).toMatch(/^closed 12:25/);
  await stop();
});

it.each([
  ['HTML of the network in front', { status: 403, headers: {}, body: '<html>Forbidden</html>' }],
  ['too many requests', { status: 429, headers: { 'x-rate-limit-reset': '20000' }, body: '' }],
  ['maintenance', { status: 503, headers: {}, body: '{"success":false,"error":{"code":"unavailable"}}' }],
])('survives %s at the start and while it runs', async (_, answer) => {
  const { start, time, venue, feed, expectTruth, lines, stop } = worldOf();
  venue.faults.rest = () => answer;
  start();
  await time.advance(minute);
  expect(feed.health().state).toBe('stale');
  expect(feed.health().message).toMatch(/Trying again in \d+ s\. Stored data is shown as stale\.$/);
  venue.faults.rest = () => null;
  await time.advance(3 * minute);
  expect(feed.health().state).toBe('live');
  venue.faults.rest = ({ target }) => (target.startsWith('/v2/history') ? answer : null);
  await time.advance(7 * minute);
  expect(feed.doubt('SOLUSD')).toMatch(/^The 5m candle of SOLUSD that opened at .* is not confirmed/);
  expect(feed.health().state).toBe('stale');
  venue.faults.rest = () => null;
  await time.advance(8 * minute);
  expect(feed.doubt('SOLUSD')).toBe(null);
  expectTruth();
  expect(lines().filter((line) => line.startsWith('closed')).length).toBeGreaterThan(1);
  expect(feed.counters.failedAsks).toBeGreaterThan(0);
  await stop();
});

it.each([10_000, -10_000])(
  'closes by the time of the venue when the machine is %d ms off',
  async (skewMs) => {
    const { start, time, expectTruth, lines, stop } = worldOf({ skewMs });
    start();
    await time.advance(11 * minute);
    expectTruth();
    expect(lines().slice(-2)).toEqual(['closed 12:15 +2', 'closed 12:20 +2']);
    await stop();
  },
);

it('asks again when REST tells another candle than the ticks: what it corrects within seconds counts', async () => {
  const { start, time, venue, feed, expectTruth, lines, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  // The candle lacks its last trades for four seconds after its end.
  venue.faults.candles = (rows, { stepMs }) =>
    rows.map((row) => {
      const age = time.now() - (1_000 * row.time + stepMs);
      return age >= 0 && age < 4_000 ? { ...row, volume: row.volume - 1, close: row.open } : row;
    });
  await time.advance(6 * minute);
  expect(lines().slice(-1)).toEqual(['closed 12:15 +5']);
  expectTruth();
  expect(feed.counters.revisions).toBe(0);
  await stop();
});

it('stores, tells and counts what REST changes after a candle was closed, and never closes it again', async () => {
  const { start, time, venue, feed, store, handed, logged, lines, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  venue.faults.candles = (rows, { stepMs }) =>
    rows.map((row) => {
      const age = time.now() - (1_000 * row.time + stepMs);
      return age >= 0 && age < 60_000 ? { ...row, close: row.low } : row;
    });
  await time.advance(5 * minute);
  expect(lines().slice(-1)).toEqual(['closed 12:15 +11']);
  const wrong = handed('closed').at(-1)?.candle;
  expect(wrong).not.toEqual(venue.candle('SOLUSD', '5m', quarter));
  venue.faults.candles = (rows) => rows;
  await time.advance(5 * minute);
  expect(feed.counters.revisions).toBe(1);
  expect(logged('candle.revised')).toHaveLength(1);
  const stored = store
    .all({ symbol: 'SOLUSD', timeframe: '5m' })
    .find(({ openTime }) => openTime === quarter);
  expect(stored).toEqual(venue.candle('SOLUSD', '5m', quarter));
  expect(handed('closed').filter(({ candle }) => candle.openTime === quarter)).toHaveLength(1);
  await stop();
});

it('waits for a candle that comes late, and marks one that never comes', async () => {
  const { start, time, venue, feed, logged, lines, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  const without = (openTime: number) => {
    venue.faults.candles = (rows) => rows.filter(({ time: opened }) => 1_000 * opened !== openTime);
  };
  without(quarter);
  await time.advance(3 * minute);
  expect(lines().at(-1)).toMatch(/^closed 12:10/);
  expect(feed.doubt('SOLUSD')).toMatch(/^The 5m candle of SOLUSD that opened at 2026-11-20 12:15 UTC is not/);
  venue.faults.candles = (rows) => rows;
  await time.advance(2 * minute);
  expect(lines().at(-1)).toMatch(/^closed 12:15/);
  expect(feed.counters.gaps).toBe(0);
  without(quarter + 5 * minute);
  await time.advance(7.5 * minute);
  expect(lines().at(-1)).toBe('closed 12:25 +2');
  expect(feed.counters.gaps).toBe(1);
  expect(logged('candles.missing')).toHaveLength(1);
  expect(feed.health()).toMatchObject({
    state: 'live',
    message: 'SOLUSD 5m: the venue does not have the candle of 2026-11-20 12:20 UTC.',
  });
  await stop();
});

it('refuses a candle that cannot be, asks again, and takes it once it is right', async () => {
  const { start, time, venue, feed, logged, expectTruth, lines, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  const wrongFor = (spanMs: number, openTime: number) => {
    venue.faults.candles = (rows, { stepMs }) =>
      rows.map((row) => {
        const isWrong = 1_000 * row.time === openTime && time.now() - openTime - stepMs < spanMs;
        return isWrong ? { ...row, high: 10 * row.high } : row;
      });
  };
  wrongFor(4_000, quarter);
  await time.advance(5 * minute);
  expect(lines().at(-1)).toBe('closed 12:15 +5');
  expect(feed.counters.refused).toBe(1);
  expect(logged('candle.refused')).toHaveLength(1);
  expectTruth();
  wrongFor(Number.POSITIVE_INFINITY, quarter + 5 * minute);
  await time.advance(10 * minute);
  expect(lines().at(-1)).toMatch(/^closed 12:25/);
  expect(lines().some((line) => line.includes('12:20'))).toBe(false);
  expect(feed.counters.gaps).toBe(1);
  await stop();
});

/** Frames whose type begins so. */
const isOf = (type: string) => (frame: Frame) => String(frame.type).startsWith(type);

it.each([
  ['every channel', '', 20],
  ['mark prices', 'mark_price', 20],
  ['candles', 'candlestick', 70],
  ['trades', 'trades', 110],
])('reconnects when %s fall silent while heartbeats go on', async (_, type, withinSeconds) => {
  const { start, time, venue, feed, network, expectTruth, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  expect(network.connects).toBe(1);
  const lost = isOf(type);
  venue.faults.frame = (frame) => (frame.type !== 'heartbeat' && lost(frame) ? [] : [frame]);
  await time.until(() => network.connects > 1, withinSeconds * 1_000);
  expect(feed.counters.silences).toBe(1);
  expect(feed.doubt('SOLUSD')).not.toBe(null);
  venue.faults.frame = (frame) => [frame];
  await time.advance(10 * minute);
  expect(feed.doubt('SOLUSD')).toBe(null);
  expectTruth();
  await stop();
});

it('notices missing trades of a market so busy that all REST tells of is a moment old', async () => {
  const { start, time, venue, feed, network, expectTruth, stop } = worldOf();
  venue.meanGapMs = 100;
  start();
  await time.advance(3 * minute);
  venue.faults.frame = (frame) => (frame.type === 'trades' ? [] : [frame]);
  await time.until(() => network.connects > 1, 110_000);
  expect(feed.counters.silences).toBe(1);
  venue.faults.frame = (frame) => [frame];
  await time.advance(10 * minute);
  expect([network.connects, feed.doubt('SOLUSD')]).toEqual([2, null]);
  expectTruth();
  await stop();
});

it('doubts a symbol whose prices stop, before anything else notices', async () => {
  const { start, time, venue, feed, stop } = worldOf({ symbols: ['SOLUSD', 'AAVEUSD'] });
  start();
  await time.advance(3 * minute);
  venue.faults.frame = (frame) => (String(frame.sy).includes('SOLUSD') ? [] : [frame]);
  const since = time.now();
  await time.until(() => feed.doubt('SOLUSD') !== null, minute);
  expect(time.now() - since).toBeLessThan(13_000);
  expect(feed.health().staleSymbols).toContain('SOLUSD');
  await stop();
});

it('leaves a market alone that merely rests', async () => {
  const { start, time, venue, feed, network, expectTruth, lines, stop } = worldOf();
  start();
  await time.advance(2 * minute);
  venue.meanGapMs = 7 * minute;
  await time.advance(40 * minute);
  expect([network.connects, feed.doubt('SOLUSD')]).toEqual([1, null]);
  expect(lines()).toHaveLength(11);
  expectTruth();
  await stop();
});

it('notices a stream that tells old prices only', async () => {
  const { start, time, venue, feed, network, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  const frozenAt = time.now() * 1_000;
  venue.faults.frame = (frame) =>
    frame.type === 'heartbeat' ? [frame] : [{ ...frame, ts: frozenAt, t: frozenAt }];
  await time.until(() => network.connects > 1, 2 * minute);
  expect(feed.counters.zombies).toBe(1);
  await stop();
});

it('fetches what a break left out before it believes anything: late candles are history, the newest one is closed', async () => {
  const { start, time, feed, network, expectTruth, lines, healths, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  network.cut();
  await time.advance(10 * minute);
  expect(lines().at(-1)).toMatch(/^closed 12:10/);
  expect(feed.health().state).toBe('stale');
  expect(feed.health().message).toMatch(
    /^The stream of Sandbox in process is interrupted: .*\. Trying again in \d+ s\. Stored data is shown as stale\.$/,
  );
  const told = healths.length;
  network.mend();
  await time.advance(2 * minute);
  expect(lines().slice(-2)).toEqual([
    expect.stringMatching(/^history 12:15/),
    expect.stringMatching(/^closed 12:20/),
  ]);
  expect(healths.slice(told).map(({ state }) => state)).toContain('live');
  expect(feed.counters).toMatchObject({ reconnects: 1, caughtUp: 1 });
  await time.advance(5 * minute);
  expectTruth();
  await stop();
});

it('is patient with a venue that accepts and then closes', async () => {
  const { start, time, venue, feed, network, lines, expectTruth, stop } = worldOf();
  venue.faults.acceptsThenCloses = true;
  start();
  await time.advance(10 * minute);
  expect(network.connects).toBeLessThanOrEqual(40);
  expect(feed.health().state).toBe('stale');
  expect(feed.doubt('SOLUSD')).toMatch(/Trying again in \d+ s/);
  // Candles close by REST all the same; nobody may trade on them meanwhile.
  expect(lines().slice(-2)).toEqual(['closed 12:10 +5', 'closed 12:15 +5']);
  venue.faults.acceptsThenCloses = false;
  await time.advance(6 * minute);
  expect(feed.doubt('SOLUSD')).toBe(null);
  expectTruth();
  await stop();
});

it('accepts nothing during maintenance, as the stream tells it or REST', async () => {
  const { start, time, venue, feed, doubtOf, stop } = withDoubts();
  start();
  await time.advance(2 * minute);
  venue.tell('system_status', { type: 'system_status', status: 'maintenance', event: 'maintenance_started' });
  await time.advance(1_000);
  expect(doubtOf()).toBe('Trading of Sandbox in process is disturbed: maintenance.');
  expect(feed.health()).toMatchObject({ state: 'stale', staleSymbols: ['SOLUSD'] });
  venue.tell('system_status', { type: 'system_status', status: 'live', event: 'maintenance_finished' });
  await time.advance(1_000);
  expect(doubtOf()).toBe(null);
  venue.tradingStatus = 'disrupted_post_only';
  await time.advance(minute);
  expect(doubtOf()).toBe('Trading of SOLUSD is disturbed: disrupted post only.');
  venue.tradingStatus = 'operational';
  await time.advance(11_000);
  expect(doubtOf()).toBe(null);
  await stop();
});

function withDoubts() {
  const world = worldOf();
  return { ...world, doubtOf: () => world.feed.doubt('SOLUSD') };
}

it('makes the same candles of doubled, shuffled, late and impossible ticks', async () => {
  const { start, time, venue, feed, expectTruth, stop } = worldOf({ timeframes: ['1m', '5m'] });
  start();
  await time.advance(minute);
  let count = 0;
  venue.faults.frame = (frame) => {
    if (frame.type !== 'trades') return [frame];
    count += 1;
    const late = { ...frame };
    if (count % 7 === 0) time.after(90_000, () => venue.tell('trades SOLUSD', { ...late, type: 'late' }));
    const wrong = count % 5 === 0 ? [{ ...frame, p: String(10 * Number(frame.p)) }] : [];
    const none =
      count % 3 === 0
        ? [
            { ...frame, p: '0' },
            { ...frame, p: '-1' },
            { ...frame, p: 'NaN' },
          ]
        : [];
    return [...wrong, frame, frame, ...none];
  };
  await time.advance(12 * minute);
  const [ticks] = feed.ticks();
  expect(ticks?.counts.duplicates).toBeGreaterThan(50);
  expect(ticks?.counts.outliers).toBeGreaterThan(10);
  expect(feed.counters.garbled).toBeGreaterThan(50);
  expect(feed.counters.agreed).toBeGreaterThan(10);
  expect(feed.counters.differedGrossly + feed.counters.differedClearly).toBe(0);
  expectTruth();
  await stop();
});

it('leaves an instrument out that the venue does not have, and follows the others', async () => {
  const { start, time, feed, expectTruth, stop } = worldOf({ unknown: ['DOGEUSD'] });
  start();
  await time.advance(7 * minute);
  expect(feed.doubt('SOLUSD')).toBe(null);
  expect(feed.doubt('DOGEUSD')).toMatch(/^DOGEUSD: Delta lists no perpetual "DOGEUSD"\./);
  expect(feed.health()).toMatchObject({ state: 'live', staleSymbols: ['DOGEUSD'] });
  expect(feed.health().message).toMatch(/^DOGEUSD: /);
  expectTruth();
  await stop();
});

it('shows what forms as the venue has it, also when it joined in the middle', async () => {
  const { start, time, venue, handed, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  const shown = handed('forming').at(-1)?.candle;
  expect(shown?.openTime).toBe(quarter);
  const truth = venue.candle('SOLUSD', '5m', quarter);
  expect(shown).toMatchObject({ open: truth.open, high: truth.high, low: truth.low });
  await stop();
});

it('is not live before the history it handed over is folded', async () => {
  let fold: () => void = () => undefined;
  const settled = () =>
    new Promise<void>((resolve) => {
      fold = resolve;
    });
  const { start, time, feed, stop } = worldOf({ settled });
  start();
  await time.advance(minute);
  expect(feed.health()).toMatchObject({ state: 'backfilling', message: 'Looking through the history.' });
  expect(feed.doubt('SOLUSD')).not.toBe(null);
  fold();
  await time.advance(minute);
  expect([feed.health().state, feed.doubt('SOLUSD')]).toEqual(['live', null]);
  await stop();
});

it('loads without end but not without a word: progress rises to 1', async () => {
  const { start, time, healths, stop } = worldOf({ historyDays: 20, timeframes: ['1m', '5m'] });
  start();
  await time.advance(minute);
  const loading = healths.filter(({ message }) => /^Loading SOLUSD|^Looking/.test(message ?? ''));
  for (const { message, progress } of loading)
    expect(message).toMatch(progress === 1 ? 'Looking through the history.' : 'Loading SOLUSD');
  const progress = loading.map((health) => health.progress ?? -1);
  expect(loading.every(({ state }) => state === 'backfilling')).toBe(true);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.length).toBeGreaterThan(5);
  expect(progress.at(-1)).toBe(1);
  await stop();
});

it('does without the candles of the stream where the venue refuses them, and does not go without trades', async () => {
  const { start, time, venue, feed, network, expectTruth, stop } = worldOf();
  venue.faults.refuses = 'candlestick';
  start();
  await time.advance(12 * minute);
  expect([network.connects, feed.doubt('SOLUSD')]).toEqual([1, null]);
  expect(feed.counters.agreed).toBe(2);
  expectTruth();
  venue.faults.refuses = 'trades';
  network.breakSockets();
  await time.advance(minute);
  expect(feed.doubt('SOLUSD')).toMatch(/"trades" was refused: unknown channel/);
  await stop();
});

it.each([3_600_000, -3_600_000])(
  'doubts everything from a clock that was set by %d ms until it is measured again',
  async (byMs) => {
    const { start, time, venue, feed, setClock, expectTruth, lines, stop } = worldOf();
    start();
    await time.advance(3 * minute);
    venue.faults.rest = ({ target }) => (target === '/v2/settings' ? 'dropped' : null);
    setClock(byMs);
    await time.advance(10_000);
    expect(feed.doubt('SOLUSD')).toMatch(/^This machine slept or its clock was set/);
    expect(feed.health().state).toBe('stale');
    venue.faults.rest = () => null;
    await time.advance(minute);
    expect(feed.doubt('SOLUSD')).toBe(null);
    await time.advance(3 * minute);
    expect(lines().at(-1)).toBe('closed 12:15 +2');
    expectTruth();
    await stop();
  },
);

it('says so when there is no network at all', async () => {
  const { start, time, network, feed, expectTruth, stop } = worldOf();
  network.cut();
  start();
  await time.advance(20_000);
  expect(feed.health().message).toMatch(/cannot be reached: network unreachable\. Trying again in \d+ s\./);
  network.mend();
  await time.advance(3 * minute);
  expect(feed.health().state).toBe('live');
  expectTruth();
  await stop();
});

it('says so when the venue has none of its instruments', async () => {
  const { start, time, feed, network, stop } = worldOf({ symbols: [], unknown: ['DOGEUSD'] });
  start();
  await time.advance(minute);
  expect(feed.health()).toMatchObject({ state: 'stale', staleSymbols: ['DOGEUSD'] });
  expect(feed.health().message).toMatch(/^DOGEUSD: Delta lists no perpetual/);
  expect(network.connects).toBe(0);
  await stop();
});

it('does not believe a new connection before it tells prices', async () => {
  const { start, time, venue, feed, network, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  venue.faults.frame = (frame) =>
    frame.type === 'heartbeat' || frame.type === 'subscriptions' ? [frame] : [];
  await time.advance(12_000);
  for (let second = 0; second < 90; second += 1) {
    expect(feed.doubt('SOLUSD')).not.toBe(null);
    await time.advance(1_000);
  }
  expect(network.connects).toBeGreaterThan(2);
  venue.faults.frame = (frame) => [frame];
  await time.advance(2 * minute);
  expect(feed.doubt('SOLUSD')).toBe(null);
  await stop();
});

it('believes nothing after a break until what was missed is there, and asks for it at once', async () => {
  const { start, time, venue, feed, network, lines, expectTruth, stop } = worldOf();
  start();
  await time.advance(3 * minute);
  network.cut();
  await time.advance(10 * minute);
  network.mend();
  venue.faults.rest = ({ target }) => (target.startsWith('/v2/history') ? 'dropped' : null);
  await time.until(() => feed.health().state === 'backfilling', 2 * minute);
  await time.advance(5_000);
  expect(feed.doubt('SOLUSD')).toBe('Candles of SOLUSD that were missed are being fetched.');
  expect(feed.health().message).toMatch(/^Fetching the candles that were missed\./);
  expect(feed.health().progress).toBe(0);
  await time.advance(70_000);
  // By now it would be asked for once a minute; another connection is a reason to ask at once.
  venue.faults.rest = () => null;
  network.breakSockets();
  await time.until(() => feed.health().state === 'live', 20_000);
  expect(lines().at(-1)).toMatch(/^closed 12:20/);
  expectTruth();
  await stop();
});

type Run = ReturnType<typeof worldOf>;

it.each([
  ['a cut', ({ network }: Run) => network.cut(), ({ network }: Run) => network.mend()],
  [
    'a line that is dead before anybody knows',
    ({ network }: Run) => network.freeze(),
    ({ network }: Run) => network.mend(),
  ],
  [
    'a stream that cannot be had while REST answers',
    ({ venue, network }: Run) => {
      venue.faults.acceptsThenCloses = true;
      network.breakSockets();
    },
    ({ venue }: Run) => {
      venue.faults.acceptsThenCloses = false;
    },
  ],
])('compares with REST only what it saw whole: %s', async (_, breaks, mends) => {
  const world = worldOf({ timeframes: ['1m', '5m'] });
  const { start, time, feed, expectTruth, stop } = world;
  start();
  await time.advance(2 * minute);
  for (let round = 0; round < 5; round += 1) {
    // Five seconds before a minute ends, and well into a later one.
    await time.advance(quarter + (3 + 5 * round) * minute + 55_000 - time.now());
    breaks(world);
    await time.advance((20 + 30 * round) * 1_000);
    mends(world);
  }
  await time.advance(4 * minute);
  const { agreed, differedInVolume, differedSlightly, differedClearly, differedGrossly } = feed.counters;
  expect(differedInVolume + differedSlightly + differedClearly + differedGrossly).toBe(0);
  expect(agreed).toBeGreaterThan(3);
  expectTruth();
  await stop();
});

it('does not take the last frame of a candle for the first of the next', async () => {
  const { start, time, venue, handed, stop } = worldOf();
  start();
  await time.advance(quarter + 5 * minute + 200 - time.now());
  const { open, high, low, close, volume } = venue.candle('SOLUSD', '5m', quarter);
  const old = { o: open, h: 1.5 * high, l: low, c: close, v: volume };
  const ts = time.now() * 1_000;
  venue.tell('candlestick_5m SOLUSD', { type: 'candlestick_5m', sy: 'SOLUSD', res: '5m', ...old, ts });
  await time.advance(10_000);
  const next = handed('forming').filter(({ candle }) => candle.openTime === quarter + 5 * minute);
  expect(next.length).toBeGreaterThan(2);
  for (const { candle } of next) expect(candle.high).toBeLessThan(1.2 * high);
  await stop();
});
