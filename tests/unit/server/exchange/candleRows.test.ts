import { describe, expect, it } from 'vitest';
import { createExchange } from '#server/exchange/exchange.ts';
import { resolutions } from '#server/exchange/marketView.ts';
import { type CandleSeries, columnsOf } from '#shared/market/candleColumns.ts';
import { candlesAt } from '../../../support/candles.ts';
import { quietExchange, testProduct } from '../../../support/quietExchange.ts';
import { SimTime } from '../../../support/simTime.ts';

const from = Date.UTC(2026, 0, 5);
const seconds = from / 1_000;

/** Fifteen minutes: two candles of trading with a quiet one between them. */
function playing(start = from) {
  const candles = candlesAt(
    { symbol: 'TESTUSD', timeframe: '5m', from },
    '100 103 99 102',
    '102 102 102 102',
    '101 104 100.5 103.5',
  );
  const volumes = [200, 0, 300];
  const series: CandleSeries = {
    symbol: 'TESTUSD',
    timeframe: '5m',
    columns: columnsOf(candles.map((candle, index) => ({ ...candle, volume: volumes[index] ?? 0 }))),
  };
  const time = new SimTime(start);
  const exchange = createExchange({
    clock: time,
    seed: 2,
    products: [testProduct],
    recorded: [series],
    users: [],
  });
  exchange.start();
  return { time, exchange };
}

const query = (resolution: (typeof resolutions)[number], start: number, end: number) => ({
  symbol: 'TESTUSD',
  resolution,
  start,
  end,
});

it('gives the recorded candles, newest first, quiet ones flat', () => {
  const { exchange } = playing(from + 900_000);
  expect(exchange.candles(query('5m', seconds, seconds + 600))).toEqual([
    { time: seconds + 600, open: 101, high: 104, low: 100.5, close: 103.5, volume: 300 },
    { time: seconds + 300, open: 102, high: 102, low: 102, close: 102, volume: 0 },
    { time: seconds, open: 100, high: 103, low: 99, close: 102, volume: 200 },
  ]);
  expect(exchange.candles(query('15m', seconds, seconds))).toEqual([
    { time: seconds, open: 100, high: 104, low: 99, close: 103.5, volume: 500 },
  ]);
});

it('includes the forming candle, which is what its trades make of it', async () => {
  const { exchange, time } = playing();
  const seen: { price: number; size: number }[] = [];
  exchange.listen((event) => {
    if (event.type === 'trade') seen.push({ price: Number(event.trade.price), size: event.trade.size });
  });
  await time.advance(200_000);
  const prices = seen.map(({ price }) => price);
  const expected = {
    time: seconds,
    open: prices[0],
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1),
    volume: seen.reduce((sum, { size }) => sum + size, 0),
  };
  expect(exchange.candles(query('5m', seconds, seconds + 200))).toEqual([expected]);
  expect(exchange.forming('TESTUSD', '5m')).toEqual(expected);
  expect(exchange.forming('TESTUSD', '4h')).toMatchObject({ close: expected.close });
});

it('pads into the future when somebody asks for it', () => {
  const { exchange } = playing(from + 900_000);
  expect(exchange.candles(query('5m', seconds + 900, seconds + 1_500)).slice(0, 2)).toEqual([
    { time: seconds + 1_500, open: 103.5, high: 103.5, low: 103.5, close: 103.5, volume: 0 },
    { time: seconds + 1_200, open: 103.5, high: 103.5, low: 103.5, close: 103.5, volume: 0 },
  ]);
});

it('drops the oldest beyond 4000 rows, and knows nothing before 2024-01-10', () => {
  const { exchange } = playing(from + 900_000);
  const rows = exchange.candles(query('5m', seconds - 5_000 * 300, seconds));
  expect([rows.length, rows[0]?.time]).toEqual([4_000, seconds]);
  const old = Date.UTC(2024, 0, 10) / 1_000;
  expect(exchange.candles(query('1d', old - 10 * 86_400, old + 86_400)).map(({ time }) => time)).toEqual([
    old + 86_400,
    old,
  ]);
  expect(exchange.candles(query('1d', old - 86_400, old - 1))).toEqual([]);
});

it('opens weeks on Mondays and days at 0:00 UTC', () => {
  const { exchange } = playing(from + 900_000);
  const opened = (resolution: '1w' | '1d') =>
    new Date((exchange.forming('TESTUSD', resolution)?.time ?? 0) * 1_000).toISOString();
  expect(opened('1w')).toBe('2026-01-05T00:00:00.000Z');
  expect(opened('1d')).toBe('2026-01-05T00:00:00.000Z');
});

it('knows mark, index, funding and open interest as series, and nothing of other names', () => {
  const { exchange } = playing(from + 900_000);
  const rows = (symbol: string) => exchange.candles({ ...query('5m', seconds, seconds), symbol });
  // At 100 in halves of a dollar mark and index are where the trades are.
  expect(rows('MARK:TESTUSD')).toEqual([
    { time: seconds, open: 100, high: 103, low: 99, close: 102, volume: null },
  ]);
  expect(rows('.DETESTUSD')).toEqual(rows('MARK:TESTUSD'));
  expect(rows('FUNDING:TESTUSD')[0]).toMatchObject({ volume: null });
  expect(Number.isFinite(rows('FUNDING:TESTUSD')[0]?.close)).toBe(true);
  expect(rows('OI:TESTUSD')[0]?.open).toBeGreaterThan(0);
  for (const name of ['NONE', 'MARK:NONE', '.NONE', 'WHAT:TESTUSD']) expect(rows(name)).toEqual([]);
});

describe('extra prints and jumps', () => {
  it('are in the candles of every resolution from then on', async () => {
    const { exchange, print, time } = quietExchange();
    const volumes = () => resolutions.map((resolution) => exchange.forming('TESTUSD', resolution));
    print('104', 7);
    print('98', 5, 'sell');
    for (const row of volumes()) expect(row).toMatchObject({ high: 104, low: 98, close: 98, volume: 12 });
    await time.advance(3_600_000);
    const start = Date.UTC(2026, 0, 5, 10) / 1_000;
    expect(exchange.candles(query('15m', start, start))[0]).toMatchObject({ high: 104, low: 98, volume: 12 });
  });

  it('move all later trades, and none before', async () => {
    const { exchange, time } = playing();
    await time.advance(400_000);
    exchange.jump({ symbol: 'TESTUSD', pct: 10, of: 'last' });
    await time.advance(500_000);
    const [last, quiet, early] = exchange.candles(query('5m', seconds, seconds + 600));
    expect(early).toMatchObject({ open: 100, high: 103, low: 99, close: 102 });
    expect(quiet?.volume).toBe(0);
    expect(last).toMatchObject({ open: 111, high: 114, low: 110.5, close: 113.5, volume: 300 });
  });
});
