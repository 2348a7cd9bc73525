import { describe, expect, it } from 'vitest';
import { type BacktestRequest, runBacktest } from '#shared/backtest/runBacktest.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { CloseEntry } from '#shared/executors/closeEntry.ts';
import { RestingLimit } from '#shared/executors/restingLimit.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { upTo } from '../../../support/backtestPrefix.ts';
import {
  frames40,
  frames40Config,
  frames40Fixture,
  frames40Params,
  frames40Rows,
  openFrames40,
  runFrames40,
  settingsOf,
} from '../../../support/frames40.ts';

describe.each(frames40Fixture.cases)('the worked trades of three timeframes: $name', (expected) => {
  const settings = settingsOf(expected);
  const whole = runFrames40(settings);
  const rows = frames40Rows(whole);

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

  it('had decided as much after every bar', () => {
    for (let length = 1; length <= frames40.length; length += 1) {
      const cut = runFrames40(settings, frames40.slice(0, length));
      expect(upTo(cut, length - 1)).toEqual(upTo(whole, length - 1));
      expect(cut.setups).toEqual(whole.setups.slice(0, cut.setups.length));
    }
  });
});

describe('runBacktest', () => {
  const settings = settingsOf({ overrides: {} });
  const { spec, costs } = openFrames40(settings);
  const request: BacktestRequest = {
    strategy: new HumanTrained(frames40Params(settings)),
    series: { symbol: 'EURUSD', timeframe: '5m', columns: columnsOf(frames40) },
    executor: new RestingLimit(blockEntryParams.parse({})),
    ...{ spec, costs, config: frames40Config(settings), capital: '10000', limitFills: 'touch' },
  };

  it('trades the setups of a strategy that reads longer candles', () => {
    const { trades, strategy, mode } = runBacktest(request);
    expect({ strategy, mode, net: trades.map(({ net }) => net) }).toEqual({
      ...{ strategy: 'human-trained', mode: 'B', net: ['-50', '99.2'] },
    });
    const late = runBacktest({ ...request, from: frames40[9]?.openTime ?? 0 });
    expect(late.trades.map(({ entryBar }) => entryBar)).toEqual([11, 37]);
    expect(late.bars).toBe(frames40.length - 9);
  });

  it('refuses another mode, and candles of another timeframe', () => {
    const atClose = new CloseEntry(blockEntryParams.parse({}));
    expect(() => runBacktest({ ...request, executor: atClose })).toThrow('mode B alone');
    const series = { ...request.series, timeframe: '15m' } as const;
    expect(() => runBacktest({ ...request, series })).toThrow('needs 5m candles, these are 15m');
  });
});
