import type { ChartBreak } from '#shared/sync/chart.ts';
import type { LabelWish } from './labelPlacement.ts';
import type { PaneView } from './view.ts';

export interface BreakLine {
  readonly kind: ChartBreak['kind'];
  readonly bias: ChartBreak['bias'];
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

const mostLines = 40;

/** Lines from the bar of the level to the bar that broke it, newest first; only what the pane shows. */
export function layOutBreaks(breaks: readonly ChartBreak[], view: PaneView): BreakLine[] {
  return breaks
    .map((one) => ({
      kind: one.kind,
      bias: one.bias,
      left: view.xOf(one.from),
      right: view.xOf(one.at),
      y: view.yOf(one.level),
    }))
    .filter(({ left, right, y }) => right >= 0 && left <= view.width && y >= 0 && y <= view.height)
    .slice(-mostLines)
    .reverse();
}

/** Over a level broken upwards, under one broken downwards: the side where price was held. */
export function breakLabel(line: BreakLine): LabelWish {
  const middle = (Math.max(line.left, 0) + line.right) / 2;
  const outward = line.bias === 'bullish' ? -8 : 9;
  return {
    text: line.kind === 'bos' ? 'BOS' : 'CHoCH',
    tone: 'structure',
    places: [
      { x: middle, y: line.y + outward, align: 'center' },
      { x: line.right, y: line.y + outward, align: 'right' },
      { x: middle, y: line.y - outward, align: 'center' },
    ],
  };
}
