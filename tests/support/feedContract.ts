import { describe, expect, it } from 'vitest';
import { type Candle, closeTime, seriesKey } from '#shared/market/candle.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { Clock, Feed, FeedListener, VenueFeed } from '#shared/ports.ts';
import type { FeedState } from '#shared/sync/status.ts';

/** A feed and the world around it, as each test gets it anew. */
export interface FeedSubject {
  readonly feed: Feed | VenueFeed;
  readonly clock: Pick<Clock, 'now'>;
  readonly symbols: readonly string[];
  /** Lets time pass, and everything run that is due. */
  advance(ms: number): Promise<void>;
  /** Until history and several closed candles of each series have surely come. */
  readonly enoughMs: number;
  /** The state it is in when all is well. */
  readonly atEase: FeedState;
  /** Takes the source away and gives it back; null: it cannot be lost. */
  readonly source: { lose(): void; giveBack(): void } | null;
  /** How long it may take until that is noticed; two minutes unless told. */
  readonly noticedMs?: number;
}

interface Told {
  readonly kind: 'history' | 'closed' | 'forming';
  readonly candle: Candle;
  readonly at: number;
}

/** What every feed promises, whatever its source: `FeedListener` and `Feed` in shared/ports.ts. */
export function feedContract(name: string, make: () => FeedSubject): void {
  async function listenedTo(subject: FeedSubject, overrides: Partial<FeedListener> = {}) {
    const told: Told[] = [];
    const changes: string[] = [];
    const note = (kind: Told['kind'], candle: Candle) =>
      void told.push({ kind, candle, at: subject.clock.now() });
    const listener: FeedListener = {
      async history(candles) {
        for (const candle of candles) note('history', candle);
      },
      async closed(candle) {
        note('closed', candle);
      },
      settled: () => Promise.resolve(),
      forming: (candle) => note('forming', candle),
      healthChanged: () => changes.push(wordsOf(subject)),
      ...overrides,
    };
    const starting = subject.feed.start(listener);
    await subject.advance(subject.enoughMs);
    return { told, changes, starting, handed: () => told.filter(({ kind }) => kind !== 'forming') };
  }

  describe(`${name} as a feed`, () => {
    it('hands over history before what closes, each series in order and without a break or a double', async () => {
      const subject = make();
      const { told, handed } = await listenedTo(subject);
      expect(handed().some(({ kind }) => kind === 'history')).toBe(true);
      for (const series of bySeries(handed())) {
        expect(series.filter(({ kind }) => kind === 'closed').length).toBeGreaterThan(1);
        const firstClosed = series.findIndex(({ kind }) => kind === 'closed');
        expect(series.slice(0, firstClosed).every(({ kind }) => kind === 'history')).toBe(true);
        const times = series.map(({ candle }) => candle.openTime);
        const step = timeframeMs(series[0]?.candle.timeframe ?? '1m');
        expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * step));
      }
      expect(new Set(told.map(({ candle }) => candle.symbol))).toEqual(new Set(subject.symbols));
      await subject.feed.stop();
    });

    it('calls closed what is closed, and forming what is not', async () => {
      const subject = make();
      const { told } = await listenedTo(subject);
      const handedUpTo = new Map<string, number>();
      for (const { kind, candle, at } of told) {
        if (kind === 'forming')
          expect(candle.openTime).toBeGreaterThan(handedUpTo.get(seriesKey(candle)) ?? 0);
        else {
          expect(closeTime(candle)).toBeLessThanOrEqual(at);
          handedUpTo.set(seriesKey(candle), candle.openTime);
        }
      }
      await subject.feed.stop();
    });

    it('waits for room before the next candle of a series', async () => {
      const subject = make();
      const waiting: Candle[] = [];
      await listenedTo(subject, {
        closed: (candle) => {
          waiting.push(candle);
          return new Promise(() => undefined);
        },
      });
      expect(waiting.length).toBeGreaterThan(0);
      expect(new Set(waiting.map(seriesKey)).size).toBe(waiting.length);
      void subject.feed.stop();
    });

    it('stops at once and for good', async () => {
      const subject = make();
      const { told, changes } = await listenedTo(subject);
      await subject.feed.stop();
      const [toldBefore, changedBefore] = [told.length, changes.length];
      await subject.advance(subject.enoughMs);
      expect([told.length, changes.length]).toEqual([toldBefore, changedBefore]);
    });

    it('stops before it has begun, and then its start is over, too', async () => {
      const subject = make();
      let calls = 0;
      const count = async () => {
        calls += 1;
      };
      const starting = subject.feed.start({
        history: count,
        closed: count,
        settled: () => Promise.resolve(),
        forming: () => void count(),
        healthChanged: () => undefined,
      });
      const stopping = subject.feed.stop();
      await subject.advance(subject.enoughMs);
      await Promise.all([starting, stopping]);
      expect(calls).toBeLessThanOrEqual(1);
    });

    it('tells every change of its health, and ends at ease with the close of its newest candle', async () => {
      const subject = make();
      const begin = wordsOf(subject);
      expect(['starting', 'backfilling']).toContain(subject.feed.health().state);
      const { changes, told } = await listenedTo(subject);
      expect(wordsOf(subject)).toBe(changes.at(-1));
      expect(subject.feed.health().state).toBe(subject.atEase);
      let before = begin;
      for (const change of changes) {
        expect(change).not.toBe(before);
        before = change;
      }
      const closes = told.filter(({ kind }) => kind !== 'forming').map(({ candle }) => closeTime(candle));
      expect(subject.feed.health().lastCandleAt).toBe(Math.max(...closes));
      for (const symbol of subject.symbols) expect(subject.feed.doubt(symbol)).toBe(null);
      await subject.feed.stop();
    });

    it('doubts every price while its source is away, and says why', async () => {
      const subject = make();
      await listenedTo(subject);
      if (subject.source === null) {
        await subject.feed.stop();
        return;
      }
      subject.source.lose();
      await subject.advance(subject.noticedMs ?? 120_000);
      const { state, message } = subject.feed.health();
      expect(state).toBe('stale');
      expect(message).toMatch(/\.$/);
      for (const symbol of subject.symbols) expect(subject.feed.doubt(symbol)).toMatch(/\.$/);
      subject.source.giveBack();
      await subject.advance(180_000);
      expect(subject.feed.health().state).toBe(subject.atEase);
      for (const symbol of subject.symbols) expect(subject.feed.doubt(symbol)).toBe(null);
      await subject.feed.stop();
    });
  });
}

function wordsOf({ feed }: FeedSubject): string {
  const health = feed.health();
  const stale = 'staleSymbols' in health ? health.staleSymbols : [];
  const pct = health.progress === null ? null : Math.floor(100 * health.progress);
  return JSON.stringify([health.state, health.message, pct, stale]);
}

function bySeries(told: readonly Told[]): readonly (readonly Told[])[] {
  const series = new Map<string, Told[]>();
  for (const one of told) {
    const key = seriesKey(one.candle);
    series.set(key, [...(series.get(key) ?? []), one]);
  }
  return [...series.values()];
}
