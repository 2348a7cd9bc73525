import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type SimExchange,
  type SimFrame,
  type SimSocket,
  simExchange,
} from '../../../support/simExchange.ts';

let sim: SimExchange;

beforeEach(async () => {
  sim = await simExchange();
  await sim.time.advance(60_000);
});

afterEach(() => {
  sim.protocol.stop();
  sim.exchange.stop();
});

async function listened(
  dialect: 'legacy' | 'compact',
  channel: { readonly name: string; readonly symbols?: readonly string[] },
  ms = 30_000,
): Promise<SimSocket> {
  const socket = sim.socket(dialect);
  socket.subscribe(channel);
  await sim.time.advance(ms);
  return socket;
}

const nowUs = () => sim.time.now() * 1_000;

it('sends compact tickers every five seconds', async () => {
  const { frames } = await listened('compact', { name: 'ticker', symbols: ['SOLUSD'] });
  const tickers = frames.filter(({ type }) => type === 'ticker');
  expect(tickers).toHaveLength(6);
  expect(tickers.at(-1)).toMatchObject({
    sy: 'SOLUSD',
    sp: expect.stringMatching(/^\d/),
    d: [
      {
        s: 'SOLUSD',
        i: 14823,
        m: expect.stringMatching(/^\d/),
        ohlc: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
        q: [expect.any(String), expect.any(String), expect.any(String), expect.any(String), null],
        pb: [expect.any(String), expect.any(String)],
      },
    ],
  });
  expect(tickers.every(({ ts }) => Math.abs(Number(ts) - nowUs()) < 30_000_000)).toBe(true);
});

it('sends legacy tickers as REST shows them', async () => {
  const socket = await listened('legacy', { name: 'v2/ticker', symbols: ['SOLUSD', 'BTCUSD'] });
  const tickers = socket.of('v2/ticker');
  expect(tickers).toHaveLength(12);
  expect(tickers.at(-1)).toMatchObject({
    mark_price: expect.any(String),
    quotes: { best_bid: expect.any(String) },
  });
});

it('sends the same trades in both dialects, with the role of the buyer', async () => {
  const compact = sim.socket('compact');
  const legacy = sim.socket('legacy');
  compact.subscribe({ name: 'trades', symbols: ['SOLUSD'] });
  legacy.subscribe({ name: 'all_trades', symbols: ['SOLUSD'] });
  expect(legacy.of('all_trades_snapshot')).toMatchObject([{ symbol: 'SOLUSD' }]);
  expect(compact.frames).toHaveLength(1);
  await sim.time.advance(60_000);
  const trades = compact.of('trades');
  expect(trades.length).toBeGreaterThan(5);
  expect(trades.map(({ p, s, r, t }) => [p, s, r === 't', t])).toEqual(
    legacy
      .of('all_trades')
      .map(({ price, size, buyer_role, timestamp }) => [price, size, buyer_role === 'taker', timestamp]),
  );
  const [first] = trades;
  expect(first).toMatchObject({
    sy: 'SOLUSD',
    p: expect.any(String),
    s: expect.any(Number),
    ts: expect.any(Number),
  });
});

it('repeats the forming candle; only the legacy dialect tells its beginning', async () => {
  const compact = sim.socket('compact');
  const legacy = sim.socket('legacy');
  compact.subscribe({ name: 'candlestick_1m', symbols: ['SOLUSD'] });
  legacy.subscribe({ name: 'candlestick_1m', symbols: ['SOLUSD'] });
  await sim.time.advance(3 * 60_000);
  const long = legacy.of('candlestick_1m');
  const short = compact.of('candlestick_1m');
  expect(short.length).toBeGreaterThan(20);
  expect(short).toHaveLength(long.length);
  expect(short[0]).toEqual({
    type: 'candlestick_1m',
    sy: 'SOLUSD',
    res: '1m',
    o: expect.any(Number),
    h: expect.any(Number),
    l: expect.any(Number),
    c: expect.any(Number),
    v: expect.any(Number),
    ts: expect.any(Number),
  });
  for (const frame of long) {
    const begin = Number(frame.candle_start_time);
    expect(begin % 60_000_000).toBe(0);
    // Told in its minute, or once more shortly after.
    expect(Number(frame.timestamp) - begin).toBeGreaterThanOrEqual(0);
    expect(Number(frame.timestamp) - begin).toBeLessThan(62_000_000);
  }
  const row = z
    .object({ body: z.object({ result: z.array(z.object({ time: z.number(), close: z.number() })) }) })
    .parse(
      await sim.ask(
        `/v2/history/candles?resolution=1m&symbol=SOLUSD&start=${sim.time.now() / 1_000 - 120}&end=${sim.time.now() / 1_000}`,
      ),
    ).body.result;
  const closed = row.find(({ time }) => time === Math.floor(sim.time.now() / 60_000) * 60 - 60);
  const last = long.findLast((frame) => frame.candle_start_time === Number(closed?.time) * 1_000_000);
  expect(last?.close).toBe(closed?.close);
});

it('tells some candles once more after their end, before the next one begins', async () => {
  const socket = await listened('legacy', { name: 'candlestick_1m', symbols: ['SOLUSD'] }, 20 * 60_000);
  const frames = socket.of('candlestick_1m').map(({ candle_start_time, timestamp }) => ({
    begin: Number(candle_start_time),
    ageUs: Number(timestamp) - Number(candle_start_time),
  }));
  const begins = frames.map(({ begin }) => begin);
  expect(begins).toEqual([...begins].sort((a, b) => a - b));
  const late = frames.filter(({ ageUs }) => ageUs >= 60_000_000);
  expect(late.length).toBeGreaterThan(0);
  expect(late.length).toBeLessThan(20);
});

it('leaves the volume out of candles of the mark price', async () => {
  const { frames } = await listened('compact', { name: 'candlestick_5m', symbols: ['MARK:SOLUSD'] });
  const [, frame] = frames;
  expect(frame).toMatchObject({ sy: 'MARK:SOLUSD', o: expect.any(Number) });
  expect(frame).not.toHaveProperty('v');
});

it('tells mark prices every two seconds, spot prices of the index, and funding', async () => {
  const marks = await listened('compact', { name: 'mark_price', symbols: ['MARK:SOLUSD'] }, 10_000);
  expect(marks.of('mark_price')).toHaveLength(5);
  expect(marks.of('mark_price')[0]).toEqual({
    type: 'mark_price',
    sy: 'MARK:SOLUSD',
    p: expect.stringMatching(/^\d+(\.\d+)?$/),
    ts: expect.any(Number),
  });
  const product = sim.exchange.product('SOLUSD');
  const spot = await listened('legacy', { name: 'spot_price', symbols: [product?.spotIndex ?? ''] }, 10_000);
  expect(spot.of('spot_price').length).toBeGreaterThan(3);
  const funding = await listened('compact', { name: 'funding_rate', symbols: ['SOLUSD'] }, 61_000);
  expect(funding.of('funding_rate').at(-1)).toMatchObject({
    fr: expect.any(String),
    fi: 28_800,
    nfr: expect.any(Number),
  });
});

const bookSide = z.array(z.tuple([z.string(), z.string()]));
const update = z.object({ action: z.string(), a: bookSide, b: bookSide, seq: z.number(), cs: z.number() });

/** The book as a client keeps it; fails where a number is missing or the checksum differs. */
function keptBook(frames: readonly SimFrame[]) {
  const asks = new Map<string, string>();
  const bids = new Map<string, string>();
  let sequence: number | null = null;
  for (const frame of frames) {
    const { action, a, b, seq, cs } = update.parse(frame);
    if (action === 'snapshot') {
      asks.clear();
      bids.clear();
    } else expect(seq).toBe(Number(sequence) + 1);
    sequence = seq;
    for (const [book, rows] of [
      [asks, a],
      [bids, b],
    ] as const)
      for (const [price, size] of rows) {
        if (size === '0') book.delete(price);
        else book.set(price, size);
      }
    const text = (book: ReadonlyMap<string, string>, direction: number) =>
      [...book]
        .sort(([left], [right]) => direction * (Number(left) - Number(right)))
        .slice(0, 10)
        .map(([price, size]) => `${price}:${size}`)
        .join(',');
    expect(crc32(`${text(asks, 1)}|${text(bids, -1)}`)).toBe(cs);
  }
  return { asks, bids };
}

it('sends a book of changes that can be kept: numbers without gaps, checksums that agree', async () => {
  const first = sim.socket('compact');
  first.subscribe({ name: 'ob_updates', symbols: ['SOLUSD'] });
  await sim.time.advance(20_000);
  const second = sim.socket('compact');
  second.subscribe({ name: 'ob_updates', symbols: ['SOLUSD'] });
  await sim.time.advance(20_000);
  expect(first.of('ob_updates').length).toBeGreaterThan(10);
  const kept = keptBook(first.of('ob_updates'));
  expect(keptBook(second.of('ob_updates'))).toEqual(kept);
  const before = first.of('ob_updates').length;
  first.subscribe({ name: 'ob_updates', symbols: ['SOLUSD'] });
  await sim.time.advance(10_000);
  expect(first.of('ob_updates')[before]).toMatchObject({ action: 'snapshot' });
  keptBook(first.of('ob_updates').slice(before));
});

it('leaves a gap in the numbers where a fault took a frame', async () => {
  const socket = sim.socket('compact');
  socket.subscribe({ name: 'ob_updates', symbols: ['SOLUSD'] });
  await sim.time.advance(5_000);
  sim.inject({ kind: 'sequenceGap', channel: 'ob_updates', count: 1 });
  await sim.time.advance(10_000);
  const numbers = socket.of('ob_updates').map((frame) => update.parse(frame).seq);
  const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
  expect(steps.filter((step) => step === 2)).toHaveLength(1);
  expect(steps.every((step) => step === 1 || step === 2)).toBe(true);
});

it('replaces fifteen levels at most twice a second and at least every ten seconds', async () => {
  const compact = await listened('compact', { name: 'ob_l2', symbols: ['SOLUSD'] });
  const frames = compact.of('ob_l2');
  expect(frames[0]).toMatchObject({ sy: 'SOLUSD', lts: expect.any(Number) });
  expect(bookSide.parse(frames[0]?.a)).toHaveLength(15);
  const times = frames.map(({ ts }) => Number(ts) / 1_000);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(499);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(10_001);
  const legacy = await listened('legacy', { name: 'l2_orderbook', symbols: ['SOLUSD'] });
  expect(legacy.of('l2_orderbook')[0]).toMatchObject({
    buy: expect.arrayContaining([
      { limit_price: expect.any(String), size: expect.any(Number), depth: expect.any(String) },
    ]),
  });
  const top = await listened('compact', { name: 'ob_l1', symbols: ['SOLUSD'] });
  const [best] = top.of('ob_l1');
  expect(Number(best?.bp)).toBeLessThan(Number(best?.ap));
});

it('sends nothing without symbols, everything to "all", and no snapshots to it', async () => {
  const nothing = await listened('compact', { name: 'trades' });
  expect(nothing.frames).toHaveLength(1);
  const all = await listened('legacy', { name: 'all_trades', symbols: ['all'] }, 120_000);
  expect(all.of('all_trades_snapshot')).toEqual([]);
  expect(new Set(all.of('all_trades').map(({ symbol }) => symbol)).size).toBeGreaterThan(2);
});

it('tells the state of the system at once, and maintenance as it comes and goes', async () => {
  const socket = sim.socket('compact');
  socket.subscribe({ name: 'system_status' }, { name: 'product_updates', symbols: ['SOLUSD'] });
  expect(socket.of('system_status')).toMatchObject([{ status: 'live', event: 'snapshot' }]);
  sim.inject({ kind: 'maintenance', cancelOnlyMs: 60_000, auctionMs: 300_000 });
  await sim.time.advance(0);
  expect(socket.of('system_status').at(-1)).toMatchObject({
    status: 'maintenance',
    event: 'maintenance_started',
  });
  expect(socket.of('product_updates').at(-1)).toMatchObject({
    event: 'market_disruption',
    product: { symbol: 'SOLUSD', trading_status: 'disrupted_cancel_only' },
  });
  await sim.time.advance(60_000);
  expect(socket.of('product_updates').at(-1)).toMatchObject({
    event: 'start_auction',
    product: { trading_status: 'disrupted_post_only' },
  });
  await sim.time.advance(300_000);
  expect(socket.of('product_updates').at(-1)).toMatchObject({
    event: 'finish_auction',
    product: { trading_status: 'operational' },
  });
  expect(socket.of('system_status').at(-1)).toMatchObject({ status: 'live' });
});

it('lets 150 connections of an address come in five minutes', async () => {
  const sockets = Array.from({ length: 151 }, () => sim.socket('compact'));
  await sim.time.advance(1);
  expect(sockets.filter(({ isClosed }) => isClosed())).toHaveLength(1);
  expect(sim.protocol.admit('legacy', '127.0.0.1')).toMatchObject({ status: 429 });
  expect(sim.protocol.admit('legacy', '127.0.0.2')).toBeNull();
  await sim.time.advance(300_000);
  expect(sim.protocol.admit('legacy', '127.0.0.1')).toBeNull();
});
