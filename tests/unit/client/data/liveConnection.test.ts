import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chart } from '#shared/sync/chart.ts';
import type { LiveMessage } from '#shared/sync/live.ts';
import type { Pull } from '#shared/sync/rows.ts';
import type { BreakerDb, SyncPoint } from '../../../../client/data/db.ts';
import { LiveConnection } from '../../../../client/data/liveConnection.ts';
import { readStatus, readSyncPoint } from '../../../../client/data/sync.ts';
import type { ChartRequest, Remote, StreamListener } from '../../../../client/data/trpc.ts';
import { memoryDb } from './memoryDb.ts';
import { chart, chartUpdate, fact, openTrade, quarterHour, signal, status } from './rows.ts';

/** A server by hand: it answers what the test put in, and the test speaks on the open stream. */
class ScriptedServer implements Remote {
  isUp = true;
  failure: Error | null = null;
  epoch = 'first';
  facts = [fact(1, { signals: [signal('a')] })];
  chart500: Chart = chart(1, 5);
  readonly pulls: (SyncPoint | null)[] = [];
  readonly streams: { readonly cursor: number; readonly listener: StreamListener; isOpen: boolean }[] = [];
  readonly chartRequests: ChartRequest[] = [];

  async pull(from: SyncPoint | null): Promise<Pull> {
    this.pulls.push(from);
    if (this.failure) throw this.failure;
    if (!this.isUp) throw new Error('unreachable');
    const isKnown = from?.epoch === this.epoch;
    const rows = this.facts
      .filter(({ id }) => id > (isKnown ? from.cursor : 0))
      .flatMap((one) => one.rows.signals ?? []);
    return {
      epoch: this.epoch,
      cursor: this.facts.at(-1)?.id ?? 0,
      reset: !isKnown,
      rows: { signals: rows },
    };
  }

  listen(cursor: number, listener: StreamListener): () => void {
    const stream = { cursor, listener, isOpen: true };
    this.streams.push(stream);
    listener.opened();
    return () => {
      stream.isOpen = false;
    };
  }

  async chart(request: ChartRequest): Promise<Chart> {
    this.chartRequests.push(request);
    if (!this.isUp) throw new Error('unreachable');
    return this.chart500;
  }

  get stream() {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('no stream was opened');
    return stream;
  }

  say(...messages: LiveMessage[]): void {
    for (const message of messages) this.stream.listener.message(message);
  }
}

/** Time that passes only when told. */
class HandClock {
  time = 5_000;
  #due: { readonly at: number; readonly run: () => void }[] = [];

  now = () => this.time;

  after = (ms: number, run: () => void) => {
    const timer = { at: this.time + ms, run };
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((one) => one !== timer);
    };
  };

  get waits(): number[] {
    return this.#due.map(({ at }) => at - this.time);
  }

  pass(ms: number): void {
    this.time += ms;
    const ripe = this.#due.filter(({ at }) => at <= this.time);
    this.#due = this.#due.filter(({ at }) => at > this.time);
    for (const { run } of ripe) run();
  }
}

let db: BreakerDb;
let server: ScriptedServer;
let clock: HandClock;
let live: LiveConnection;

const signalIds = async () => (await db.signals.toArray()).map((row) => row.id);
/** Until what is under way has reached the copy. */
const until = (claim: () => boolean | Promise<boolean>) => expect.poll(claim, { interval: 1 }).toBe(true);

beforeEach(() => {
  db = memoryDb();
  server = new ScriptedServer();
  clock = new HandClock();
  live = new LiveConnection({ db, remote: server, clock });
});

afterEach(() => {
  live.stop();
  db.close();
});

it('pulls everything first, then follows the stream from the cursor of the pull', async () => {
  await live.resume();
  expect(server.pulls).toEqual([null]);
  expect(server.stream.cursor).toBe(1);
  expect(await signalIds()).toEqual(['a']);
  expect(live.connection).toEqual({ state: 'online' });
});

it('writes facts in the order they came', async () => {
  await live.resume();
  server.say(
    { type: 'fact', fact: fact(2, { trades: [openTrade('t')] }) },
    { type: 'fact', fact: fact(3, { deletedTrades: ['t'] }) },
    { type: 'fact', fact: fact(4, { signals: [signal('b')] }) },
  );
  await live.settled();
  expect(await signalIds()).toEqual(['a', 'b']);
  expect(await db.trades.count()).toBe(0);
  expect((await readSyncPoint(db))?.cursor).toBe(4);
});

describe('when the stream breaks', () => {
  beforeEach(async () => {
    await live.resume();
    server.say({ type: 'fact', fact: fact(2, { signals: [signal('b')] }) });
    await live.settled();
  });

  it('says since when, and resumes after the last fact it wrote: no gap, nothing twice', async () => {
    server.stream.listener.lost();
    expect(live.connection).toEqual({ state: 'offline', since: 5_000, answer: null });
    server.facts.push(fact(2, { signals: [signal('b')] }), fact(3, { signals: [signal('c')] }));
    clock.pass(1_000);
    await until(() => server.streams.length === 2);
    expect(server.pulls.at(-1)).toEqual({ epoch: 'first', cursor: 2 });
    expect(server.stream.cursor).toBe(3);
    expect(await signalIds()).toEqual(['a', 'b', 'c']);
    expect(live.connection).toEqual({ state: 'online' });
  });

  it('starts anew when another epoch answers', async () => {
    server.stream.listener.lost();
    server.epoch = 'second';
    server.facts = [fact(1, { signals: [signal('z')] })];
    clock.pass(1_000);
    await until(() => server.streams.length === 2);
    expect(await signalIds()).toEqual(['z']);
    expect(await readSyncPoint(db)).toEqual({ epoch: 'second', cursor: 1 });
  });

  it('waits longer after each failure and stays offline since the first', async () => {
    server.isUp = false;
    server.stream.listener.lost();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      await until(() => clock.waits.length === 1);
      const [wait = 0] = clock.waits;
      waits.push(wait);
      clock.pass(wait);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(live.connection).toEqual({ state: 'offline', since: 5_000, answer: null });
  });

  it('tells a server that fails from one that does not answer', async () => {
    server.failure = TRPCClientError.from({
      error: { code: -32603, message: 'Something went wrong.', data: { code: 'INTERNAL_SERVER_ERROR' } },
    });
    await live.resume();
    expect(live.connection).toEqual({ state: 'offline', since: 5_000, answer: 'Something went wrong.' });
  });

  it('ignores what the broken stream still says', async () => {
    const broken = server.stream;
    broken.listener.lost();
    clock.pass(1_000);
    await until(() => server.streams.length === 2);
    broken.listener.message({ type: 'fact', fact: fact(9, { signals: [signal('ghost')] }) });
    broken.listener.lost();
    await live.settled();
    expect(await signalIds()).toEqual(['a', 'b']);
    expect(live.connection).toEqual({ state: 'online' });
  });
});

it('coming back closes the stream that may be dead and opens one', async () => {
  await live.resume();
  await live.resume();
  expect(server.streams.map((stream) => stream.isOpen)).toEqual([false, true]);
  live.stop();
  expect(server.stream.isOpen).toBe(false);
  expect(clock.waits).toEqual([]);
});

it('keeps the open candle of a series as long as the server is heard, and tells those who watch', async () => {
  await live.resume();
  let told = 0;
  live.subscribe(() => {
    told++;
  });
  const forming = (openTime: number, close: number): LiveMessage => ({
    type: 'forming',
    forming: { symbol: 'SOLUSDT', timeframe: '15m', candle: [openTime, 1, 9, 1, close, 3] },
  });
  server.say(forming(900_000, 5), forming(900_000, 6));
  expect(live.openOf('SOLUSDT:15m')).toEqual([[900_000, 1, 9, 1, 6, 3]]);
  expect(live.openOf('SOLUSDT:5m')).toEqual([]);
  expect(told).toBe(2);
  // The next one begins before the venue has stated the one that is over.
  server.say(forming(1_800_000, 7), forming(1_800_000, 8));
  expect(live.openOf('SOLUSDT:15m').map(([openTime, , , , close]) => [openTime, close])).toEqual([
    [900_000, 6],
    [1_800_000, 8],
  ]);
  server.say(forming(2_700_000, 9));
  expect(live.openOf('SOLUSDT:15m').map(([openTime]) => openTime)).toEqual([1_800_000, 2_700_000]);
  server.stream.listener.lost();
  expect(live.openOf('SOLUSDT:15m')).toEqual([]);
});

it('of many statuses and marks in a row keeps the last', async () => {
  await live.resume();
  const mark = (equity: string): LiveMessage => ({
    type: 'mark',
    mark: { accountId: 'paper', equity, openNet: '0', trades: [] },
  });
  server.say(
    { type: 'status', status: status({ now: 1 }) },
    mark('100'),
    { type: 'status', status: status({ now: 2 }) },
    mark('101'),
  );
  await live.settled();
  expect(await readStatus(db)).toEqual({ status: status({ now: 2 }), receivedAt: 5_000 });
  expect((await db.marks.toArray()).map((row) => row.equity)).toEqual(['101']);
});

describe('a chart on screen', () => {
  const solana = { symbol: 'SOLUSDT', timeframe: '15m' } as const;
  const lastTime = async () => (await db.charts.get('SOLUSDT:15m'))?.candles.at(-1)?.[0];

  it('is read once for all who watch it, and grows with the stream', async () => {
    await live.resume();
    live.watchChart(solana);
    live.watchChart(solana);
    await until(async () => (await db.charts.count()) === 1);
    server.say({ type: 'chart', update: chartUpdate(6) });
    await live.settled();
    expect(await lastTime()).toBe(6 * quarterHour);
    expect(server.chartRequests).toHaveLength(1);
  });

  it('is read anew when it missed candles', async () => {
    await live.resume();
    live.watchChart(solana);
    await until(async () => (await db.charts.count()) === 1);
    server.chart500 = chart(1, 9);
    server.say({ type: 'chart', update: chartUpdate(9) });
    await until(async () => (await lastTime()) === 9 * quarterHour);
    expect(server.chartRequests).toHaveLength(2);
  });

  it('is read anew after the stream was lost, as long as one still watches', async () => {
    await live.resume();
    const leaveFirst = live.watchChart(solana);
    const leaveSecond = live.watchChart(solana);
    await until(async () => (await db.charts.count()) === 1);
    leaveFirst();
    await live.resume();
    expect(server.chartRequests).toHaveLength(2);
    leaveSecond();
    await live.resume();
    expect(server.chartRequests).toHaveLength(2);
  });
});
