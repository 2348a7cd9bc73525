import type { Decimal } from 'decimal.js';
import { Exact } from '../market/exact.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { roundDown, roundUp } from '../market/units.ts';
import type { Direction } from '../trading/signal.ts';

/** Half of the position, rounded down, but at least the smallest size; what cannot be divided closes whole. */
export function halfOf(contracts: Decimal, spec: Pick<SymbolSpec, 'sizeStep' | 'minSize'>): Decimal {
  const step = new Exact(spec.sizeStep);
  const half = contracts.divToInt(step.times(2)).times(step);
  const smallest = Exact.max(step, spec.minSize);
  const closed = Exact.max(half, smallest);
  return contracts.minus(closed).lt(smallest) ? contracts : closed;
}

interface TrailRequest {
  readonly direction: Direction;
  readonly stop: number;
  readonly bestClose: number;
  readonly distance: number;
  readonly tick: string;
}

/** The stop behind the best close; never farther from the price than it was. */
export function trailedStop({ direction, stop, bestClose, distance, tick }: TrailRequest): number {
  return direction === 'long'
    ? Math.max(stop, roundDown(bestClose - distance, tick))
    : Math.min(stop, roundUp(bestClose + distance, tick));
}
