import type { UnixMs } from '#shared/market/candle.ts';
import type { Direction } from '#shared/trading/signal.ts';
import { type LabelPlace, textArea } from './labelPlacement.ts';
import type { PaneView, Rect } from './view.ts';

/** A waiting signal or an open trade, as the chart draws it. */
export interface ChartPosition {
  readonly direction: Direction;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  /** |target - entry| / |entry - stop|. */
  readonly rr: number;
  /** Open time of the first bar the box covers. */
  readonly from: UnixMs;
}

type PositionTone = 'profit' | 'loss' | 'entry';

export interface PositionWord extends LabelPlace {
  readonly text: string;
  readonly tone: PositionTone;
}

export interface PositionBox {
  readonly reward: Rect;
  readonly risk: Rect;
  readonly lines: readonly { readonly tone: PositionTone; readonly y: number }[];
  /** Vertical dimensions with arrows at both ends: reward, then risk; left out where they do not fit. */
  readonly dimensions: readonly {
    readonly tone: PositionTone;
    readonly top: number;
    readonly bottom: number;
  }[];
  readonly dimensionX: number;
  readonly words: readonly PositionWord[];
  /** Where no other label may stand: the words, the lines and the dimension. */
  readonly taken: readonly Rect[];
}

const wordHeight = 18;
const dimensionInset = 10;

/** Null when the box lies right of what the pane shows. */
export function layOutPosition(position: ChartPosition, view: PaneView): PositionBox | null {
  const left = Math.max(view.xOf(position.from) - view.barWidth / 2, 0);
  const right = view.width;
  if (left >= right - 2) return null;
  const entryY = view.yOf(position.entry);
  const stopY = view.yOf(position.stop);
  const targetY = view.yOf(position.target);
  const reward = { left, right, top: Math.min(entryY, targetY), bottom: Math.max(entryY, targetY) };
  const risk = { left, right, top: Math.min(entryY, stopY), bottom: Math.max(entryY, stopY) };
  const words = [...levelWords(position, reward, risk), ...ratioWords(position, reward, risk, view)];
  const lines = [
    { tone: 'profit', y: targetY },
    { tone: 'loss', y: stopY },
    { tone: 'entry', y: entryY },
  ] as const;
  const dimensionX = right - dimensionInset;
  return {
    reward,
    risk,
    lines,
    dimensions: [
      { tone: 'profit' as const, top: reward.top, bottom: reward.bottom },
      { tone: 'loss' as const, top: risk.top, bottom: risk.bottom },
    ].filter(({ top, bottom }) => bottom - top >= 16 && right - left >= 2 * dimensionInset),
    dimensionX,
    words,
    taken: [
      ...words.map((word) => textArea(word, view.textWidth(word.text))),
      ...lines.map(({ y }) => ({ left, right, top: y - 1, bottom: y + 1 })),
      {
        left: dimensionX - 5,
        right,
        top: Math.min(reward.top, risk.top),
        bottom: Math.max(reward.bottom, risk.bottom),
      },
    ],
  };
}

/** Target and Stop stand inside at their lines, Entry on the reward's side of its line; words that would touch go. */
function levelWords(position: ChartPosition, reward: Rect, risk: Rect): PositionWord[] {
  const isLong = position.direction === 'long';
  const x = reward.left + 6;
  const inset = wordHeight / 2;
  const rewardRoom = reward.bottom - reward.top;
  const words: PositionWord[] = [];
  const add = (text: string, tone: PositionTone, y: number) =>
    words.push({ text, tone, x, y, align: 'left' });
  if (rewardRoom >= wordHeight) add('Target', 'profit', isLong ? reward.top + inset : reward.bottom - inset);
  if (rewardRoom >= 2 * wordHeight)
    add('Entry', 'entry', isLong ? reward.bottom - inset : reward.top + inset);
  if (risk.bottom - risk.top >= wordHeight)
    add('Stop', 'loss', isLong ? risk.bottom - inset : risk.top + inset);
  return words;
}

function ratioWords(position: ChartPosition, reward: Rect, risk: Rect, view: PaneView): PositionWord[] {
  const x = reward.right - dimensionInset - 6;
  const wordsOf = [
    { text: `${position.rr.toFixed(2)}R`, tone: 'profit', area: reward },
    { text: '−1R', tone: 'loss', area: risk },
  ] as const;
  return wordsOf
    .filter(({ text, area }) => {
      const isWide = area.right - area.left >= view.textWidth(text) + dimensionInset + 14;
      // Beside Target, Entry or Stop there must be height for both, or width.
      const isWider = area.right - area.left >= view.textWidth(text) + 70;
      const height = area.bottom - area.top;
      return isWide && height >= (isWider ? wordHeight : 3 * wordHeight);
    })
    .map(({ text, tone, area }) => ({ text, tone, x, y: (area.top + area.bottom) / 2, align: 'right' }));
}
