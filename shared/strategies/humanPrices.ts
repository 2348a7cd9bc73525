import type { Decimal } from 'decimal.js';
import { Exact } from '../market/exact.ts';
import { pipOf } from '../market/pip.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { roundDown, roundUp } from '../market/units.ts';
import type { LiquidityPool } from '../smc/events.ts';
import type { EntryZone } from '../trading/entryZone.ts';
import type { RoundTrip } from './humanFrames.ts';
import type { HumanTrainedParams } from './humanParams.ts';

interface Terms {
  readonly spec: SymbolSpec;
  readonly params: HumanTrainedParams;
  readonly costs: RoundTrip;
  readonly atr: number;
}

/** Beyond the far edge of the zone, rounded away from it. */
export function stopOf({ direction, top, bottom }: EntryZone, { spec, params, costs, atr }: Terms): number {
  const away = Math.max(params.stopAtr * atr, params.stopMinPips * pipOf(spec)) + costs.spread;
  return direction === 'long' ? roundDown(bottom - away, spec.tick) : roundUp(top + away, spec.tick);
}

/** In price, for one unit: the spread and the fees of entry and stop. */
export const roundTripOf = (entry: number, stop: number, costs: RoundTrip): number =>
  costs.spread + entry * costs.makerRate + stop * costs.takerRate;

/** Doubles nearer to each other than this may hide which of them is the larger. */
const doubt = 1e-9;

/** Whether the way to the stop is so many round trips long; equal is enough. */
export function isWorthItsCosts(
  { entry, stop }: { readonly entry: number; readonly stop: number },
  costs: RoundTrip,
  roundTrips: number,
): boolean {
  const spare = Math.abs(entry - stop) - roundTrips * roundTripOf(entry, stop, costs);
  if (Math.abs(spare) > doubt * entry) return spare > 0;
  const fees = new Exact(entry).times(costs.makerRate).plus(new Exact(stop).times(costs.takerRate));
  const roundTrip = fees.plus(costs.spread);
  return distance(entry, stop).gte(roundTrip.times(roundTrips));
}

const distance = (a: number, b: number): Decimal => new Exact(a).minus(b).abs();

interface TargetTerms {
  readonly stop: number;
  readonly tick: string;
  readonly params: HumanTrainedParams;
  /** Living, of the M15 series. */
  readonly pools: readonly LiquidityPool[];
}

/** So many times the risk away; or at the nearest liquidity ahead, where that is far enough. Rounded away from the entry. */
export function targetOf({ direction, entry }: EntryZone, terms: TargetTerms): number {
  const { stop, tick, params, pools } = terms;
  const side = direction === 'long' ? 1 : -1;
  const round = side > 0 ? roundUp : roundDown;
  const risk = Math.abs(entry - stop);
  const usual = round(entry + side * params.rr * risk, tick);
  if (params.target === 'rr') return usual;
  const ahead = pools.filter((pool) => pool.side === side && side * (pool.level - entry) > 0);
  const levels = ahead.map(({ level }) => level);
  if (levels.length === 0) return usual;
  const nearest = side > 0 ? Math.min(...levels) : Math.max(...levels);
  const isFar = distance(entry, nearest).gte(distance(entry, stop).times(params.minRr));
  return isFar ? round(nearest, tick) : usual;
}
