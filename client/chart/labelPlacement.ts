import type { Direction } from '#shared/trading/signal.ts';
import { overlaps, type PaneView, type Rect } from './view.ts';

export interface LabelPlace {
  readonly x: number;
  /** Middle of the line of text. */
  readonly y: number;
  readonly align: 'left' | 'center' | 'right';
}

export interface LabelWish {
  readonly text: string;
  readonly tone: Direction | 'structure';
  /** Best first. */
  readonly places: readonly LabelPlace[];
}

export interface PlacedLabel extends LabelPlace {
  readonly text: string;
  readonly tone: LabelWish['tone'];
}

const halfLine = 7;

/** Each wish in turn takes its first place that lies in the pane and on nothing taken; without one it goes unsaid. */
export function placeLabels(
  wishes: readonly LabelWish[],
  taken: readonly Rect[],
  view: Pick<PaneView, 'width' | 'height' | 'textWidth'>,
): PlacedLabel[] {
  const occupied = [...taken];
  const placed: PlacedLabel[] = [];
  for (const wish of wishes) {
    const width = view.textWidth(wish.text);
    const free = wish.places.find((place) => {
      const area = textArea(place, width);
      const isInside =
        area.left >= 0 && area.right <= view.width && area.top >= 0 && area.bottom <= view.height;
      return isInside && !occupied.some((other) => overlaps(area, other));
    });
    if (!free) continue;
    occupied.push(textArea(free, width));
    placed.push({ ...free, text: wish.text, tone: wish.tone });
  }
  return placed;
}

export function textArea({ x, y, align }: LabelPlace, width: number): Rect {
  const left = align === 'left' ? x : align === 'center' ? x - width / 2 : x - width;
  return { left, right: left + width, top: y - halfLine, bottom: y + halfLine };
}
