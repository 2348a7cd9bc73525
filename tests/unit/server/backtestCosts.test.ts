import { describe, expect, it } from 'vitest';
import { instrumentOf } from '#server/backtestCosts.ts';
import { readSymbols, symbolsFile } from '#server/symbolConfig.ts';
import { emptyColumns } from '#shared/market/candleColumns.ts';

const specs = await readSymbols(symbolsFile);
const none = { tick: null, contractValue: null, sizeStep: null };

const costsOf = (symbol: string, costs = {}) =>
  instrumentOf(
    { series: { symbol, timeframe: '15m', columns: emptyColumns(0) }, priceDigits: 2 },
    { instrument: none, costs },
    specs,
  ).costs;

describe('the currency of the account', () => {
  const closing = (symbol: string, close: number) =>
    instrumentOf(
      {
        series: {
          symbol,
          timeframe: '15m',
          columns: { ...emptyColumns(1), close: Float64Array.of(close) },
        },
        priceDigits: 2,
      },
      { instrument: none, costs: {} },
      specs,
    );

  it('is the dollar: a pair that is quoted in another is worth what it is in dollars', () => {
    const yen = closing('USDJPY', 150);
    expect(yen.quoteRate).toBe('0.006666666667');
    expect(yen.spec.contractValue).toBe('666.6666667');
    expect(closing('USDCAD', 1.25).spec.contractValue).toBe('80000');
  });

  it('changes nothing where the quote is a dollar, or where nobody knows', () => {
    expect(closing('EURUSD', 1.1)).toMatchObject({ quoteRate: '1', spec: { contractValue: '100000' } });
    expect(closing('BTCUSDT', 90_000)).toMatchObject({ quoteRate: '1', spec: { contractValue: '1' } });
    expect(closing('EURGBP', 0.85)).toMatchObject({ quoteRate: null, spec: { contractValue: '100000' } });
  });
});

describe('what trading costs', () => {
  it('is told by the instrument', () => {
    expect(costsOf('BTCUSDT')).toMatchObject({ takerRate: '0.0005', makerRate: '0.0002', spread: '0' });
    expect(costsOf('EURUSD')).toMatchObject({ takerRate: '0', makerRate: '0', spread: '0.00012' });
    expect(costsOf('XAUUSD')).toMatchObject({ takerRate: '0', spread: '0.27' });
  });

  it('is told by the kind of an instrument that nobody described', () => {
    expect(costsOf('AUDNZD').spread).toBe('0.0002');
    expect(costsOf('CADJPY').spread).toBe('0.02');
    expect(costsOf('XAUEUR').spread).toBe('0.3');
    expect(costsOf('XAGUSD').spread).toBe('0.03');
    expect(costsOf('PEPEUSDT')).toMatchObject({ takerRate: '0.0005', spread: '0' });
  });

  it('is what was asked for, above all', () => {
    expect(costsOf('EURUSD', { spread: '0.5', takerRate: '0.001' })).toMatchObject({
      ...{ spread: '0.5', takerRate: '0.001', makerRate: '0.0002' },
    });
  });

  it('is known of every instrument that Breaker ships with', () => {
    for (const spec of specs.values()) expect(spec.spread).toBeDefined();
  });
});
