import { describe, expect, it } from 'vitest';
import { tested } from '../../../support/backtests.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { blocks40Fixture, fixtureRows, runOf } from '../../../support/tradingFixture.ts';

describe.each(blocks40Fixture.cases)('the worked trades: $name, mode $mode', (expected) => {
  const rows = fixtureRows(tested(runOf(expected), blocks40));

  it.each(['signals', 'blocked', 'orders', 'fills', 'stopMoves'] as const)('%s', (table) => {
    expect(rows[table]).toEqual(expected[table]);
  });

  it('trades', () => {
    expect(rows.trades).toHaveLength(expected.trades.length);
    expect(rows.trades).toMatchObject(expected.trades);
  });

  it('summary', () => {
    expect(rows.summary).toEqual(expected.summary);
  });
});
