import { expect, it } from 'vitest';
import { readListings, readSymbols, symbolsFile } from '#server/symbolConfig.ts';
import { textFiles } from '../../support/textFiles.ts';

const { write } = textFiles();

it('ships with sound instruments, each with the place its candles come from', async () => {
  const listings = await readListings(symbolsFile);
  const listed = (venue: string) => listings.flatMap((one) => (one.venue === venue ? one.spec.symbol : []));
  expect(listed('delta')).toEqual(['SOLUSD', 'AAVEUSD', 'BTCUSD', 'ETHUSD']);
  expect(listed('ingest')).toEqual(['EURUSD', 'GBPUSD', 'USDCAD', 'XAUUSD']);
  expect(listed('recorded')).toEqual(['SOLUSDT', 'AAVEUSDT', 'BTCUSDT', 'ETHUSDT', 'DOGEUSDT', 'USDJPY']);
  const symbols = await readSymbols(symbolsFile);
  expect(symbols.get('XAUUSD')).toMatchObject({ symbol: 'XAUUSD', kind: 'metal', contractValue: '100' });
  expect(symbols.get('XAUUSD')).not.toHaveProperty('venue');
});

it('knows what a venue calls an instrument', async () => {
  const path = write(
    'venues.json',
    JSON.stringify({ XBTUSD: { ...good, venue: 'ccxt:kraken', venueSymbol: 'BTC/USD', isAssumed: true } }),
  );
  const [listing] = await readListings(path);
  expect(listing).toMatchObject({ venue: 'ccxt:kraken', venueSymbol: 'BTC/USD', isAssumed: true });
});

const good = {
  venue: 'delta',
  kind: 'crypto',
  base: 'SOL',
  quote: 'USDT',
  tick: '0.01',
  contractValue: '1',
  sizeStep: '0.01',
  minSize: '0.01',
  unit: 'SOL',
  takerFeePct: '0.05',
  session: '24x7',
  timeframes: ['15m'],
};

it('lists everything that is wrong, each with its place', async () => {
  const path = write(
    'symbols.json',
    JSON.stringify({
      GOOD: good,
      SOLUSDT: { ...good, tick: 0.01, color: 'red' },
      ETHUSDT: { ...good, timeframes: ['2m'] },
      BTCUSDT: { ...good, venue: 'nowhere' },
    }),
  );
  const problems = await readSymbols(path).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
  expect(problems).toHaveLength(4);
  expect(problems[0]).toMatch(/^symbols\.json: SOLUSDT\.tick: .*expected string/);
  expect(problems[1]).toMatch(/^symbols\.json: SOLUSDT: .*"color"/);
  expect(problems[2]).toMatch(/^symbols\.json: ETHUSDT\.timeframes\.0: /);
  expect(problems[3]).toMatch(/^symbols\.json: BTCUSDT\.venue: expected "delta", "ingest"/);
  await expect(readSymbols(write('broken.json', '{'))).rejects.toThrow('broken.json: it is no JSON');
});
