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
