import { expect, it } from 'vitest';
import type { Trade } from '#shared/trading/trade.ts';
import { positionOfTrade } from '../../../../client/chart/positions.ts';

it('draws a trade by its first stop, from its entry on', () => {
  const trade: Trade = {
    id: 't',
    accountId: 'paper',
    signalId: 's',
    symbol: 'SOLUSDT',
    timeframe: '15m',
    direction: 'short',
    size: '2',
    unit: 'lots',
    entry: '100.50',
    stop: '102.50',
    target: '95.50',
    risk: '4',
    contractValue: '1',
    quoteRate: '1',
    feeRate: '0',
    openedAt: 900_000,
    close: null,
    note: null,
  };
  expect(positionOfTrade(trade)).toEqual({
    direction: 'short',
    entry: 100.5,
    stop: 102.5,
    target: 95.5,
    rr: 2.5,
    from: 900_000,
  });
});
