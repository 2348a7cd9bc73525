/** What was traded in one stretch of the tape: prices in ticks, volume in contracts; without volume it is flat. */
export interface Slot {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The prices that every path through the slot has to print: open, the extremes beyond open and close, close. */
export function turningPoints(slot: Slot, isLowFirst: boolean): number[] {
  const { open, high, low, close } = slot;
  const top = high > Math.max(open, close) ? [high] : [];
  const bottom = low < Math.min(open, close) ? [low] : [];
  const extremes = isLowFirst ? [...bottom, ...top] : [...top, ...bottom];
  if (extremes.length === 0 && close === open) return [open];
  return [open, ...extremes, close];
}

export const shifted = (slot: Slot, ticks: number): Slot =>
  ticks === 0
    ? slot
    : {
        open: slot.open + ticks,
        high: slot.high + ticks,
        low: slot.low + ticks,
        close: slot.close + ticks,
        volume: slot.volume,
      };

export const flatSlot = (price: number): Slot => ({
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 0,
});

/** The two as one; of a flat one without volume nothing is left but its time. */
export function joined(earlier: Slot, later: Slot): Slot {
  if (later.volume === 0) return earlier;
  // Its flat price is the close before it: no trade of this stretch.
  if (earlier.volume === 0) return later;
  return {
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
  };
}
