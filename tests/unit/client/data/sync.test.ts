import { beforeEach, describe, expect, it } from 'vitest';
import type { BreakerDb } from '../../../../client/data/db.ts';
import {
  applyAnswer,
  applyChartUpdates,
  applyFacts,
  applyPull,
  readSyncPoint,
  storeChart,
  storeOlderCandles,
} from '../../../../client/data/sync.ts';
import { memoryDb } from './memoryDb.ts';
import { chart, chartUpdate, decision, fact, openTrade, quarterHour, signal } from './rows.ts';

let db: BreakerDb;
const ids = async () => (await db.signals.toArray()).map((row) => row.id);

beforeEach(async () => {
  db = memoryDb();
  await applyPull(db, { epoch: 'first', cursor: 10, reset: true, rows: { signals: [signal('a')] } });
});

describe('a pull', () => {
  it('adds what changed to the copy and moves the cursor with it', async () => {
    await applyPull(db, { epoch: 'first', cursor: 12, reset: false, rows: { signals: [signal('b')] } });
    expect(await ids()).toEqual(['a', 'b']);
    expect(await readSyncPoint(db)).toEqual({ epoch: 'first', cursor: 12 });
  });

  it('with a reset replaces the whole copy, of another epoch also charts and marks', async () => {
    await db.marks.put({ accountId: 'paper', equity: '1', openNet: '0', trades: [] });
    await storeChart(db, chart(1, 3));
    await applyPull(db, { epoch: 'second', cursor: 2, reset: true, rows: { signals: [signal('z')] } });
    expect(await ids()).toEqual(['z']);
    expect([await db.marks.count(), await db.charts.count()]).toEqual([0, 0]);
    expect(await readSyncPoint(db)).toEqual({ epoch: 'second', cursor: 2 });
  });

  it('of the same epoch keeps the charts when the gap was too long', async () => {
    await storeChart(db, chart(1, 3));
    await applyPull(db, { epoch: 'first', cursor: 90_000, reset: true, rows: { signals: [signal('z')] } });
    expect(await ids()).toEqual(['z']);
    expect(await db.charts.count()).toBe(1);
  });

  it('that was asked earlier and answered late does not turn the copy back', async () => {
    await applyFacts(db, 'first', [
      fact(11, { signals: [signal('b')] }),
      fact(12, { signals: [signal('c')] }),
    ]);
    await applyPull(db, {
      epoch: 'first',
      cursor: 11,
      reset: false,
      rows: { signals: [signal('b', { rr: 9 })] },
    });
    expect((await db.signals.get('b'))?.rr).toBe(2);
    expect((await readSyncPoint(db))?.cursor).toBe(12);
  });
});

describe('facts of the stream', () => {
  it('replace rows whole by their key', async () => {
    await applyFacts(db, 'first', [fact(11, { trades: [openTrade('t', { note: 'first words' })] })]);
    await applyFacts(db, 'first', [fact(12, { trades: [openTrade('t', { note: null })] })]);
    expect(await db.trades.toArray()).toEqual([openTrade('t', { note: null })]);
  });

  it('keep one decision for a signal on an account', async () => {
    await applyFacts(db, 'first', [fact(11, { decisions: [decision('a', 'accepted')] })]);
    await applyFacts(db, 'first', [fact(12, { decisions: [decision('a', 'accepted')] })]);
    expect(await db.decisions.count()).toBe(1);
    expect((await db.decisions.get(['a', 'paper']))?.answer).toBe('accepted');
  });

  it('that come again or out of order change nothing', async () => {
    await applyFacts(db, 'first', [fact(11, { trades: [openTrade('t', { note: 'old' })] })]);
    await applyFacts(db, 'first', [fact(12, { trades: [openTrade('t', { note: 'new' })] })]);
    await applyFacts(db, 'first', [
      fact(11, { trades: [openTrade('t', { note: 'old' })] }),
      fact(12, { trades: [openTrade('t', { note: 'new' })] }),
    ]);
    expect((await db.trades.get('t'))?.note).toBe('new');
    expect((await readSyncPoint(db))?.cursor).toBe(12);
  });

  it('take deleted trades away, and a repeated older fact does not bring them back', async () => {
    const opened = fact(11, { trades: [openTrade('t')] });
    await applyFacts(db, 'first', [opened, fact(12, { deletedTrades: ['t'] })]);
    await applyFacts(db, 'first', [opened]);
    expect(await db.trades.count()).toBe(0);
  });

  it('of an epoch the copy has left are not written', async () => {
    await applyPull(db, { epoch: 'second', cursor: 0, reset: true, rows: {} });
    await applyFacts(db, 'first', [fact(11, { signals: [signal('ghost')] })]);
    expect(await ids()).toEqual([]);
    expect(await readSyncPoint(db)).toEqual({ epoch: 'second', cursor: 0 });
  });

  it('are written all or none', async () => {
    const broken = fact(12, { signals: [Object.assign(signal('c'), { id: undefined })] });
    await expect(applyFacts(db, 'first', [fact(11, { signals: [signal('b')] }), broken])).rejects.toThrow();
    expect(await ids()).toEqual(['a']);
    expect((await readSyncPoint(db))?.cursor).toBe(10);
  });
});

it('shows the rows of an answer at once and leaves the cursor where it is', async () => {
  await applyAnswer(db, { trades: [openTrade('t')] });
  expect(await db.trades.count()).toBe(1);
  expect((await readSyncPoint(db))?.cursor).toBe(10);
});

describe('a kept chart', () => {
  const times = async () => (await db.charts.get('SOLUSDT:15m'))?.candles.map(([time]) => time / quarterHour);

  beforeEach(() => storeChart(db, chart(5, 7)));

  it('grows by the closed candles of the stream', async () => {
    expect(await applyChartUpdates(db, [chartUpdate(8), chartUpdate(9)])).toEqual([]);
    expect(await times()).toEqual([5, 6, 7, 8, 9]);
  });

  it('says when it missed some, and stays as it was', async () => {
    expect(await applyChartUpdates(db, [chartUpdate(9)])).toEqual(['SOLUSDT:15m']);
    expect(await times()).toEqual([5, 6, 7]);
  });

  it('takes a repeated candle once', async () => {
    expect(await applyChartUpdates(db, [chartUpdate(7), chartUpdate(8), chartUpdate(8)])).toEqual([]);
    expect(await times()).toEqual([5, 6, 7, 8]);
  });

  it('takes older candles in front of it', async () => {
    await storeOlderCandles(db, chart(2, 5, { hasMore: true }));
    expect(await times()).toEqual([2, 3, 4, 5, 6, 7]);
    expect((await db.charts.get('SOLUSDT:15m'))?.hasMore).toBe(true);
  });

  it('is not begun by an update alone', async () => {
    await applyChartUpdates(db, [{ ...chartUpdate(8), symbol: 'EURUSD' }]);
    expect(await db.charts.count()).toBe(1);
  });
});
