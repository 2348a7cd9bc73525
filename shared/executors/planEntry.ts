import type { Decimal } from 'decimal.js';
import { type Candle, closeTime } from '../market/candle.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { timeframeMs } from '../market/timeframe.ts';
import { isCooling } from '../risk/cooldown.ts';
import type { TradingCosts } from '../risk/costs.ts';
import { entrySize } from '../risk/entrySize.ts';
import { protectiveStop } from '../risk/stopLoss.ts';
import { type BlockZone, zoneName } from '../trading/entryZone.ts';
import type { EntryOrder } from '../trading/order.ts';
import {
  type EntryFilter,
  type PlannedEntry,
  priceAtClose,
  targetPrice,
  type ZoneTerms,
} from '../trading/plannedEntry.ts';
import type { BlockEntryParams } from './blockEntryParams.ts';
import type { ExecutorState } from './executorState.ts';

/** What an executor may look at when a candle has closed. */
export interface ExecutionView {
  readonly candle: Candle;
  /** Index of that candle in its series. */
  readonly bar: number;
  readonly spec: SymbolSpec;
  /** Zones that stand after the candle, best first. */
  readonly zones: readonly BlockZone[];
  readonly atr: { readonly value: number; readonly warm: boolean };
  /** Realised capital of the symbol. */
  readonly capital: Decimal;
  readonly costs: TradingCosts;
  /** The strategy's word on stops and targets. */
  readonly terms: ZoneTerms;
  /** The strategy's filter that keeps an entry away at this close; null: none does. */
  readonly closedBy: (entry: PlannedEntry) => EntryFilter | null;
}

/** Which gate closed. */
export type RefusedBy = 'used' | 'cooldown' | 'stop' | EntryFilter | 'size' | 'outranked';

export type EntryPlan = { readonly order: EntryOrder } | { readonly refusedBy: RefusedBy };

interface EntryRequest {
  readonly kind: EntryOrder['kind'];
  readonly zone: BlockZone;
  readonly view: ExecutionView;
  readonly state: ExecutorState;
  readonly params: BlockEntryParams;
}

/** The order for an entry on this zone, or the first gate that refuses it: used, cooldown, stop, the strategy's filters, size. */
export function planEntry({ kind, zone, view, state, params }: EntryRequest): EntryPlan {
  const { candle, bar, spec, atr, capital, costs, terms } = view;
  const { direction } = zone;
  const name = zoneName(zone);
  if ((state.entries[name] ?? 0) >= params.entriesPerZone || state.agedZones.includes(name)) {
    return { refusedBy: 'used' };
  }
  const { cooldownBars } = params;
  if (isCooling({ lastExitBar: state.lastExitBar[direction], cooldownBars }, bar)) {
    return { refusedBy: 'cooldown' };
  }
  const price = kind === 'market' ? candle.close : zone.entry;
  const { tick } = spec;
  const { share, leverage, trailAtr } = params[zone.state];
  const stop = protectiveStop({
    ...{ direction, price, leverage, zone, tick },
    distance: terms.stopAtr * atr.value,
  });
  if (stop === null) return { refusedBy: 'stop' };
  const targetDistance = terms.targetAtr[zone.state] * atr.value;
  const planned = kind === 'market' ? priceAtClose(direction, candle, tick) : price;
  const target = targetPrice({ direction, price: planned, distance: targetDistance, tick });
  const filter = view.closedBy({ kind, zone, price: planned, stop, target });
  if (filter !== null) return { refusedBy: filter };
  const { riskPct } = params;
  const size = entrySize({ capital, share, leverage, riskPct, kind, direction, price, stop, spec, costs });
  if (size.isZero()) return { refusedBy: 'size' };
  const placedAt = closeTime(candle);
  const ageMs = (params.orderAgeBars ?? 0) * timeframeMs(candle.timeframe);
  return {
    order: {
      id: `${candle.symbol}.${candle.timeframe}.${placedAt}.${name}`,
      kind,
      direction,
      price,
      contracts: decimalText(size),
      stop,
      targetDistance,
      trailDistance: trailAtr === null ? null : trailAtr * atr.value,
      targetCloses: params.targetCloses,
      expiresAt: kind === 'limit' && ageMs > 0 ? placedAt + ageMs : null,
      leverage,
      zone,
      atr: atr.value,
      bar,
      placedAt,
    },
  };
}
