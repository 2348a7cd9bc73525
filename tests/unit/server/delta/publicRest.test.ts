import { expect, it } from 'vitest';
import { deltaHosts } from '#server/delta/hosts.ts';
import { PublicRest, readServerTime } from '#server/delta/publicRest.ts';
import { Quota } from '#server/delta/quota.ts';
import { RestCaller } from '#server/delta/restCaller.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { ScriptedTransport, success } from '../../../support/scriptedTransport.ts';
import { SimTime } from '../../../support/simTime.ts';

const monday = Date.UTC(2026, 0, 5);
const minuteMs = 60_000;
const us = 1_790_000_100_123_456;

function restOf(...results: unknown[]) {
  const time = new SimTime(monday);
  const transport = new ScriptedTransport(() => success(results.shift()));
  const quota = new Quota({ timer: time });
  const rest = new RestCaller({
    hosts: deltaHosts.india,
    transport,
    quota,
    timer: time,
    random: seededRandom(1),
  });
  const market = new PublicRest({ rest, clock: { venueNow: () => time.now() }, caller: 'test' });
  const queries = () => transport.requests.map(({ url }) => url.slice(deltaHosts.india.rest.length));
  return { time, transport, rest, market, queries };
}

const row = (at: number, close: unknown = '1.5') => ({
  time: at / 1_000,
  open: 1,
  high: 2,
  low: '0.5',
  close,
  volume: 42,
});

it('reads the venue’s time', async () => {
  const { rest, queries } = restOf({ server_time: us }, { server_time: 1_790_000_100 });
  expect(await readServerTime(rest)).toBe(us / 1_000);
  await expect(readServerTime(rest)).rejects.toThrow('is not server_time in microseconds');
  expect(queries()).toEqual(['/v2/settings', '/v2/settings']);
});

it('gives closed candles, the oldest first, of numbers or text', async () => {
  const { market, queries } = restOf([row(monday - 15 * minuteMs), row(monday - 30 * minuteMs)]);
  const from = monday - 30 * minuteMs;
  const { rows, faults } = await market.candles({
    symbol: 'SOLUSD',
    timeframe: '15m',
    from,
    before: monday - 2_000,
  });
  expect(faults).toEqual([]);
  expect(rows).toEqual([
    {
      symbol: 'SOLUSD',
      timeframe: '15m',
      openTime: from,
      open: 1,
      high: 2,
      low: 0.5,
      close: 1.5,
      volume: 42,
    },
  ]);
  expect(queries()).toEqual([
    `/v2/history/candles?resolution=15m&symbol=SOLUSD&start=${from / 1_000}&end=${monday / 1_000 - 3}`,
  ]);
});

it('never asks for what is to come, and drops the candle that is still forming', async () => {
  const { market, time, queries } = restOf([row(monday), row(monday - 15 * minuteMs)]);
  await time.advance(5 * minuteMs);
  const series = { symbol: 'SOLUSD', timeframe: '15m' } as const;
  const before = monday + 60 * minuteMs;
  const { rows, faults } = await market.candles({ ...series, from: monday - 60 * minuteMs, before });
  expect(rows.map(({ openTime }) => openTime)).toEqual([monday - 15 * minuteMs]);
  expect(faults).toEqual([]);
  expect(queries()[0]).toContain(`end=${monday / 1_000 + 299}`);
  const later = await market.candles({ ...series, from: monday + 15 * minuteMs, before });
  expect(later).toEqual({ rows: [], faults: [] });
  expect(queries()).toHaveLength(1);
});

it('takes a candle for closed once a second has passed since its end', async () => {
  const openTime = monday - 15 * minuteMs;
  const { market, time } = restOf([row(openTime)], [row(openTime)]);
  const ask = { symbol: 'SOLUSD', timeframe: '15m' as const, from: openTime, before: monday };
  expect((await market.candles(ask)).rows).toEqual([]);
  await time.advance(1_000);
  expect((await market.candles(ask)).rows).toHaveLength(1);
});

it('counts and names rows that cannot be', async () => {
  const at = monday - 15 * minuteMs;
  const { market } = restOf([
    row(at),
    row(at - 15 * minuteMs, 'NaN'),
    row(at - 30 * minuteMs, 3),
    row(at - 29 * minuteMs),
    { ...row(at), time: '2026-01-05' },
    null,
  ]);
  const { rows, faults } = await market.candles({
    symbol: 'SOLUSD',
    timeframe: '15m',
    from: monday - 120 * minuteMs,
    before: monday - 15 * minuteMs,
  });
  expect(rows).toEqual([]);
  expect(faults).toEqual([
    'candle 2 of 6: 2026-01-04 23:30: close is "NaN", expected a number',
    'candle 3 of 6: 2026-01-04 23:15: high 2 is below close 3',
    'candle 4 of 6: 2026-01-04 23:16: time 2026-01-04 23:16 is not on the 15m grid',
    'candle 5 of 6: time is "2026-01-05", expected seconds',
    'candle 6 of 6: it is no object',
  ]);
});

it('refuses to be asked for more than a page', async () => {
  const { market } = restOf();
  const ask = { symbol: 'SOLUSD', timeframe: '1m' as const, from: monday - 2_001 * minuteMs, before: monday };
  await expect(market.candles(ask)).rejects.toThrow('is more than 2000 candles');
});

const product = {
  id: 14_823,
  symbol: 'SOLUSD',
  contract_type: 'perpetual_futures',
  notional_type: 'vanilla',
  state: 'live',
  trading_status: 'operational',
  contract_value: '1',
  contract_unit_currency: 'SOL',
  tick_size: 0.0001,
  maker_commission_rate: '0.0002',
  taker_commission_rate: '0.0005',
  initial_margin: '1',
  maintenance_margin: '0.5',
  underlying_asset: { symbol: 'SOL' },
  quoting_asset: { symbol: 'USD' },
  settling_asset: { symbol: 'USD' },
  something: { new: true },
};

it('lists perpetuals alone, page by page', async () => {
  const time = new SimTime(monday);
  const pages = [
    success([product, { symbol: 'BTC_INR', contract_type: 'spot' }], { after: 'second' }),
    success(
      [
        { ...product, symbol: 'BTCUSD', tick_size: 'half' },
        { ...product, symbol: 'XUSD' },
      ],
      { after: null },
    ),
  ];
  const transport = new ScriptedTransport(() => pages.shift() ?? new Error('nobody there'));
  const quota = new Quota({ timer: time });
  const rest = new RestCaller({
    hosts: deltaHosts.india,
    transport,
    quota,
    timer: time,
    random: seededRandom(1),
  });
  const { rows, faults } = await new PublicRest({
    rest,
    clock: { venueNow: () => time.now() },
    caller: 'test',
  }).products();
  expect(rows.map(({ symbol, tick }) => `${symbol} ${tick}`)).toEqual(['SOLUSD 0.0001', 'XUSD 0.0001']);
  expect(faults).toEqual(['product 1 of 2: BTCUSD: tick_size: expected a decimal number']);
  expect(transport.requests[1]?.url).toContain('page_size=500&after=second');
});

it('reads tickers', async () => {
  const ticker = {
    symbol: 'SOLUSD',
    timestamp: us,
    close: 181.25,
    mark_price: '181.3',
    quotes: { best_bid: '181.2', best_ask: null },
    product_trading_status: 'operational',
  };
  const { market } = restOf(ticker, [ticker, { symbol: 'BTCUSD', timestamp: 7 }], { symbol: 7 });
  const read = {
    symbol: 'SOLUSD',
    at: Math.floor(us / 1_000),
    last: 181.25,
    mark: 181.3,
    bid: 181.2,
    ask: null,
    tradingStatus: 'operational',
  };
  expect(await market.ticker('SOLUSD')).toEqual(read);
  expect(await market.tickers()).toEqual({
    rows: [read],
    faults: ['ticker 2 of 2: timestamp is 7, expected microseconds'],
  });
  await expect(market.ticker('SOLUSD')).rejects.toThrow('is not a ticker');
});

it('reads the last trades of either shape, the oldest first, with the keys of the stream', async () => {
  const documented = { side: 'buy', size: 3, price: '181.25', timestamp: us };
  const seen = { price: 181.5, size: '4', buyer_role: 'maker', seller_role: 'taker', timestamp: us - 1 };
  const { market } = restOf([documented, seen, { ...seen, price: 0 }], { trades: [documented] }, 'none');
  const { rows, faults } = await market.trades('SOLUSD');
  expect(rows.map(({ key }) => key)).toEqual([`SOLUSD ${us - 1} 181.5 4 m`, `SOLUSD ${us} 181.25 3 t`]);
  expect(faults).toEqual(['trade 3 of 3: price is 0, expected a number above 0']);
  expect((await market.trades('SOLUSD')).rows).toHaveLength(1);
  await expect(market.trades('SOLUSD')).rejects.toThrow('The answer to GET /v2/trades/SOLUSD is not a list.');
});
