import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { Exact } from '#shared/market/exact.ts';
import { anyRun, runLength } from '../../support/anyBacktest.ts';
import { type TestRun, tested } from '../../support/backtests.ts';
import { candleSeries } from '../../support/candleSeries.ts';

const seeded = { seed: 20261, numRuns: 1_000 };
const play = ({ seed, ...run }: TestRun & { readonly seed: number }) =>
  tested(run, candleSeries({ seed, length: runLength }));

const sum = (amounts: readonly string[]) =>
  amounts.reduce((total, amount) => total.plus(amount), new Exact(0));

function expectSoundBooks(result: BacktestResult): void {
  const { summary, fills, trades, open } = result;
  const realised = sum(fills.map((fill) => fill.gross));
  const paid = sum(fills.map((fill) => fill.fee)).plus(sum(fills.map((fill) => fill.spread)));
  const start = new Exact(summary.start);
  expect(summary.final).toBe(start.plus(realised).minus(paid).toFixed());
  expect(summary.equity).toBe(new Exact(summary.final).plus(open?.openResult ?? 0).toFixed());
  for (const trade of trades) {
    const [entry, ...exits] = trade.fills;
    expect(entry?.leg).toBe('entry');
    expect(sum(exits.map((fill) => fill.contracts)).eq(entry?.contracts ?? 0)).toBe(true);
    expect(exits.at(-1)?.left).toBe('0');
    expect(trade.reason).toBe(exits.at(-1)?.leg);
    const net = sum(trade.fills.map((fill) => fill.gross))
      .minus(sum(trade.fills.map((fill) => fill.fee)))
      .minus(sum(trade.fills.map((fill) => fill.spread)));
    expect(trade.net).toBe(net.toFixed());
    expect(Math.min(trade.maeR, trade.mfeR)).toBeGreaterThanOrEqual(0);
  }
}

function expectSoundOrders({ orders, fills, signals }: BacktestResult): void {
  const placed = new Map(signals.map(({ order, bar }) => [order.id, { order, bar }]));
  expect(placed.size).toBe(signals.length);
  let holding: string | null = null;
  for (const fill of fills) {
    const from = placed.get(fill.orderId);
    expect(fill.bar).toBeGreaterThan(from?.bar ?? Number.POSITIVE_INFINITY);
    expect(Number(fill.contracts)).toBeLessThanOrEqual(Number(from?.order.contracts));
    // One position at a time: an entry finds none, an exit finds its own.
    expect(holding).toBe(fill.leg === 'entry' ? null : fill.orderId);
    holding = fill.left === '0' ? null : fill.orderId;
  }
  const entered = new Set(fills.map((fill) => fill.orderId));
  for (const change of orders)
    if (change.action === 'cancelled') expect(entered).not.toContain(change.order.id);
}

function expectRules({ trades, fills }: BacktestResult, run: TestRun): void {
  const { cooldownBars, entriesPerZone } = blockEntryParams.parse(run.params);
  const used = new Map<string, number>();
  for (const fill of fills.filter(({ leg }) => leg === 'entry')) {
    const before = trades.filter((trade) => trade.exitBar < fill.bar && trade.direction === fill.direction);
    const lastExit = before.at(-1)?.exitBar ?? Number.NEGATIVE_INFINITY;
    expect(fill.bar).toBeGreaterThan(lastExit + cooldownBars);
  }
  for (const { zone } of trades) used.set(zone, (used.get(zone) ?? 0) + 1);
  for (const count of used.values()) expect(count).toBeLessThanOrEqual(entriesPerZone);
}

describe('the books of any backtest', () => {
  it('keeps sound books, orders and rules', () => {
    let trades = 0;
    const reasons = new Set<string>();
    fc.assert(
      fc.property(anyRun, (run) => {
        const result = play(run);
        expectSoundBooks(result);
        expectSoundOrders(result);
        expectRules(result, run);
        trades += result.trades.length;
        for (const trade of result.trades) reasons.add(trade.reason);
      }),
      seeded,
    );
    expect(trades).toBeGreaterThan(1_000);
    expect([...reasons].sort()).toEqual(['invalidation', 'stop', 'target', 'trail']);
  });

  it('never opens what it could not have paid for at its own risk', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const { signals, fills, summary } = play(run);
        for (const { order, bar } of signals) {
          const before = fills.filter((fill) => fill.bar <= bar).at(-1)?.capital ?? summary.start;
          const notional = new Exact(order.contracts).times(order.price).times(run.spec?.contractValue ?? 1);
          const share = order.zone.state === 'fresh' ? '8' : '3';
          expect(notional.lte(new Exact(before).times(share))).toBe(true);
          const isRight = order.direction === 'long' ? order.stop < order.price : order.stop > order.price;
          expect(isRight).toBe(true);
        }
      }),
      { ...seeded, seed: 20264 },
    );
  });
});
