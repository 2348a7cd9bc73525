import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { CloseEntry } from '#shared/executors/closeEntry.ts';
import { idleExecutor } from '#shared/executors/executorState.ts';
import { Exact } from '#shared/market/exact.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { type MarketView, zoneKey } from '#shared/strategies/baseStrategy.ts';
import { type BlockFilterParams, progressiveSmcParams } from '#shared/strategies/progressiveParams.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { type BlockZone, isAhead, isEntryCandle } from '#shared/trading/entryZone.ts';
import { type PlannedEntry, priceAtClose, stopBeyond, targetPrice } from '#shared/trading/plannedEntry.ts';
import { livelyConfig } from '../../support/anyBacktest.ts';
import { anyBlockFilters } from '../../support/anyBlockFilters.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { passesFilters } from '../../support/filterOracle.ts';
import { marketViews, testSpec } from '../../support/marketViews.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const spec = { ...testSpec, tick: '0.125', sizeStep: '0.001', minSize: '0.001' };
const timeframes = ['1h', '4h', '1d'] as const;
const length = 260;
const viewsOf = (seed: number, filters: Partial<BlockFilterParams>) => {
  // A timeframe nobody asks for costs nothing but time.
  const longer = timeframes.filter((timeframe) => timeframe === filters.biasTimeframe);
  return [...marketViews(candleSeries({ seed, length }), livelyConfig, spec, longer)];
};

/** What an order on the zone would be planned with at this close. */
function planned(kind: PlannedEntry['kind'], zone: BlockZone, { candle, atr }: MarketView): PlannedEntry {
  const { tick } = spec;
  const price = kind === 'market' ? priceAtClose(zone.direction, candle, tick) : zone.entry;
  const distance = atr.value * (zone.state === 'fresh' ? 2 : 1.5);
  return {
    ...{ kind, zone, price, stop: stopBeyond(zone, { distance: atr.value, tick }) },
    target: targetPrice({ direction: zone.direction, price, distance, tick }),
  };
}

it('pass and close as they do when everything is worked out anew from all candles so far', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anySeed, anyBlockFilters, (seed, filters) => {
      const params = progressiveSmcParams.parse(filters);
      const views = viewsOf(seed, filters);
      const finder = new ProgressiveSmc(filters).zoneFinder();
      for (const [bar, view] of views.entries()) {
        const zones = finder.zones(view);
        // Every few bars is often enough for so many series.
        if (bar % 7 !== seed % 7 || !view.atr.warm) continue;
        const past = { views: views.slice(0, bar + 1), config: livelyConfig };
        for (const zone of zones) {
          const block = view.blocks.find(({ id }) => id === zone.id);
          if (!isAhead(zone, view.candle.close)) continue;
          const kind = zone.id % 2 === 0 ? 'limit' : 'market';
          if (block === undefined) throw new RangeError('a zone without a block');
          const entry = planned(kind, zone, view);
          const closedBy = finder.closedBy(entry, view);
          expect(closedBy === null).toBe(passesFilters({ entry, block }, params, past));
          seen.set(`${closedBy}`, (seen.get(`${closedBy}`) ?? 0) + 1);
        }
      }
    }),
    { seed: 20271, numRuns: 1_000 },
  );
  expect([...seen.keys()].toSorted()).toEqual([
    ...['age', 'bias', 'depth', 'displacement', 'distance', 'gap', 'null', 'rr', 'session', 'sweep'],
  ]);
  expect(Math.min(...seen.values())).toBeGreaterThan(100);
});

it('let the same zones pass live and in a backtest, with the same prices', () => {
  const seen = { passed: 0, closed: 0 };
  const unlevered = { share: '1', leverage: 1 };
  const executor = new CloseEntry(
    blockEntryParams.parse({ riskPct: null, fresh: unlevered, breaker: unlevered }),
  );
  const costs = tradingCostsSchema.parse({ takerRate: '0', makerRate: '0' });
  const capital = new Exact(1_000_000);
  fc.assert(
    fc.property(anySeed, anyBlockFilters, (seed, filters) => {
      const strategy = new ProgressiveSmc(filters);
      const finder = strategy.zoneFinder();
      for (const view of viewsOf(seed, filters)) {
        const { candle, bar, atr } = view;
        const zones = finder.zones(view);
        if (!atr.warm) continue;
        const entered = zones.filter((zone) => zone.since < bar && isEntryCandle(zone, candle));
        for (const zone of entered) {
          const others = zones.filter((other) => other !== zone);
          const keyOf = ({ id, state }: BlockZone) =>
            zoneKey(`TESTUSD:15m:${id}`, state === 'fresh' ? state : 'breaker');
          const signal = strategy.onCandle({ ...view, takenZones: new Set(others.map(keyOf)) });
          const plan = executor.onCandle(idleExecutor, {
            ...{ candle, bar, spec, zones: [zone], atr, capital, costs, terms: finder.terms },
            closedBy: (entry) => finder.closedBy(entry, view),
          });
          const { order } = plan.state;
          const traded = order && {
            ...order,
            target: targetPrice({ ...order, distance: order.targetDistance, tick: spec.tick }),
          };
          expect(signal && [signal.direction, signal.entry, signal.stop, signal.targets[0]]).toEqual(
            traded && [traded.direction, traded.price, traded.stop, traded.target],
          );
          if (order === null)
            expect(plan.refusals.map(({ by }) => by)).toEqual([
              finder.closedBy(planned('market', zone, view), view),
            ]);
          if (signal === null) seen.closed += 1;
          else seen.passed += 1;
        }
      }
    }),
    { seed: 20272, numRuns: 1_000 },
  );
  expect(Math.min(seen.passed, seen.closed)).toBeGreaterThan(1_000);
});

it('only take entries away: what passes more of them passes fewer, and with none the strategy is as it was', () => {
  let kept = 0;
  fc.assert(
    fc.property(anySeed, anyBlockFilters, anyBlockFilters, (seed, some, more) => {
      const both = { ...more, ...some };
      const [plain, few, many] = [new ProgressiveSmc(), new ProgressiveSmc(some), new ProgressiveSmc(both)];
      const finders = { few: few.zoneFinder(), many: many.zoneFinder() };
      const taken = new Set<string>();
      for (const view of viewsOf(seed, both)) {
        const zones = finders.few.zones(view);
        expect(finders.many.zones(view)).toEqual(zones);
        for (const zone of view.atr.warm ? zones : []) {
          const entry = planned('limit', zone, view);
          if (finders.many.closedBy(entry, view) === null)
            expect(finders.few.closedBy(entry, view)).toBeNull();
        }
        const signal = many.onCandle({ ...view, takenZones: taken });
        if (signal === null) continue;
        kept += 1;
        const { blockId, state } = signal.zone;
        const others = view.blocks
          .map((block) => zoneKey(`TESTUSD:15m:${block.id}`, block.state))
          .filter((key) => key !== zoneKey(blockId, state));
        const without = plain.onCandle({ ...view, takenZones: new Set(others) });
        expect(signal.reasons.slice(0, without?.reasons.length)).toEqual(without?.reasons);
        expect({ ...signal, reasons: [] }).toEqual({ ...without, reasons: [] });
        taken.add(zoneKey(blockId, state));
      }
    }),
    { seed: 20273, numRuns: 1_000 },
  );
  expect(kept).toBeGreaterThan(500);
});
