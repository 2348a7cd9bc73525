/** Every trade is a mark on one axis of results, −1.4R to +3.9R; what lies beyond stands at its end. */
const lowestR = -1.4;
const highestR = 3.9;

/** Place on the axis in percent of its width. */
export function rAxisPercent(r: number): number {
  const inside = Math.min(highestR, Math.max(lowestR, r));
  return ((inside - lowestR) / (highestR - lowestR)) * 100;
}

export const isBeyondAxis = (r: number): boolean => r < lowestR || r > highestR;

/** Where the target lies on that axis: its distance in first stops. null when entry and stop are one price. */
export function targetR(trade: {
  readonly entry: string;
  readonly stop: string;
  readonly target: string;
}): number | null {
  const risk = Math.abs(Number(trade.entry) - Number(trade.stop));
  return risk > 0 ? Math.abs(Number(trade.target) - Number(trade.entry)) / risk : null;
}
