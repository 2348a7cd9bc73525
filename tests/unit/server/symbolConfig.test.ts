import { expect, it } from 'vitest';
import { readSymbols, symbolsFile } from '#server/symbolConfig.ts';
import { textFiles } from '../../support/textFiles.ts';

const { write } = textFiles();

it('ships with sound instruments', async () => {
  const symbols = await readSymbols(symbolsFile);
  expect([...symbols.keys()]).toEqual([
    'SOLUSDT',
    'AAVEUSDT',
    'BTCUSDT',
    'ETHUSDT',
    'DOGEUSDT',
    'EURUSD',
    'GBPUSD',
    'USDJPY',
    'USDCAD',
    'XAUUSD',
  ]);
  expect(symbols.get('XAUUSD')).toMatchObject({ symbol: 'XAUUSD', kind: 'metal', contractValue: '100' });
});

it('lists everything that is wrong, each with its place', async () => {
  const good = {
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
  const path = write(
    'symbols.json',
    JSON.stringify({
      GOOD: good,
      SOLUSDT: { ...good, tick: 0.01, color: 'red' },
      ETHUSDT: { ...good, timeframes: ['2m'] },
    }),
  );
  const problems = await readSymbols(path).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
  expect(problems).toHaveLength(3);
  expect(problems[0]).toMatch(/^symbols\.json: SOLUSDT\.tick: .*expected string/);
  expect(problems[1]).toMatch(/^symbols\.json: SOLUSDT: .*"color"/);
  expect(problems[2]).toMatch(/^symbols\.json: ETHUSDT\.timeframes\.0: /);
  await expect(readSymbols(write('broken.json', '{'))).rejects.toThrow('broken.json: it is no JSON');
});
