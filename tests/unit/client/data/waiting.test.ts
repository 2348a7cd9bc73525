import { describe, expect, it } from 'vitest';
import { serverTime } from '../../../../client/data/serverTime.ts';
import { segmentOf, waitingOf } from '../../../../client/data/signalState.ts';
import { digitsOf } from '../../../../client/data/useStatus.ts';
import { whyNothing } from '../../../../client/data/whyNothing.ts';
import { decision, signal, status } from './rows.ts';

const entry = (id: string, expiresAt: number) => ({
  signal: signal(id, { expiresAt }),
  decision: null,
  assessment: null,
});
const series = (symbol: string, candles: number) => ({
  symbol,
  timeframe: '15m' as const,
  digits: 2,
  quote: 'USDT',
  candles,
  warmupCandles: 200,
  lastPrice: 182.4,
  lastCandleAt: 900_000,
  doubt: null,
});

describe("the server's clock", () => {
  const heard = (rate: number) => ({ status: status({ now: 1_000_000, rate }), receivedAt: 5_000 });

  it('is carried on at its own rate while connected', () => {
    expect(serverTime(heard(1), { wall: 8_000, connection: 'online' })).toBe(1_003_000);
    expect(serverTime(heard(600), { wall: 8_000, connection: 'online' })).toBe(2_800_000);
    expect(serverTime(heard(0), { wall: 8_000, connection: 'online' })).toBe(1_000_000);
  });

  it('runs on without a connection only when it is the real one', () => {
    expect(serverTime(heard(1), { wall: 8_000, connection: 'offline' })).toBe(1_003_000);
    expect(serverTime(heard(600), { wall: 8_000, connection: 'offline' })).toBe(1_000_000);
  });

  it('does not run backwards when this device sets its clock back', () => {
    expect(serverTime(heard(1), { wall: 1_000, connection: 'online' })).toBe(1_000_000);
  });
});

describe('a signal', () => {
  it('waits until it is answered or its time is over on the server', () => {
    expect(segmentOf(entry('a', 61_000), 60_999)).toBe('waiting');
    expect(segmentOf(entry('a', 61_000), 61_000)).toBe('missed');
    expect(segmentOf(entry('a', 61_000), null)).toBe('waiting');
  });

  it('goes by its decision whatever the clock says', () => {
    const decided = (answer: 'accepted' | 'rejected' | 'expired') =>
      segmentOf({ ...entry('a', 61_000), decision: decision('a', answer) }, 99_000);
    expect([decided('accepted'), decided('rejected'), decided('expired')]).toEqual([
      'decided',
      'decided',
      'missed',
    ]);
  });

  it('that runs out first is first in the queue', () => {
    const queue = waitingOf([entry('late', 90_000), entry('over', 10), entry('soon', 70_000)], 1_000);
    expect(queue.map((one) => one.signal.id)).toEqual(['soon', 'late']);
  });
});

describe('why there is nothing to decide', () => {
  it('is told by the feed first', () => {
    expect(whyNothing(undefined, 'online')).toEqual(['Waiting to hear from the server.']);
    const feed = {
      kind: 'replay',
      label: 'REPLAY',
      lastCandleAt: null,
      message: null,
      progress: null,
      venues: [],
    } as const;
    expect(whyNothing(status({ feed: { ...feed, state: 'starting' } }), 'online')).toEqual([
      'The feed is starting.',
    ]);
    expect(whyNothing(status({ feed: { ...feed, state: 'ended' } }), 'online')[0]).toContain('has ended');
  });

  it('counts the candles of a series that warms up and names those that are watched', () => {
    expect(
      whyNothing(
        status({ series: [series('SOLUSDT', 143), series('BTCUSDT', 200), series('ETHUSDT', 900)] }),
        'online',
      ),
    ).toEqual([
      'No setup on BTCUSDT and ETHUSDT. Every closed candle is checked.',
      'SOLUSDT 15m is warming up, 143 of 200 candles.',
    ]);
  });

  it('does not say that candles are checked while the server does not answer', () => {
    expect(whyNothing(status({ series: [series('SOLUSDT', 900)] }), 'offline')).toEqual([
      'The server does not answer. New signals come when it does.',
    ]);
  });

  it('does not list a whole watchlist', () => {
    const many = ['AAA', 'BBB', 'CCC', 'DDD'].map((symbol) => series(symbol, 300));
    expect(whyNothing(status({ series: many }), 'online')).toEqual([
      'No setup on AAA, BBB and 2 more. Every closed candle is checked.',
    ]);
  });
});

it('takes the decimals of a price from its series, else from the prices at hand', () => {
  expect(digitsOf(status({ series: [series('SOLUSDT', 1)] }), 'SOLUSDT', ['182.4'])).toBe(2);
  expect(digitsOf(undefined, 'SOLUSDT', ['182.4', 180.125])).toBe(3);
});
