import type { Candle } from '../market/candle.ts';
import { roundDown, roundUp } from '../market/units.ts';
import { stopBeyond } from '../trading/plannedEntry.ts';
import type { Direction } from '../trading/signal.ts';
import { type Leveraged, towardsLiquidation } from './liquidation.ts';

/** The stop stays within this share of the way to liquidation, so that it comes first. */
const shareOfWay = 0.9;

interface Edges {
  readonly top: number;
  readonly bottom: number;
}

interface StopRequest extends Leveraged {
  readonly zone: Edges;
  /** From the far edge of the zone. */
  readonly distance: number;
  readonly tick: string;
}

/** A resting stop beyond the zone, never nearer to liquidation than allowed; null when it would lie in the zone. */
export function protectiveStop(request: StopRequest): number | null {
  const { zone, distance, tick, direction } = request;
  const limit = towardsLiquidation(request, shareOfWay);
  const beyond = stopBeyond({ direction, top: zone.top, bottom: zone.bottom }, { distance, tick });
  if (direction === 'long') {
    const stop = Math.max(beyond, roundUp(limit, tick));
    return stop < zone.bottom ? stop : null;
  }
  const stop = Math.min(beyond, roundDown(limit, tick));
  return stop > zone.top ? stop : null;
}

interface Invalidation {
  readonly direction: Direction;
  readonly zone: Edges;
  readonly mitigation: 'close' | 'wick' | 'avg';
}

/** The candle went through the zone, by the same test that breaks a block. */
export function isInvalidated({ direction, zone, mitigation }: Invalidation, candle: Candle): boolean {
  const { top, bottom } = zone;
  const middle = (top + bottom) / 2;
  if (direction === 'long') {
    if (mitigation === 'close') return Math.min(candle.open, candle.close) < bottom;
    return candle.low < (mitigation === 'wick' ? bottom : middle);
  }
  if (mitigation === 'close') return Math.max(candle.open, candle.close) > top;
  return candle.high > (mitigation === 'wick' ? top : middle);
}
