import { describe, expect, it } from 'vitest';
import { runBacktest } from '#shared/backtest/runBacktest.ts';
import { SimMatching } from '#shared/backtest/simMatching.ts';
import { TradingError } from '#shared/errors.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { CloseEntry } from '#shared/executors/closeEntry.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import type { EntryOrder } from '#shared/trading/order.ts';
import { tested } from '../../../support/backtests.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { candles } from '../../../support/candles.ts';
import { ScriptedStrategy } from '../../../support/domain.ts';
import { testSpec } from '../../../support/marketViews.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';

const share = { riskPct: null };
const openOf = (bar: number) => blocks40[bar]?.openTime ?? Number.NaN;

describe('a backtest', () => {
  it('pays funding on what it holds: longs pay a positive rate, shorts receive it', () => {
    const funding = [16, 18, 26, 34].map((bar) => ({ at: openOf(bar), rate: '0.0001' }));
    const plain = tested({ mode: 'A', params: share }, blocks40);
    const { trades, summary } = tested({ mode: 'A', params: share, funding }, blocks40);
    // Short 29 from bar 17 to 21; long 25 from bar 24, 13 of them from bar 33 to 36.
    const paid = [
      -29 * 101.8 * 0.0001,
      (25 * (blocks40[26]?.open ?? 0) + 13 * (blocks40[34]?.open ?? 0)) * 0.0001,
    ];
    expect(blocks40[18]?.open).toBe(101.8);
    expect(trades.slice(0, 2).map((trade) => Number(trade.funding))).toEqual(
      paid.map((amount) => expect.closeTo(amount, 9)),
    );
    const fromFills = trades.map((trade) => Number(trade.gross) - Number(trade.fees) - Number(trade.funding));
    expect(trades.map((trade) => Number(trade.net))).toEqual(fromFills.map((net) => expect.closeTo(net, 9)));
    expect(Number(summary.final) - Number(summary.start)).toBeCloseTo(Number(summary.net), 9);
    expect(plain.summary.funding).toBe('0');
  });

  it('pays half the spread on every fill', () => {
    const costs = tradingCostsSchema.parse({ spread: '0.04' });
    const { trades, fills } = tested({ mode: 'A', params: share, costs }, blocks40);
    expect(fills.map((fill) => Number(fill.spread))).toEqual(
      fills.map((fill) => expect.closeTo(0.02 * Number(fill.contracts), 12)),
    );
    expect(Number(trades[0]?.spread)).toBeCloseTo(0.04 * 29, 12);
  });

  it('marks what is open at the end, and counts it in no rate', () => {
    const { open, summary, trades } = tested({ mode: 'A', params: share }, blocks40.slice(0, 26));
    expect(trades).toHaveLength(1);
    expect(open).toMatchObject({ entryBar: 24, entry: '103.2', left: '25', stop: 99.8 });
    const result = 25 * ((blocks40[25]?.close ?? 0) - 103.2);
    expect(Number(open?.openResult)).toBeCloseTo(result, 9);
    expect(Number(summary.equity)).toBeCloseTo(Number(summary.final) + result, 9);
    expect(summary.trades).toBe(1);
  });

  it('draws the equity at every close', () => {
    const { equity, summary } = tested({ mode: 'B', params: share }, blocks40);
    expect(equity.equity).toHaveLength(40);
    expect(equity.closeTime[0]).toBe(openOf(1));
    expect(equity.equity.at(-1)).toBeCloseTo(Number(summary.equity), 9);
  });

  it('says nothing of rates that it has no trades for', () => {
    const { summary, from } = tested({ mode: 'A', params: share }, blocks40.slice(0, 3));
    expect(summary).toMatchObject({
      trades: 0,
      winRate: null,
      meanR: null,
      medianR: null,
      profitFactor: null,
    });
    expect(summary).toMatchObject({ fillRate: null, exposure: 0, final: '1000', maxDrawdown: '0' });
    expect(from).toBe(openOf(0));
    expect(tested({ mode: 'A' }, []).from).toBeNull();
  });

  it('trades a series up to a time, with the structure of what came before the start', () => {
    const series = { symbol: 'TESTUSD', timeframe: '15m', columns: columnsOf(blocks40) } as const;
    const executor = new CloseEntry(blockEntryParams.parse(share));
    const request = {
      ...{ strategy: new ProgressiveSmc(), series, executor, spec: testSpec, config: exampleConfig },
      ...{ capital: '1000', costs: tradingCostsSchema.parse({}), limitFills: 'touch' as const },
    };
    expect(runBacktest(request).trades).toHaveLength(3);
    const part = runBacktest({ ...request, from: openOf(20), to: openOf(37) });
    expect(part.trades.map((trade) => trade.entryBar)).toEqual([24]);
    expect(part).toMatchObject({
      bars: 17,
      from: openOf(20),
      to: openOf(36),
      mode: 'A',
      strategy: 'progressive-smc',
    });
    const strategy = new ScriptedStrategy(() => null);
    expect(() => runBacktest({ ...request, strategy })).toThrow(TradingError);
  });
});

describe('the fill model', () => {
  const order: EntryOrder = {
    ...{ id: 'one', kind: 'limit', direction: 'long', price: 103.2, contracts: '10', stop: 101.4 },
    ...{ targetDistance: 3.6, trailDistance: null, targetCloses: 'all', expiresAt: null, leverage: 10 },
    zone: {
      ...{ id: 1, state: 'fresh', direction: 'long', top: 104, bottom: 102, entry: 103.2 },
      ...{ source: 0, since: 0, sinceTime: 0 },
    },
    ...{ atr: 1, bar: 0, placedAt: 0 },
  };
  function updates(changes: Partial<EntryOrder>, limitFills: 'touch' | 'through', ...rows: string[]) {
    const matching = new SimMatching({ spec: testSpec, costs: tradingCostsSchema.parse({}), limitFills });
    matching.perform({ type: 'enter', order: { ...order, ...changes } }, 0);
    return candles(...rows).flatMap((candle) => matching.onCandle(candle));
  }

  it('takes a target at the open only when the open is through it, if it must be traded through', () => {
    const rows = ['104 104.2 103 103.6', '106.8 107 106 106.5'];
    expect(updates({}, 'touch', ...rows)[1]).toMatchObject({ leg: 'target', isAtOpen: true, role: 'taker' });
    expect(updates({}, 'through', ...rows)[1]).toMatchObject({
      leg: 'target',
      isAtOpen: false,
      role: 'maker',
      price: '106.8',
    });
    expect(updates({}, 'through', rows[0] ?? '', '106 106.8 105 106')).toHaveLength(1);
  });

  it('closes all at the target when told so', () => {
    expect(updates({}, 'touch', '104 104.2 103 103.6', '106 107 105 106')[1]).toMatchObject({
      contracts: '10',
      left: '0',
    });
  });

  it('counts the entry bar of a limit that reaches the target as ambiguous', () => {
    expect(updates({}, 'touch', '104 106.8 103 103.6')).toMatchObject([{ leg: 'entry', isAmbiguous: true }]);
  });

  it('ends an order at the close at which its time is over', () => {
    const [first] = candles(quietRow);
    const expiresAt = (first?.openTime ?? 0) + 2 * 900_000;
    const rows = [quietRow, quietRow, '104 104 103 103'];
    expect(updates({ expiresAt }, 'touch', ...rows)).toEqual([
      { type: 'cancelled', orderId: 'one', why: 'age', at: expiresAt },
    ]);
  });

  it('forgets an order that was cancelled, and passes over commands about others', () => {
    const matching = new SimMatching({
      spec: testSpec,
      costs: tradingCostsSchema.parse({}),
      limitFills: 'touch',
    });
    matching.perform({ type: 'enter', order }, 0);
    expect(matching.perform({ type: 'cancel', orderId: 'other', why: 'zone' }, 1)).toEqual([]);
    expect(matching.perform({ type: 'moveStop', orderId: 'one', stop: 102 }, 1)).toEqual([]);
    expect(matching.perform({ type: 'close', orderId: 'one', leg: 'invalidation' }, 1)).toEqual([]);
    expect(matching.perform({ type: 'cancel', orderId: 'one', why: 'zone' }, 5)).toMatchObject([
      { why: 'zone', at: 5 },
    ]);
    expect(matching.isIdle).toBe(true);
    expect(candles('104 104 100 101').flatMap((candle) => matching.onCandle(candle))).toEqual([]);
  });
});

const quietRow = '104 104.2 103.4 103.6';

it('a trade that leaves beyond its estimated liquidation says so', () => {
  const crash = { ...blocks40[25], openTime: openOf(25), open: 90, high: 90.5, low: 89, close: 90 };
  const last = blocks40[25];
  if (last === undefined) throw new RangeError('no candle');
  const { trades } = tested({ mode: 'A', params: share }, [...blocks40.slice(0, 25), { ...last, ...crash }]);
  expect(trades.map((trade) => trade.isBeyondLiquidation)).toEqual([false, true]);
  expect(trades[1]).toMatchObject({ reason: 'stop', exit: '90' });
});
