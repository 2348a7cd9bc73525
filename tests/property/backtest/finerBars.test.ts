import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FinerBars } from '#shared/backtest/finerBars.ts';
import { matchInside } from '#shared/backtest/matchInside.ts';
import type { OrderUpdate } from '#shared/trading/order.ts';
import { anyRun, livelyConfig } from '../../support/anyBacktest.ts';
import { tested } from '../../support/backtests.ts';
import { joined, seriesOf, shortCandles } from '../../support/finerSeries.ts';
import { playOrders } from '../../support/playedOrders.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const anyFills = fc.constantFrom<('touch' | 'through')[]>('touch', 'through');
const length = 180;

const outcomes = (updates: readonly OrderUpdate[]) =>
  updates.map((update) =>
    update.type === 'cancelled'
      ? { orderId: update.orderId, why: update.why }
      : {
          ...{ orderId: update.orderId, leg: update.leg, price: update.price, contracts: update.contracts },
          ...{ role: update.role, left: update.left, isAmbiguous: update.isAmbiguous },
        },
  );

const ambiguous = (updates: readonly OrderUpdate[]) =>
  updates.filter((update) => update.type === 'filled' && update.isAmbiguous).length;

describe('finer candles inside of ambiguous ones', () => {
  it('give what the path of the finer candles gives, where that path has no jump inside of a candle', () => {
    const seen = { coarse: 0, left: 0 };
    fc.assert(
      fc.property(anySeed, anyFills, (seed, limitFills) => {
        const short = shortCandles(seed, length, 3);
        const long = joined(short, 3, '15m');
        const finer = new FinerBars([seriesOf(short, '5m')]);
        const game = { seed, limitFills };
        const resolved = playOrders(long, {
          ...game,
          match: (matching, bar) => matchInside(matching, bar, finer).flatMap(({ updates }) => updates),
        });
        const path = playOrders(long, {
          ...game,
          match: (matching, bar) => finer.inside(bar).flatMap((part) => matching.onCandle(part)),
        });
        expect(outcomes(resolved)).toEqual(outcomes(path));
        seen.left += ambiguous(resolved);
        seen.coarse += ambiguous(playOrders(long, game));
      }),
      { seed: 20271, numRuns: 1_000 },
    );
    expect(seen.coarse).toBeGreaterThan(1_000);
    expect(seen.left).toBeGreaterThan(100);
    expect(seen.left).toBeLessThan(0.75 * seen.coarse);
  });

  it('change nothing when they are another market, and only ambiguous trades when they are its own', () => {
    const seen = { resolved: 0, left: 0 };
    fc.assert(
      fc.property(anyRun, anySeed, ({ seed, ...any }, otherSeed) => {
        // Without filters there are more trades to look into.
        const run = { ...any, config: livelyConfig, zones: {} };
        const short = shortCandles(seed, 900, 7);
        const long = joined(short, 3, '15m');
        const plain = tested(run, long);
        const finer = (candles: typeof short) => new FinerBars([seriesOf(candles, '5m')]);
        const strange = finer(
          shortCandles(otherSeed, 900, 7).map((candle) => ({ ...candle, high: candle.high + 1_000 })),
        );
        expect(tested({ ...run, finer: strange }, long)).toEqual(plain);
        const result = tested({ ...run, finer: finer(short) }, long);
        const { ambiguousBars, resolvedBars } = result.summary;
        expect(resolvedBars).toBeLessThanOrEqual(ambiguousBars);
        // Up to the first bar that did not tell, it is the same run.
        const [first] = plain.trades.filter((trade) => trade.isAmbiguous);
        const before = (trade: { readonly exitBar: number }) =>
          first === undefined || trade.exitBar < first.entryBar;
        expect(result.trades.filter(before)).toEqual(plain.trades.filter(before));
        if (plain.summary.ambiguousBars === 0) expect(result).toEqual(plain);
        seen.resolved += resolvedBars;
        seen.left += ambiguousBars - resolvedBars;
      }),
      { seed: 20272, numRuns: 1_000 },
    );
    expect(seen.resolved).toBeGreaterThan(50);
    expect(seen.left).toBeGreaterThan(5);
  });
});
