import type { PaneView } from '../../../../client/chart/view.ts';

/** A pane of 300 x 200 px: bars of 5 px at times 0, 1, 2 ..., the bar of time 0 at x 2.5; prices 200 (top) to 0. */
export const pane: PaneView = {
  width: 300,
  height: 200,
  barWidth: 5,
  xOf: (time) => 2.5 + time * 5,
  yOf: (price) => 200 - price,
  textWidth: (text) => text.length * 5,
};
