import { describe, expect, it } from 'vitest';
import { IngestFeed } from '#server/feed/ingestFeed.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { CandlePusher } from '../../../support/candlePusher.ts';
import { feedContract } from '../../../support/feedContract.ts';
import { feedLog } from '../../../support/feedLog.ts';
import { MemoryHistory } from '../../../support/memoryHistory.ts';
import { SimTime } from '../../../support/simTime.ts';

const minute = 60_000;
const step = 5 * minute;
/** A Wednesday. */
const noon = Date.UTC(2026, 2, 4, 12);
const euro: SymbolSpec = {
  symbol: 'EURUSD',
  kind: 'forex',
  base: 'EUR',
  quote: 'USD',
  tick: '0.00001',
  contractValue: '100000',
  sizeStep: '0.01',
  minSize: '0.01',
  unit: 'lots',
  takerFeePct: '0',
  session: 'forex',
  timeframes: ['5m', '15m'],
};
const candle = (openTime: number, close = 1.15): Candle => ({
  symbol: 'EURUSD',
  timeframe: '5m',
  openTime,
  open: 1.1,
  high: 1.2,
  low: 1.0,
  close,
  volume: 1,
});
/** So many that end at `until`. */
const upTo = (until: number, count: number) =>
  Array.from({ length: count }, (_, index) => candle(until - (count - index) * step, 1.1 + index / 1_000));

interface Setting {
  readonly now?: number;
  readonly store?: MemoryHistory;
  readonly folded?: Readonly<Partial<Record<Timeframe, number>>>;
}

async function begin({ now = noon, store = new MemoryHistory('forex'), folded = {} }: Setting = {}) {
  const time = new SimTime(now);
  const failures: unknown[] = [];
  const feed = new IngestFeed({
    specs: [euro],
    clock: time,
    store,
    foldedUpTo: ({ timeframe }) => folded[timeframe] ?? null,
    failed: (error) => failures.push(error),
  });
  const { lines, listener } = feedLog(time);
  let changes = 0;
  const healthChanged = () => {
    changes += 1;
  };
  await feed.start({ ...listener, healthChanged });
  const told = () => lines.splice(0).map((line) => line.replace(/ @.*/, '').replace('EURUSD ', ''));
  return { feed, time, store, told, failures, changes: () => changes };
}

const why = (pushed: Promise<unknown>): Promise<string> =>
  pushed.then(
    () => 'was taken',
    (error: Error) => error.message,
  );

feedContract('a pusher', () => {
  const time = new SimTime(noon + minute);
  const symbols = ['EURUSD', 'GBPUSD'];
  const feed = new IngestFeed({
    specs: symbols.map((symbol) => ({ ...euro, symbol })),
    clock: time,
    store: new MemoryHistory('forex'),
    foldedUpTo: () => null,
    failed: (error) => {
      throw error;
    },
  });
  const pusher = new CandlePusher({ feed, symbols, now: () => time.now(), past: 30 });
  return {
    feed,
    clock: time,
    symbols,
    async advance(ms) {
      const until = time.now() + ms;
      while (time.now() < until) {
        pusher.push();
        await time.advance(Math.min(10_000, until - time.now()));
      }
    },
    enoughMs: 35 * minute,
    atEase: 'live',
    source: {
      lose: () => {
        pusher.isUp = false;
      },
      giveBack: () => {
        pusher.isUp = true;
      },
    },
    // A candle is due every five minutes and missed after two more.
    noticedMs: 8 * minute,
  };
});

describe('pushed candles', () => {
  it('are stored first and handed on, with the longer ones they make', async () => {
    const { feed, store, told } = await begin();
    expect(await feed.push(upTo(noon, 3))).toEqual({ added: 3, known: 0, late: 0 });
    expect(told()).toEqual([
      `history 5m ${noon - 2 * step}`,
      `history 5m ${noon - step}`,
      `closed 5m ${noon}`,
      `closed 15m ${noon}`,
    ]);
    const [longer] = store.all({ symbol: 'EURUSD', timeframe: '15m' });
    expect(longer).toMatchObject({ openTime: noon - 3 * step, open: 1.1, close: 1.102, volume: 3 });
  });

  it('count once, however often they are sent', async () => {
    const { feed, told } = await begin();
    await feed.push(upTo(noon, 3));
    told();
    expect(await feed.push([...upTo(noon, 3)])).toEqual({ added: 0, known: 3, late: 0 });
    expect(await feed.push([candle(noon - step, 1.102), candle(noon - step, 1.102)])).toMatchObject({
      known: 1,
    });
    expect(told()).toEqual([]);
  });

  it('raise nothing when they are history', async () => {
    const { feed, told } = await begin();
    await feed.push(upTo(noon - 5 * minute, 1));
    expect(told()).toEqual([`history 5m ${noon - 5 * minute}`]);
  });

  it('that come late are stored, and mend the longer candle they belong to', async () => {
    const { feed, store, told } = await begin();
    const [first, second, third] = upTo(noon - 3 * step, 3);
    if (!first || !second || !third) throw new Error('three candles were made');
    await feed.push([first, third, ...upTo(noon, 3)]);
    told();
    expect(await feed.push([second])).toEqual({ added: 0, known: 0, late: 1 });
    expect(told()).toEqual([]);
    const mended = store.all({ symbol: 'EURUSD', timeframe: '15m' })[0];
    expect(mended).toMatchObject({ openTime: first.openTime, volume: 3 });
  });

  it('that come late while the longer candle is still open become part of it', async () => {
    const { feed, store, time } = await begin({ now: noon + 2 * step + 1_000 });
    await feed.push([...upTo(noon, 3), candle(noon + step, 1.12)]);
    expect(await feed.push([{ ...candle(noon, 1.13), open: 1.05, high: 1.3 }])).toMatchObject({ late: 1 });
    await time.advance(step);
    await feed.push([candle(noon + 2 * step, 1.14)]);
    const made = store.all({ symbol: 'EURUSD', timeframe: '15m' }).at(-1);
    expect(made).toMatchObject({ openTime: noon, open: 1.05, high: 1.3, close: 1.14, volume: 3 });
  });

  it('that come late mend a longer candle whose ends are still missing', async () => {
    const { feed, store } = await begin({ now: noon + 6 * step });
    await feed.push([...upTo(noon, 3), candle(noon), candle(noon + 3 * step)]);
    await feed.push([{ ...candle(noon + step, 1.13), high: 1.3 }]);
    const made = store.all({ symbol: 'EURUSD', timeframe: '15m' }).at(-1);
    expect(made).toMatchObject({ openTime: noon, high: 1.3, close: 1.13, volume: 2 });
  });

  it.each<[string, readonly Candle[], string]>([
    ['another symbol', [{ ...candle(noon - step), symbol: 'USDJPY' }], 'Symbol "USDJPY" is not pushed'],
    ['a longer timeframe', [{ ...candle(noon - step), timeframe: '15m' }], 'EURUSD is pushed as 5m candles'],
    ['an impossible candle', [{ ...candle(noon - step), high: 0.9 }], 'high 0.9 is below open 1.1'],
    ['one beside the grid', [candle(noon - step + 1_000)], 'is not on the 5m grid'],
    ['one of the future', [candle(noon)], '2026-03-04 12:00 is not over: it is 2026-03-04 12:00 UTC'],
    ['disorder', [candle(noon - step), candle(noon - 2 * step)], 'out of order'],
    ['a contradiction', [candle(noon - step), candle(noon - step, 1.16)], 'twice with different values'],
  ])('are all refused for %s', async (_, wrong, text) => {
    const { feed, store } = await begin();
    const good = upTo(noon - 5 * step, 2);
    expect(await why(feed.push([...good, ...wrong]))).toContain(text);
    expect(store.saved).toEqual([]);
  });

  it('are refused for a time at which nobody trades', async () => {
    const { feed } = await begin();
    const saturday = candle(Date.UTC(2026, 1, 28, 12));
    expect(await why(feed.push([saturday]))).toContain('EURUSD does not trade then');
  });

  it('are taken of the hours in which some brokers pause and others trade', async () => {
    const { feed } = await begin({ now: noon + 7 * 24 * 60 * minute });
    // New York is five hours behind: 16:55 and 17:30 of a Wednesday, 16:55 of a Friday, 17:00 of a Sunday.
    const times = [
      Date.UTC(2026, 2, 4, 21, 55),
      Date.UTC(2026, 2, 4, 22, 30),
      Date.UTC(2026, 2, 6, 21, 55),
      Date.UTC(2026, 2, 8, 21, 0),
    ];
    expect(await feed.push(times.map((at) => candle(at)))).toMatchObject({ added: 4 });
  });

  it('are refused when a price is an error, going by the one before it', async () => {
    const { feed, store } = await begin();
    const [first, second, third] = upTo(noon, 3);
    if (!first || !second || !third) throw new Error('three candles were made');
    const tenfold = { ...second, open: 11, high: 12, low: 10, close: 11.5 };
    const text = 'open is 11, more than 3 times away from the 1.1 before it';
    expect(await why(feed.push([first, tenfold]))).toContain(text);
    await feed.push([first, third]);
    expect(await why(feed.push([tenfold]))).toContain(text);
    expect(store.all({ symbol: 'EURUSD', timeframe: '5m' })).toEqual([first, third]);
  });

  it('do not change once they are closed', async () => {
    const { feed, store } = await begin();
    await feed.push(upTo(noon, 1));
    const again = await why(feed.push([candle(noon - step, 1.19)]));
    expect(again).toContain('is here already with other prices (close 1.1, now 1.19)');
    expect(store.all({ symbol: 'EURUSD', timeframe: '5m' })).toEqual(upTo(noon, 1));
  });
});

describe('pushed ticks', () => {
  const tick = (at: number, price: number) => ({
    at,
    atUs: at * 1_000,
    price,
    quantity: 1,
    key: `${at} ${price}`,
  });

  it('are candles once their time is over', async () => {
    const { feed, time, told, store, failures } = await begin({ now: noon - minute });
    await feed.pushTicks('EURUSD', [tick(noon - minute, 1.1)]);
    await time.advance(minute + 10_000);
    for (let at = noon + 15_000; at < noon + step; at += 15_000) {
      await feed.pushTicks('EURUSD', [tick(at, 1.2), tick(at, 1.2), tick(at + 1, 1.1)]);
      await time.advance(15_000);
    }
    await time.advance(10_000);
    expect(failures).toEqual([]);
    expect(told().filter((line) => !line.startsWith('forming'))).toEqual([`closed 5m ${noon + step}`]);
    expect(store.saved).toMatchObject([{ openTime: noon, high: 1.2, low: 1.1, volume: 38 }]);
  });
});

describe('a sender of ticks that is gone', () => {
  const tick = (at: number) => ({ at, atUs: at * 1_000, price: 1.1, quantity: 1, key: String(at) });

  it('leaves no candles that nobody saw, and its symbol stale', async () => {
    const { feed, time, store } = await begin({ now: noon - minute });
    const send = async (until: number) => {
      for (; time.now() < until; await time.advance(15_000))
        await feed.pushTicks('EURUSD', [tick(time.now())]);
    };
    await send(noon + step + 10_000);
    await time.advance(4 * step);
    expect(store.saved.map(({ openTime }) => openTime)).toEqual([noon]);
    expect(feed.doubt('EURUSD')).toContain('nothing was pushed since');
    await send(noon + 7 * step + 20_000);
    // The one in which it came back is not whole.
    expect(store.saved.map(({ openTime }) => openTime).filter((at) => at > noon)).toEqual([noon + 6 * step]);
  });

  it('shows the candle that is open as long as ticks come', async () => {
    const { feed, told } = await begin();
    await feed.pushTicks('EURUSD', [tick(noon)]);
    await feed.pushTicks('EURUSD', [tick(noon + 700), tick(noon + 1_400)]);
    expect(told()).toEqual([`forming 5m ${noon + step}`]);
    await feed.stop();
    expect(await why(feed.pushTicks('EURUSD', [tick(noon)]))).toContain('starting or stopping');
  });
});

describe('a restart', () => {
  it('hands over what was stored and not folded, and goes on with the longer candles', async () => {
    const store = new MemoryHistory('forex');
    await store.save(upTo(noon, 7));
    const first = await begin({ store });
    expect(first.told()).toEqual([
      `history 15m ${noon - 3 * step}`,
      `history 15m ${noon}`,
      ...upTo(noon, 7).map(({ openTime }) => `history 5m ${openTime + step}`),
    ]);
    const again = await begin({
      store,
      now: noon + step + 1_000,
      folded: { '5m': noon - step, '15m': noon - 3 * step },
    });
    expect(again.told()).toEqual([`history 15m ${noon}`, `history 5m ${noon}`]);
    await again.feed.push([candle(noon)]);
    expect(again.told()).toEqual([`closed 5m ${noon + step}`]);
    await again.time.advance(2 * step);
    await again.feed.push([candle(noon + step), candle(noon + 2 * step)]);
    expect(again.told()).toEqual([
      `history 5m ${noon + 2 * step}`,
      `closed 5m ${noon + 3 * step}`,
      `closed 15m ${noon + 3 * step}`,
    ]);
  });
});

describe('a sender that falls silent', () => {
  it('is noticed two minutes after its candle was due, and nothing of it is trusted until it is back', async () => {
    const { feed, time, changes } = await begin();
    expect(feed.health()).toMatchObject({ state: 'starting', lastHeardAt: null, message: null });
    expect(feed.doubt('EURUSD')).toBe('No candle of EURUSD was ever pushed.');
    await feed.push(upTo(noon, 1));
    expect(feed.health()).toMatchObject({ state: 'live', lastCandleAt: noon, lastHeardAt: noon });
    expect(feed.doubt('EURUSD')).toBeNull();
    await time.advance(step + 2 * minute - 1_000);
    expect(feed.doubt('EURUSD')).toBeNull();
    await time.advance(2_000);
    const text = 'EURUSD: nothing was pushed since 2026-03-04 12:00 UTC; a candle is due every 5 min.';
    expect(feed.doubt('EURUSD')).toBe(text);
    expect(feed.health()).toMatchObject({ state: 'stale', message: text, staleSymbols: ['EURUSD'] });
    await feed.push([candle(noon)]);
    expect(feed.health().state).toBe('live');
    expect(changes()).toBe(3);
  });

  it('is not missed while nobody trades', async () => {
    const friday = Date.UTC(2026, 2, 6, 21, 55);
    const { feed, time } = await begin({ now: friday });
    await feed.push(upTo(friday, 1));
    await time.advance(40 * 60 * minute);
    expect(feed.doubt('EURUSD')).toBeNull();
  });

  it('is given up after a week, but its price is not trusted for that', async () => {
    const store = new MemoryHistory('forex');
    await store.save(upTo(noon - 8 * 24 * 60 * minute, 1));
    const { feed } = await begin({ store });
    expect(feed.health()).toMatchObject({ state: 'starting', message: null, staleSymbols: ['EURUSD'] });
    expect(feed.doubt('EURUSD')).toContain('nothing was pushed since 2026-02-24 12:00 UTC');
    await feed.push(upTo(noon, 1));
    expect(feed.health()).toMatchObject({ state: 'live', message: null, staleSymbols: [] });
  });

  it('is told of each symbol, not of the first alone', async () => {
    const time = new SimTime(noon);
    const feed = new IngestFeed({
      specs: [euro, { ...euro, symbol: 'GBPUSD' }],
      clock: time,
      store: new MemoryHistory('forex'),
      foldedUpTo: () => null,
      failed: () => undefined,
    });
    const told: (readonly string[])[] = [];
    const healthChanged = () => void told.push(feed.health().staleSymbols);
    await feed.start({ ...feedLog(time).listener, healthChanged });
    await feed.push(upTo(noon, 1));
    await feed.push(upTo(noon - step, 1).map((one) => ({ ...one, symbol: 'GBPUSD' })));
    await time.advance(2 * step);
    expect(told).toEqual([[], ['GBPUSD'], ['EURUSD', 'GBPUSD']]);
  });

  it('takes no more once it is stopped', async () => {
    const { feed } = await begin();
    await feed.stop();
    expect(await why(feed.push(upTo(noon, 1)))).toContain('Breaker is starting or stopping');
  });
});
