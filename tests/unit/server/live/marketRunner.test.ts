import { expect, it } from 'vitest';
import { MarketRunner } from '#server/live/marketRunner.ts';
import { candleAt, minute, noon, solSpec } from '../../../support/domain.ts';

const market = () => new MarketRunner({ specs: new Map([[solSpec.symbol, solSpec]]), strategies: [] });
const quarter = 15 * minute;

it('knows as last price that of the open candle, whichever timeframe told of it last', () => {
  const runner = market();
  runner.fold(candleAt(noon, 100));
  runner.form({ ...candleAt(noon + quarter, 101) });
  // The hour began before the quarter that has closed.
  runner.form({ ...candleAt(noon, 101), timeframe: '1h' });
  expect(runner.lastPrice(solSpec.symbol)).toBe(101);
  runner.fold(candleAt(noon + quarter, 102));
  expect(runner.lastPrice(solSpec.symbol)).toBe(102);
  runner.form(candleAt(noon + 2 * quarter, 103));
  expect(runner.lastPrice(solSpec.symbol)).toBe(103);
});
