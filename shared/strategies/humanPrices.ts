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
  if (ahead.length === 0) return usual;
  const nearest = Math.min(...ahead.map((pool) => Math.abs(pool.level - entry)));
  return nearest >= params.minRr * risk ? round(entry + side * nearest, tick) : usual;
}
