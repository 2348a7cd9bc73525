import { expect, it } from 'vitest';
import { VenueFeeds } from '#server/feed/venueFeeds.ts';
import type { FeedListener, VenueFeed } from '#shared/ports.ts';
import type { VenueHealth } from '#shared/sync/status.ts';

const listener: FeedListener = {
  history: () => Promise.resolve(),
  closed: () => Promise.resolve(),
  settled: () => Promise.resolve(),
  forming: () => {},
  healthChanged: () => {},
};

function venue(name: string, health: Partial<VenueHealth>, calls: string[] = []): VenueFeed {
  return {
    venue: name,
    start: () => Promise.resolve(void calls.push(`start ${name}`)),
    stop: () => Promise.resolve(void calls.push(`stop ${name}`)),
    doubt: (symbol) => ((health.state ?? 'live') === 'live' ? null : `${symbol} is old at ${name}.`),
    health: () => ({
      venue: name,
      name,
      state: 'live',
      lastCandleAt: null,
      lastHeardAt: null,
      progress: null,
      message: null,
      staleSymbols: [],
      ...health,
    }),
  };
}

const feedOf = (...venues: readonly VenueFeed[]) =>
  new VenueFeeds({
    kind: 'live',
    label: 'DELTA',
    venues,
    venueOf: new Map([
      ['SOLUSD', 'delta'],
      ['EURUSD', 'ingest'],
    ]),
  });

it('starts and stops all of them', async () => {
  const calls: string[] = [];
  const feed = feedOf(venue('delta', {}, calls), venue('ingest', {}, calls));
  await feed.start(listener);
  await feed.stop();
  expect(calls).toEqual(['start delta', 'start ingest', 'stop delta', 'stop ingest']);
});

it('is as well as the worst of them, and says what that one says', () => {
  const delta = venue('delta', { lastCandleAt: 10, message: 'All is well.' });
  const kraken = venue('ccxt:kraken', { state: 'backfilling', progress: 0.25, message: 'Loading BTCUSD.' });
  expect(feedOf(delta, kraken).health()).toMatchObject({
    kind: 'live',
    label: 'DELTA',
    state: 'backfilling',
    lastCandleAt: 10,
    progress: 0.25,
    message: 'Loading BTCUSD.',
    venues: [{ venue: 'delta' }, { venue: 'ccxt:kraken' }],
  });
  const stale = venue('delta', { state: 'stale', message: 'Delta cannot be reached.' });
  expect(feedOf(stale, kraken).health()).toMatchObject({
    state: 'stale',
    message: 'Delta cannot be reached.',
  });
});

it('does not miss what nobody ever pushed', () => {
  const delta = venue('delta', { lastCandleAt: 10, lastHeardAt: 10 });
  const silent = venue('ingest', { state: 'starting' });
  expect(feedOf(delta, silent).health().state).toBe('live');
  expect(feedOf(silent).health().state).toBe('starting');
  // How old what is stale is, a fresh venue does not tell.
  const gone = venue('ingest', { state: 'stale', lastHeardAt: 5, lastCandleAt: 7 });
  expect(feedOf(delta, gone).health()).toMatchObject({ state: 'stale', lastCandleAt: 7 });
});

it('doubts each symbol for its own venue alone', () => {
  const feed = feedOf(venue('delta', {}), venue('ingest', { state: 'stale' }));
  expect(feed.doubt('SOLUSD')).toBeNull();
  expect(feed.doubt('EURUSD')).toBe('EURUSD is old at ingest.');
  expect(feed.doubt('XAUUSD')).toBe('Nothing says what XAUUSD costs now.');
});
