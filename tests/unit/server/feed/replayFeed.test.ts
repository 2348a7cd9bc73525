import { expect, it } from 'vitest';
import { createReplay, type ReplayOptions } from '#server/feed/replayFeed.ts';
import type { FeedListener } from '#shared/ports.ts';
import { feedLog } from '../../../support/feedLog.ts';
import { handTimer } from '../../../support/handTimer.ts';
import { monday, seriesAt, upTo } from '../../../support/recordedSeries.ts';

const quarter = 900_000;
const options = (given: Partial<ReplayOptions>): ReplayOptions => ({
  kind: 'replay',
  source: [],
  speed: 'max',
  from: null,
  warmupCandles: 0,
  resumeAfter: new Map(),
  reached: null,
  timer: handTimer(),
  ...given,
});

async function play(given: Partial<ReplayOptions>) {
  const timer = handTimer();
  const { feed, clock } = createReplay(options({ ...given, timer }));
  const { lines, listener } = feedLog(clock);
  const begin = clock.now();
  await feed.start(listener);
  await timer.until(() => feed.health().state === 'ended');
  return { lines, begin, health: feed.health(), rate: clock.rate };
}
const at = (minutes: number) => monday + minutes * 60_000;

it('plays by close time; at one instant the longer timeframe first, then by symbol', async () => {
  const { lines, begin } = await play({
    source: [
      seriesAt('SOLUSDT', '15m', upTo(4)),
      seriesAt('SOLUSDT', '1h', [0]),
      seriesAt('BTCUSDT', '15m', [0, 3]),
    ],
  });
  expect(begin).toBe(monday);
  expect(lines).toEqual([
    `closed BTCUSDT 15m ${at(15)} @${at(15)}`,
    `closed SOLUSDT 15m ${at(15)} @${at(15)}`,
    `closed SOLUSDT 15m ${at(30)} @${at(30)}`,
    `closed SOLUSDT 15m ${at(45)} @${at(45)}`,
    `closed SOLUSDT 1h ${at(60)} @${at(60)}`,
    `closed BTCUSDT 15m ${at(60)} @${at(60)}`,
    `closed SOLUSDT 15m ${at(60)} @${at(60)}`,
  ]);
});

it('hands over the warm-up as history, then plays from the next candle on', async () => {
  const { lines, begin } = await play({ source: [seriesAt('SOLUSDT', '15m', upTo(5))], warmupCandles: 3 });
  expect(begin).toBe(at(45));
  expect(lines).toEqual([
    `history SOLUSDT 15m ${at(15)} @${at(45)}`,
    `history SOLUSDT 15m ${at(30)} @${at(45)}`,
    `history SOLUSDT 15m ${at(45)} @${at(45)}`,
    `closed SOLUSDT 15m ${at(60)} @${at(60)}`,
    `closed SOLUSDT 15m ${at(75)} @${at(75)}`,
  ]);
});

it('keeps the history of a slow series in its place in time, so that nothing is known early', async () => {
  const { lines } = await play({
    source: [seriesAt('SOLUSDT', '15m', upTo(9)), seriesAt('SOLUSDT', '1h', [0, 1])],
    warmupCandles: 2,
  });
  expect(lines.filter((line) => line.includes('1h'))).toEqual([
    `history SOLUSDT 1h ${at(60)} @${at(60)}`,
    `history SOLUSDT 1h ${at(120)} @${at(120)}`,
  ]);
});

it('takes everything that closed by `from` for history', async () => {
  const { lines, begin } = await play({
    source: [seriesAt('SOLUSDT', '15m', upTo(4)), seriesAt('BTCUSDT', '15m', [3])],
    from: at(45),
    warmupCandles: 300,
  });
  expect(begin).toBe(at(45));
  expect(lines.map((line) => line.split(' @')[0])).toEqual([
    `history SOLUSDT 15m ${at(15)}`,
    `history SOLUSDT 15m ${at(30)}`,
    `history SOLUSDT 15m ${at(45)}`,
    `closed BTCUSDT 15m ${at(60)}`,
    `closed SOLUSDT 15m ${at(60)}`,
  ]);
});

it('resumes after the last candle that was kept, with the clock where it was', async () => {
  const source = [seriesAt('SOLUSDT', '15m', [0, 1, 2, 40]), seriesAt('BTCUSDT', '15m', [0, 1, 2, 3])];
  const resumeAfter = new Map([
    ['BTCUSDT 15m', at(30)],
    ['SOLUSDT 15m', at(15)],
  ]);
  const resumed = await play({ source, resumeAfter });
  expect(resumed.begin).toBe(at(45));
  expect(resumed.lines[0]).toBe(`closed SOLUSDT 15m ${at(45)} @${at(45)}`);
  expect(resumed.lines).toHaveLength(3);
  const reached = await play({
    source,
    resumeAfter: new Map([...resumeAfter, ['SOLUSDT 15m', at(30)]]),
    reached: at(50),
  });
  expect(reached.begin).toBe(at(50));
  const further = await play({ source, resumeAfter, reached: at(500) });
  expect(further.begin).toBe(at(45));
});

it('lets a symbol that joins a replay under way catch up as history', async () => {
  const { lines } = await play({
    source: [seriesAt('SOLUSDT', '15m', upTo(4)), seriesAt('BTCUSDT', '15m', upTo(4))],
    resumeAfter: new Map([['SOLUSDT 15m', at(30)]]),
  });
  expect(lines.map((line) => line.split(' @')[0])).toEqual([
    `history BTCUSDT 15m ${at(15)}`,
    `history BTCUSDT 15m ${at(30)}`,
    `history BTCUSDT 15m ${at(45)}`,
    `closed BTCUSDT 15m ${at(60)}`,
    `closed SOLUSDT 15m ${at(60)}`,
  ]);
});

it('ends with the last candle, and says so', async () => {
  const source = [seriesAt('SOLUSDT', '15m', upTo(4))];
  const { health, rate } = await play({ source, kind: 'sample' });
  expect(health).toEqual({
    kind: 'sample',
    label: 'SAMPLE',
    state: 'ended',
    lastCandleAt: at(60),
    progress: null,
    message: 'The recording ended at 2026-01-05 01:00 UTC.',
    venues: [],
  });
  expect(rate).toBe(0);
  const again = await play({ source, resumeAfter: new Map([['SOLUSDT 15m', at(45)]]) });
  expect(again).toMatchObject({ lines: [], begin: at(60), health: { state: 'ended', lastCandleAt: at(60) } });
  expect((await play({})).health.message).toBe('There are no candles to play.');
});

it('waits for room, and its clock with it', async () => {
  const timer = handTimer();
  const { feed, clock } = createReplay(
    options({ source: [seriesAt('SOLUSDT', '15m', upTo(3))], speed: 600, timer }),
  );
  const log = feedLog(clock);
  let makeRoom: () => void = () => undefined;
  const full: FeedListener = {
    ...log.listener,
    closed: async (candle) => {
      await log.listener.closed(candle);
      await new Promise<void>((resolve) => {
        makeRoom = resolve;
      });
    },
  };
  await feed.start(full);
  await timer.until(() => log.lines.length === 1);
  timer.lose(60_000);
  expect(await timer.step()).toBe(false);
  expect([clock.now(), clock.rate]).toEqual([at(15), 600]);
  makeRoom();
  await timer.until(() => log.lines.length === 2);
  expect(clock.now()).toBe(at(30));
  makeRoom();
  await feed.stop();
});

it('is silent once it has stopped', async () => {
  const timer = handTimer();
  const { feed, clock } = createReplay(
    options({ source: [seriesAt('SOLUSDT', '15m', upTo(9))], speed: 600, timer }),
  );
  const { lines, listener } = feedLog(clock);
  await feed.start(listener);
  await timer.until(() => lines.length === 3);
  await feed.stop();
  const stoppedAt = clock.now();
  timer.lose(quarter);
  await timer.step();
  expect(lines).toHaveLength(3);
  expect([clock.now(), clock.rate]).toEqual([stoppedAt, 0]);
});
