import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { readCcxtRow } from '#server/feed/ccxtCandleSource.ts';
import { CcxtFeed, type CcxtFeedOptions } from '#server/feed/ccxtFeed.ts';
import { TradingError } from '#shared/errors.ts';
import type { Candle } from '#shared/market/candle.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { solSpec } from '../../../support/domain.ts';
import { feedContract } from '../../../support/feedContract.ts';
import { feedLog } from '../../../support/feedLog.ts';
import { MemoryHistory } from '../../../support/memoryHistory.ts';
import { ScriptedCcxt } from '../../../support/scriptedCcxt.ts';
import { SimTime } from '../../../support/simTime.ts';

const noon = Date.UTC(2026, 2, 4, 12, 3, 20);
const quarter = 15 * 60_000;
const spec = { ...solSpec, timeframes: ['5m' as const, '15m' as const] };

function subject(change: Partial<CcxtFeedOptions> = {}, start = noon) {
  const time = new SimTime(start);
  const exchange = new ScriptedCcxt(time);
  const store = new MemoryHistory();
  const failures: unknown[] = [];
  const feed = new CcxtFeed({
    venue: 'ccxt:scripted',
    listed: [{ spec, venueSymbol: 'SOL/USDT' }],
    open: () => Promise.resolve(exchange),
    clock: time,
    timer: time,
    random: seededRandom(1),
    store,
    log: pino({ level: 'silent' }),
    historyDays: 1,
    foldedUpTo: () => null,
    failed: (error) => failures.push(error),
    ...change,
  });
  return { time, exchange, store, feed, failures };
}

feedContract('an exchange of ccxt', () => {
  const { time, exchange, feed } = subject();
  return {
    feed,
    clock: time,
    symbols: [spec.symbol],
    advance: (ms) => time.advance(ms),
    enoughMs: 50 * 60_000,
    atEase: 'live',
    source: {
      lose: () => {
        exchange.isUp = false;
      },
      giveBack: () => {
        exchange.isUp = true;
      },
    },
  };
});

describe('an exchange of ccxt', () => {
  it('gives the candles it has, a day of history and those that close, as it states them itself', async () => {
    const { feed, time, exchange, store, failures } = subject();
    const handed: Candle[] = [];
    const { listener } = feedLog(time);
    void feed.start({
      ...listener,
      history: async (candles) => void handed.push(...candles),
      closed: async (candle) => void handed.push(candle),
    });
    await time.advance(4 * quarter);
    const quarters = handed.filter(({ timeframe }) => timeframe === '15m');
    expect(quarters.length).toBeGreaterThan(96);
    for (const { openTime, open, high, low, close, volume } of quarters)
      expect([openTime, open, high, low, close, volume]).toEqual(exchange.row(openTime, '15m'));
    const loaded = store.all({ symbol: spec.symbol, timeframe: '15m' });
    expect(loaded.length).toBeGreaterThanOrEqual(95);
    expect(failures).toEqual([]);
    await feed.stop();
  });

  it('asks nothing twice after a restart', async () => {
    const first = subject();
    void first.feed.start(feedLog(first.time).listener);
    await first.time.advance(60_000);
    await first.feed.stop();
    const stored = first.store.all({ symbol: spec.symbol, timeframe: '5m' });
    const again = subject(
      {
        store: first.store,
        foldedUpTo: ({ timeframe }) =>
          first.store.all({ symbol: spec.symbol, timeframe }).at(-1)?.openTime ?? null,
      },
      noon + 60_000,
    );
    void again.feed.start(feedLog(again.time).listener);
    await again.time.advance(5_000);
    expect(stored.length).toBe(288);
    expect(first.exchange.asks.length).toBeGreaterThan(3);
    // What is still open, of two timeframes.
    expect(again.exchange.asks.length).toBe(2);
    await again.feed.stop();
  });

  it('has no price before the first was asked for, and says so', async () => {
    const { feed, time } = subject();
    const told: (string | null)[] = [];
    const healthChanged = () => void told.push(feed.health().message);
    void feed.start({ ...feedLog(time).listener, healthChanged });
    await time.advance(60_000);
    expect(told.slice(-2)).toEqual([`No price of ${spec.symbol} has come yet.`, null]);
    await feed.stop();
  });

  it('says what it does not have', async () => {
    const { feed, time } = subject({
      listed: [
        { spec, venueSymbol: 'SOL/EUR' },
        { spec: { ...spec, symbol: 'BTCUSDT', timeframes: ['4h'] }, venueSymbol: 'BTC/USDT' },
      ],
    });
    void feed.start(feedLog(time).listener);
    await time.advance(1_000);
    expect(feed.doubt(spec.symbol)).toBe('Scripted does not trade "SOL/EUR" (config/symbols.json).');
    expect(feed.doubt('BTCUSDT')).toBe('Scripted has no 4h candles of BTCUSDT.');
    expect(feed.doubt('XRPUSDT')).toBe('XRPUSDT is not followed at Scripted.');
    await feed.stop();
  });

  it('is tried again as long as it cannot be reached, and given up when it does not exist', async () => {
    let tries = 0;
    const away = subject({
      open: () => {
        tries += 1;
        return Promise.reject(new TradingError('transient', 'ccxt.unreachable', 'Scripted: away.'));
      },
    });
    void away.feed.start(feedLog(away.time).listener);
    await away.time.advance(10 * 60_000);
    expect(tries).toBeGreaterThan(10);
    expect(away.feed.health()).toMatchObject({
      state: 'stale',
      message: expect.stringContaining('Trying again in'),
    });
    await away.feed.stop();
    const unknown = subject({
      open: () =>
        Promise.reject(new TradingError('config', 'ccxt.unknown', 'The venue "ccxt:krakn" is unknown.')),
    });
    void unknown.feed.start(feedLog(unknown.time).listener);
    await unknown.time.advance(10 * 60_000);
    expect(unknown.feed.health()).toMatchObject({
      state: 'stale',
      message: 'The venue "ccxt:krakn" is unknown.',
    });
    await unknown.feed.stop();
  });
});

it('reads rows as they are, and names what is wrong with those that cannot be', () => {
  const series = { symbol: 'SOLUSDT', timeframe: '15m' as const };
  const openTime = Date.UTC(2026, 2, 4, 12);
  expect(readCcxtRow([openTime, 1, 2, 0.5, 1.5, undefined], series).candle).toEqual({
    ...series,
    openTime,
    open: 1,
    high: 2,
    low: 0.5,
    close: 1.5,
    volume: 0,
  });
  expect(readCcxtRow([openTime, 1, 2, undefined, 1.5, 3], series).fault).toBe(
    'SOLUSDT 15m 2026-03-04 12:00: low is NaN, expected a number',
  );
});
