import { closeTime, type UnixMs } from '../market/candle.ts';
import { timeframeMs } from '../market/timeframe.ts';
import { type DealingRange, depthIn, isDeepEnough, positionIn } from '../smc/dealingRange.ts';
import type { Side, StructureBreak } from '../smc/events.ts';
import { type EntryZone, isAhead } from '../trading/entryZone.ts';
import type { HumanFrames, RoundTrip } from './humanFrames.ts';
import type { HumanTrainedParams } from './humanParams.ts';
import { isWorthItsCosts, roundTripOf, stopOf, targetOf } from './humanPrices.ts';
import { type LegZone, zonesOfLeg } from './humanZones.ts';
import type { Sessions } from './sessions.ts';

/** In the order in which they are asked; the first that closes ends it. */
export type HumanGate =
  | 'atr'
  | 'session'
  | 'bias'
  | 'shift'
  | 'range'
  | 'zone'
  | 'location'
  | 'price'
  | 'liquidity'
  | 'risk';

/** A zone of the leg with what its gates looked at. */
export type ZoneReading = LegZone & {
  /** Of its middle in the H4 range. */
  readonly position: number;
} & ({ readonly closedBy: 'location' } | { readonly closedBy: 'price' } | PricedZone);

/** `closedBy` null: it may be traded. */
export interface PricedZone {
  readonly closedBy: 'liquidity' | 'risk' | null;
  readonly isSwept: boolean;
  readonly hasInducement: boolean;
  readonly stop: number;
  readonly target: number;
  readonly roundTrip: number;
}

/** What the gates saw at a close, as far as they were asked. */
export interface HumanReading {
  readonly at: UnixMs;
  readonly close: number;
  readonly atr: { readonly value: number; readonly warm: boolean };
  readonly bias: Side | 0;
  readonly shift: StructureBreak | null;
  readonly range: DealingRange | null;
  /** Of the shift's leg; those that may be traded first, the best of them at the head. */
  readonly zones: readonly ZoneReading[];
  /** Of all zones the gate that was reached last; null: there is a trade. */
  readonly closedBy: HumanGate | null;
}

interface Setting {
  readonly params: HumanTrainedParams;
  /** Those of the parameters. */
  readonly sessions: Sessions;
  readonly costs: RoundTrip;
}

const shiftMs = timeframeMs('15m');
const zoneMs = timeframeMs('5m');

/** Bias, shift, zone, liquidity and order at the last M5 close; null before the first. */
export function readHuman(frames: HumanFrames, setting: Setting): HumanReading | null {
  const { candle, m5, m15, h4 } = frames;
  if (candle === null) return null;
  const seen = {
    at: closeTime(candle),
    close: candle.close,
    atr: m5.atr,
    bias: h4.trend,
    shift: m15.lastBreak,
    range: h4.dealingRange,
  };
  const gate = closedBefore(seen, setting);
  if (gate !== null) return { ...seen, zones: [], closedBy: gate };
  const zones = zonesAt(frames, seen, setting).sort(byPreference(candle.close));
  return { ...seen, zones, closedBy: lastGate(zones) };
}

type Seen = Omit<HumanReading, 'zones' | 'closedBy'>;

function closedBefore(seen: Seen, { params, sessions }: Setting): HumanGate | null {
  const { atr, bias, shift, range, at } = seen;
  if (!atr.warm) return 'atr';
  if (!sessions.holds(at)) return 'session';
  if (bias === 0 && params.bias !== 'any') return 'bias';
  if (shift === null || (params.needsShift && !isShifted(seen, shift, params))) return 'shift';
  return range === null ? 'range' : null;
}

/** M15 broke to a side that is traded, not long ago. */
const isShifted = ({ bias, at }: Seen, shift: StructureBreak, params: HumanTrainedParams): boolean =>
  sidesOf(bias, params).includes(shift.side) && at - shift.closeTime <= params.shiftAgeMs;

/** Sides that the bias lets be traded. */
export function sidesOf(trend: Side | 0, { bias }: HumanTrainedParams): readonly Side[] {
  if (bias === 'any') return [1, -1];
  if (trend === 0) return [];
  return [bias === 'with' ? trend : opposite(trend)];
}

const opposite = (side: Side): Side => (side > 0 ? -1 : 1);

function zonesAt(frames: HumanFrames, seen: Seen, setting: Setting): ZoneReading[] {
  const { bias, shift, range } = seen;
  const { needsShift } = setting.params;
  if (shift === null || range === null) return [];
  const sides = needsShift ? [shift.side] : sidesOf(bias, setting.params);
  return sides.flatMap((side) => {
    const leg = needsShift ? { side, start: shift.sourceTime, end: shift.closeTime } : { side, ...anyLeg };
    const found = zonesOfLeg(frames, leg, setting.params);
    if (found.length === 0) return [];
    const origin = { side, start: shift.sourceTime, end: shift.sourceTime + shiftMs };
    const isLegSwept = needsShift ? isSweptBefore(frames, origin, setting.params) : null;
    return found.map((zone) => readZone(zone, { frames, seen, range, side, isLegSwept, ...setting }));
  });
}

const anyLeg = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

interface Origin {
  readonly side: Side;
  readonly start: UnixMs;
  readonly end: UnixMs;
}

/** A pool on the other side gave up its orders shortly before a candle or in it: the one that the leg, or the zone, began with. */
function isSweptBefore(
  { recent }: HumanFrames,
  { side, start, end }: Origin,
  { sweepBars }: HumanTrainedParams,
): boolean {
  const from = recent.barFrom(start) - sweepBars;
  return recent.isSwept(side > 0 ? -1 : 1, from, recent.barFrom(end));
}

interface ZoneContext extends Setting {
  readonly frames: HumanFrames;
  readonly seen: Seen;
  readonly range: DealingRange;
  readonly side: Side;
  /** Liquidity before the leg; null where the zones are of any leg. */
  readonly isLegSwept: boolean | null;
}

function readZone(found: LegZone, context: ZoneContext): ZoneReading {
  const { seen, range, side, params } = context;
  const { zone } = found;
  const middle = (zone.top + zone.bottom) / 2;
  const position = positionIn(range, middle);
  if (!isDeepEnough(depthIn(range, middle, side), params.minDepth))
    return { ...found, position, closedBy: 'location' };
  if (!isAhead(zone, seen.close)) return { ...found, position, closedBy: 'price' };
  return { ...found, position, ...priceZone(found, context) };
}

function priceZone({ zone, formedAt }: LegZone, context: ZoneContext): PricedZone {
  const { frames, seen, side, isLegSwept, params, costs } = context;
  const origin = { side, start: formedAt, end: formedAt + zoneMs };
  const isSwept = isLegSwept ?? isSweptBefore(frames, origin, params);
  const { spec, m15, recent } = frames;
  const { entry, top, bottom, since } = zone;
  const between = side > 0 ? { above: top, below: seen.close } : { above: seen.close, below: bottom };
  const hasInducement = recent.isPivotSwept(side > 0 ? -1 : 1, since, between);
  const stop = stopOf(zone, { spec, params, costs, atr: seen.atr.value });
  const target = targetOf(zone, { stop, tick: spec.tick, params, pools: m15.pools });
  const read = { isSwept, hasInducement, stop, target, roundTrip: roundTripOf(entry, stop, costs) };
  if (!hasLiquidity(read, params.liquidity)) return { ...read, closedBy: 'liquidity' };
  const isSound = side * (entry - stop) > 0 && Math.min(stop, target) > 0;
  const isWorth = isWorthItsCosts({ entry, stop }, costs, params.minRoundTrips);
  return { ...read, closedBy: isSound && isWorth ? null : 'risk' };
}

function hasLiquidity(
  { isSwept, hasInducement }: Pick<PricedZone, 'isSwept' | 'hasInducement'>,
  asked: HumanTrainedParams['liquidity'],
): boolean {
  switch (asked) {
    case 'none':
      return true;
    case 'sweep':
      return isSwept;
    case 'inducement':
      return hasInducement;
    case 'either':
      return isSwept || hasInducement;
    case 'both':
      return isSwept && hasInducement;
  }
}

type Ranked = Pick<ZoneReading, 'closedBy' | 'overlapsGap'> & {
  readonly zone: Pick<EntryZone, 'id' | 'entry'>;
};

/** A block with a gap first, then the nearest entry, then the higher id; zones that may not be traded after the others. */
export const byPreference =
  (close: number) =>
  (a: Ranked, b: Ranked): number =>
    Number(a.closedBy !== null) - Number(b.closedBy !== null) ||
    Number(b.overlapsGap) - Number(a.overlapsGap) ||
    Math.abs(close - a.zone.entry) - Math.abs(close - b.zone.entry) ||
    b.zone.id - a.zone.id;

const zoneGates = ['location', 'price', 'liquidity', 'risk'] as const;

function lastGate(zones: readonly ZoneReading[]): HumanGate | null {
  if (zones.length === 0) return 'zone';
  if (zones[0]?.closedBy === null) return null;
  return zoneGates.findLast((gate) => zones.some(({ closedBy }) => closedBy === gate)) ?? 'zone';
}
