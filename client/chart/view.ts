import type { UnixMs } from '#shared/market/candle.ts';

/** The pane at one moment, in CSS pixels. `xOf` is the middle of the bar that holds the time. */
export interface PaneView {
  readonly width: number;
  readonly height: number;
  readonly barWidth: number;
  readonly xOf: (time: UnixMs) => number;
  readonly yOf: (price: number) => number;
  readonly textWidth: (text: string) => number;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const overlaps = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
