import { expect, it } from 'vitest';
import { inPips, pipOf } from '#shared/market/pip.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';

const spec = (symbol: string, priceDigits: number) =>
  inferSymbolSpec({ symbol, priceDigits, timeframes: ['5m'] });

it.each([
  ['EURUSD', 5, 0.0001],
  ['GBPUSD', 4, 0.0001],
  ['USDJPY', 3, 0.01],
  ['EURJPY', 3, 0.01],
  ['XAUUSD', 2, 0.1],
  ['XAUUSD', 3, 0.1],
  ['XAGUSD', 3, 0.01],
  ['SOLUSDT', 2, 0.01],
  ['BTCUSDT', 1, 0.1],
  ['DOGEUSDT', 5, 0.00001],
])('knows the pip of %s with %i decimals', (symbol, digits, pip) => {
  expect(pipOf(spec(symbol, digits))).toBe(pip);
});

it('tells a distance in pips, to a tenth', () => {
  expect(inPips(0.00123, spec('EURUSD', 5))).toBe(12.3);
  expect(inPips(0.123, spec('USDJPY', 3))).toBe(12.3);
  expect(inPips(1.25, spec('XAUUSD', 2))).toBe(12.5);
});
