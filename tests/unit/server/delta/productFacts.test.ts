import { expect, it } from 'vitest';
import { type Product, productSchema } from '#server/delta/product.ts';
import { readProductFacts } from '#server/delta/productFacts.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';

const spec: SymbolSpec = {
  symbol: 'SOLUSD',
  kind: 'crypto',
  base: 'SOL',
  quote: 'USD',
  tick: '0.0001',
  contractValue: '1',
  sizeStep: '1',
  minSize: '1',
  unit: 'contracts',
  takerFeePct: '0.059',
  session: '24x7',
  timeframes: ['5m', '15m'],
};
const asset = (symbol: string) => ({ symbol });
const product: Product = productSchema.parse({
  id: 14_823,
  symbol: 'SOLUSD',
  contract_type: 'perpetual_futures',
  notional_type: 'vanilla',
  state: 'live',
  contract_value: '1',
  contract_unit_currency: 'SOL',
  tick_size: '0.0001',
  maker_commission_rate: '0.0002',
  taker_commission_rate: '0.0005',
  initial_margin: '1',
  maintenance_margin: '0.5',
  underlying_asset: asset('SOL'),
  quoting_asset: asset('USD'),
  settling_asset: asset('USD'),
});
const listed = { spec, venueSymbol: 'SOLUSD', isAssumed: false };
const factOf = (changed: Partial<Product>, instrument = listed) =>
  readProductFacts([{ ...product, ...changed }], [instrument])[0];

it('has nothing to say when the file is right', () => {
  expect(factOf({})).toEqual({ kind: 'tradable', spec, product, differences: [], filled: [] });
  expect(factOf({ tick: '0.00010', contractValue: '1.0' })).toMatchObject({ spec, differences: [] });
});

it('lets the venue’s figures win and says where they differ', () => {
  expect(factOf({ tick: '0.01', contractValue: '0.1', takerRate: '0.0004' })).toMatchObject({
    spec: { ...spec, tick: '0.01', contractValue: '0.1', takerFeePct: '0.0472' },
    differences: [
      'SOLUSD: the price step is 0.01 at Delta, config/symbols.json says 0.0001.',
      'SOLUSD: the value of a contract is 0.1 at Delta, config/symbols.json says 1.',
      'SOLUSD: the fee in percent, with tax, is 0.0472 at Delta, config/symbols.json says 0.059.',
    ],
    filled: [],
  });
});

it('fills in what was assumed without a word to the owner', () => {
  expect(factOf({ tick: '0.01' }, { ...listed, isAssumed: true })).toMatchObject({
    spec: { tick: '0.01' },
    differences: [],
    filled: ['SOLUSD: the price step is 0.01 at Delta, config/symbols.json says 0.0001.'],
  });
});

it('goes by what the venue calls it', () => {
  const renamed = { ...listed, spec: { ...spec, symbol: 'SOL' } };
  expect(factOf({}, renamed)).toMatchObject({ kind: 'tradable', spec: { symbol: 'SOL' } });
});

it('takes the one that lives of two that share a symbol', () => {
  const expired = { ...product, id: 7, state: 'expired' };
  for (const products of [
    [expired, product],
    [product, expired],
  ])
    expect(readProductFacts(products, [listed])[0]).toMatchObject({
      kind: 'tradable',
      product: { id: 14_823 },
    });
});

it('says that trading is disrupted, and goes on', () => {
  expect(factOf({ tradingStatus: 'disrupted_cancel_only' })).toMatchObject({
    kind: 'tradable',
    differences: ['SOLUSD: trading is disrupted at Delta now (disrupted_cancel_only).'],
  });
});

it.each([
  [{ symbol: 'OTHERUSD' }, 'Delta lists no perpetual "SOLUSD".'],
  [{ state: 'expired' }, '"SOLUSD" is not traded at Delta any more (expired).'],
  [{ state: 'settled' }, '"SOLUSD" is not traded at Delta any more (settled).'],
  [{ state: 'upcoming' }, '"SOLUSD" is not traded at Delta yet.'],
  [{ notionalType: 'inverse' }, '"SOLUSD" is inverse at Delta, only vanilla is known here.'],
  [{ tick: '0' }, 'Delta says 0 for its price step or contract, expected more than 0.'],
  [{ takerRate: '-0.1' }, 'Delta says -0.1 for its fee, expected 0 or more.'],
])('cannot trade with %j', (changed, why) => {
  expect(factOf(changed)).toEqual({
    kind: 'untradable',
    spec,
    why: `SOLUSD: ${why} Take it out of config/symbols.json.`,
  });
});
