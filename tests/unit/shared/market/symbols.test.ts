import { expect, it } from 'vitest';
import { symbolSpecSchema, withVenueFigures } from '#shared/market/symbol.ts';
import { decimalsOf, inferSymbolSpec } from '#shared/market/symbols.ts';

const infer = (symbol: string, priceDigits = 2) =>
  symbolSpecSchema.parse(inferSymbolSpec({ symbol, priceDigits, timeframes: ['15m'] }));

it('takes two currencies for lots of 100,000 without a fee', () => {
  expect(infer('AUDNZD')).toEqual({
    symbol: 'AUDNZD',
    kind: 'forex',
    base: 'AUD',
    quote: 'NZD',
    tick: '0.00001',
    contractValue: '100000',
    sizeStep: '0.01',
    minSize: '0.01',
    unit: 'lots',
    spread: '0.0002',
    takerFeePct: '0',
    session: 'forex',
    timeframes: ['15m'],
  });
  expect(infer('EURJPY', 5).tick).toBe('0.001');
});

it('knows the lots of gold and silver', () => {
  expect(infer('XAUEUR')).toMatchObject({
    kind: 'metal',
    contractValue: '100',
    tick: '0.01',
    session: 'forex',
  });
  expect(infer('XAGUSD', 3)).toMatchObject({ kind: 'metal', contractValue: '5000', tick: '0.001' });
});

it('takes everything else for crypto, one unit a contract, with the finest step that was seen', () => {
  const crypto = {
    kind: 'crypto',
    contractValue: '1',
    sizeStep: '0.001',
    takerFeePct: '0.05',
    session: '24x7',
  };
  expect(infer('PEPEUSDT', 8)).toMatchObject({ ...crypto, base: 'PEPE', quote: 'USDT', tick: '0.00000001' });
  expect(infer('XRPETH', 0)).toMatchObject({ ...crypto, base: 'XRP', quote: 'ETH', tick: '1' });
  expect(infer('BTC-USD')).toMatchObject({ ...crypto, base: 'BTC', quote: 'USD', unit: 'BTC' });
  expect(infer('THING')).toMatchObject({ ...crypto, base: 'THING', quote: 'USD' });
});

it.each([
  [1e-5, 5],
  [1.25e-7, 9],
  [0.1 + 0.2, 1],
  [1.10345, 5],
  [108_800, 0],
  [108_842.3, 1],
  [1e21, 0],
])('counts the decimals of %d', (price, decimals) => {
  expect(decimalsOf(price)).toBe(decimals);
});

it('takes from a venue its figures, and not how it is followed', () => {
  const configured = symbolSpecSchema.parse(
    inferSymbolSpec({ symbol: 'EURUSD', priceDigits: 5, timeframes: ['5m', '1h'] }),
  );
  const told = {
    ...configured,
    tick: '0.0001',
    takerFeePct: '0.1',
    session: '24x7' as const,
    timeframes: ['15m' as const],
  };
  expect(withVenueFigures(configured, told)).toEqual({ ...configured, tick: '0.0001', takerFeePct: '0.1' });
  expect(withVenueFigures(configured, undefined)).toBe(configured);
});
