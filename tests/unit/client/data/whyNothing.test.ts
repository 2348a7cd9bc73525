import { expect, it } from 'vitest';
import type { Status } from '#shared/sync/status.ts';
import { whyNothing } from '../../../../client/data/whyNothing.ts';

type Series = Status['series'][number];

const series = (symbol: string, candles: number, doubt: string | null = null): Series => ({
  symbol,
  timeframe: '5m',
  digits: 2,
  quote: 'USD',
  candles,
  warmupCandles: 200,
  lastPrice: null,
  lastCandleAt: null,
  doubt,
});

const status = (feed: Partial<Status['feed']>, all: readonly Series[]): Status => ({
  version: '0',
  now: 0,
  rate: 1,
  mode: 'paper',
  feed: {
    kind: 'live',
    label: 'DELTA',
    state: 'live',
    lastCandleAt: null,
    progress: null,
    message: null,
    venues: [],
    ...feed,
  },
  series: [...all],
});

it('says nothing of instruments that nobody uses', () => {
  const unused = ['EURUSD', 'GBPUSD', 'XAUUSD'].map((one) =>
    series(one, 0, `No candle of ${one} was pushed.`),
  );
  expect(whyNothing(status({}, [series('SOLUSD', 900), ...unused]), 'online')).toEqual([
    'No setup on SOLUSD. Every closed candle is checked.',
  ]);
});

it('is one sentence while no price is fresh: what ails them stands above', () => {
  const message = 'Delta Exchange India cannot be reached.';
  const all = ['SOLUSD', 'AAVEUSD'].map((one) => series(one, 900, message));
  expect(whyNothing(status({ state: 'stale', message }, all), 'online')).toEqual([
    'New signals come when prices are fresh again.',
  ]);
  expect(whyNothing(status({ state: 'stale', message }, [...all, series('EURUSD', 300)]), 'online')).toEqual([
    'No setup on EURUSD. Every closed candle is checked.',
  ]);
});

it('counts the candles of few series, and names many', () => {
  expect(whyNothing(status({}, [series('SOLUSD', 12)]), 'online')).toEqual([
    'SOLUSD 5m is warming up, 12 of 200 candles.',
  ]);
  const many = ['SOLUSD', 'AAVEUSD', 'BTCUSD', 'ETHUSD'].map((one) => series(one, 12));
  expect(whyNothing(status({}, many), 'online')).toEqual(['SOLUSD, AAVEUSD and 2 more are warming up.']);
});
