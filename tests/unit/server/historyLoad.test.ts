import { beforeAll, expect, it } from 'vitest';
import { type LoadCommand, loadHistory } from '#server/historyLoad.ts';
import { type Listing, readListings, symbolsFile } from '#server/symbolConfig.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { MemoryHistory } from '../../support/memoryHistory.ts';
import { SandboxTransport, simHosts } from '../../support/sandboxTransport.ts';
import { simExchange } from '../../support/simExchange.ts';

const hourMs = 3_600_000;
const asked: LoadCommand = { command: 'load', symbol: null, timeframe: '15m', days: 2, hosts: simHosts };

let listings: readonly Listing[] = [];
beforeAll(async () => {
  listings = await readListings(symbolsFile);
});

async function world(wallAheadMs = 7_000) {
  const { time, protocol, inject } = await simExchange({ seed: 3 });
  const transport = new SandboxTransport({ sandbox: protocol, timer: time, seed: 4 });
  const store = new MemoryHistory();
  const progress: string[] = [];
  const load = async (changed: Partial<LoadCommand> = {}, stop = new AbortController()) => {
    const said: string[] = [];
    const ends: boolean[] = [];
    loadHistory(
      { ...asked, ...changed },
      {
        listings,
        store,
        transport,
        timer: time,
        wallNow: () => time.now() + wallAheadMs,
        random: seededRandom(5),
        say: (line) => said.push(line),
        showProgress: (line) => progress.push(line),
        signal: stop.signal,
      },
    ).then(
      (isDone) => ends.push(isDone),
      (error: Error) => {
        said.push(error.message);
        ends.push(false);
      },
    );
    await time.until(() => ends.length > 0, 10 * hourMs);
    return { said, isDone: ends[0] };
  };
  return { time, transport, inject, store, progress, load };
}

it('loads all instruments of the venue, and nothing the second time', async () => {
  const { load, progress, store } = await world();
  const symbols = ['SOLUSD', 'AAVEUSD', 'BTCUSD', 'ETHUSD'];
  expect(await load()).toEqual({
    isDone: true,
    said: symbols.map((symbol) => `${symbol} 15m: 192 candles loaded.`),
  });
  expect(progress).toContain('25 %: SOLUSD 15m, 192 of 192 candles');
  expect(store.saved).toHaveLength(4 * 192);
  expect((await load()).said).toEqual(symbols.map((symbol) => `${symbol} 15m: 0 candles loaded.`));
  expect(store.saved).toHaveLength(4 * 192);
});

it('fetches what was missed since, of one series', async () => {
  const { load, time, store } = await world();
  await load({ symbol: 'SOLUSD' });
  await time.advance(3 * hourMs);
  expect((await load({ symbol: 'SOLUSD' })).said).toEqual(['SOLUSD 15m: 12 candles loaded.']);
  const all = store.all({ symbol: 'SOLUSD', timeframe: '15m' });
  expect(all.map(({ openTime }) => (openTime - (all[0]?.openTime ?? 0)) / 900_000)).toEqual(
    all.map((_, index) => index),
  );
});

it.each([hourMs, -hourMs, 400 * 24 * hourMs])(
  'goes by the time of the venue on a machine whose clock is %d ms ahead',
  async (wallAheadMs) => {
    const { load, store, time } = await world(wallAheadMs);
    expect((await load({ symbol: 'SOLUSD' })).said).toEqual(['SOLUSD 15m: 192 candles loaded.']);
    const newest = store.all({ symbol: 'SOLUSD', timeframe: '15m' }).at(-1);
    expect(newest?.openTime).toBe(Math.floor((time.now() - 5_000) / 900_000) * 900_000 - 900_000);
  },
);

it('loads every timeframe of the configuration unless one is named', async () => {
  const { load } = await world();
  expect((await load({ symbol: 'BTCUSD', timeframe: null, days: 1 })).said).toEqual([
    'BTCUSD 5m: 288 candles loaded.',
    'BTCUSD 15m: 96 candles loaded.',
  ]);
});

it('says in plain words that the venue is away', async () => {
  const { load, transport } = await world();
  transport.cut();
  expect(await load()).toEqual({
    isDone: false,
    said: ['Sandbox in process cannot be reached: network unreachable.'],
  });
});

it('gives up in plain words when the venue goes away while it loads', async () => {
  const { load, inject } = await world();
  inject({ kind: 'serverError', path: '/v2/history/candles' });
  expect(await load({ symbol: 'SOLUSD' })).toEqual({
    isDone: false,
    said: [
      'SOLUSD 15m: 0 candles loaded.',
      expect.stringMatching(
        /^ {2}Not all of it: Sandbox in process .* \(500\) to GET \/v2\/history\/candles\.$/,
      ),
    ],
  });
});

it('stops when it is told to, and goes on from there', async () => {
  const { load, store } = await world();
  const stop = new AbortController();
  const save = store.save.bind(store);
  store.save = async (candles) => {
    await save(candles);
    stop.abort();
  };
  const stopped = await load({ symbol: 'SOLUSD', timeframe: '1m' }, stop);
  expect(stopped).toEqual({
    isDone: false,
    said: [
      'SOLUSD 1m: 2,000 candles loaded.',
      'Stopped. What is loaded is kept; the same command goes on from there.',
    ],
  });
  store.save = save;
  expect((await load({ symbol: 'SOLUSD', timeframe: '1m' })).said).toEqual([
    'SOLUSD 1m: 880 candles loaded.',
  ]);
});

it('knows the instruments of the venue by name', async () => {
  const { load } = await world();
  expect((await load({ symbol: 'EURUSD' })).said).toEqual([
    '--symbol is "EURUSD", expected one of Delta in config/symbols.json: SOLUSD, AAVEUSD, BTCUSD, ETHUSD.',
  ]);
});
