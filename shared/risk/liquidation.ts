import type { Direction } from '../trading/signal.ts';

/** Share of the margin that is gone when the venue closes a position. An estimate: venues differ. */
const lossAtLiquidation = 0.95;

export interface Leveraged {
  readonly direction: Direction;
  /** Of the entry. */
  readonly price: number;
  readonly leverage: number;
}

/** Where the venue would close the position. */
export const liquidationEstimate = (position: Leveraged): number => towardsLiquidation(position, 1);

/** The price after that share of the way to liquidation. */
export function towardsLiquidation({ direction, price, leverage }: Leveraged, share: number): number {
  const move = (share * lossAtLiquidation) / leverage;
  return price * (direction === 'long' ? 1 - move : 1 + move);
}
