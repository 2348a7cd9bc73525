import type { Candle } from '../market/candle.ts';
import type { OrderUpdate } from '../trading/order.ts';
import type { FinerBars } from './finerBars.ts';
import type { SimMatching } from './simMatching.ts';

/** A bar with what happened to the orders in it: the one that was given, or shorter ones inside of it. */
export interface MatchedBar {
  readonly candle: Candle;
  readonly updates: readonly OrderUpdate[];
}

/**
 * A bar through the orders. Where it does not tell what came first, the shorter bars inside of it are taken in its
 * place, one after the other; what even the shortest leaves open stays as the bar has it, the worse.
 */
export function matchInside(
  matching: SimMatching,
  candle: Candle,
  finer: FinerBars | null,
): readonly MatchedBar[] {
  if (finer === null) return [{ candle, updates: matching.onCandle(candle) }];
  const before = matching.state;
  const updates = matching.onCandle(candle);
  const inside = updates.some(isAmbiguous) ? finer.inside(candle) : [];
  if (inside.length === 0) return [{ candle, updates }];
  matching.restore(before);
  return inside.flatMap((part) => matchInside(matching, part, finer));
}

export const isAmbiguous = (update: OrderUpdate): boolean => update.type === 'filled' && update.isAmbiguous;
