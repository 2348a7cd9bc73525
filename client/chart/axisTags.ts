import { spread } from './spread.ts';

export interface AxisTag {
  readonly text: string;
  readonly y: number;
  readonly tone: 'profit' | 'loss' | 'entry' | 'last' | 'stale';
}

export const tagHeight = 16;

/**
 * Tags beside the price axis, moved apart where prices lie close. The last price leaves when the entry already says the
 * same number; tags of prices outside the pane are left out.
 */
export function layOutTags(tags: readonly AxisTag[], height: number): AxisTag[] {
  const shown = tags
    .filter(({ y }) => y >= 0 && y <= height)
    .filter((tag) => !isLast(tag) || !tags.some((other) => !isLast(other) && other.text === tag.text))
    .sort((a, b) => a.y - b.y);
  const half = tagHeight / 2;
  const heights = spread(
    shown.map(({ y }) => y),
    { gap: tagHeight + 1, min: half, max: height - half },
  );
  return shown.map((tag, i) => ({ ...tag, y: heights[i] ?? tag.y }));
}

const isLast = ({ tone }: AxisTag) => tone === 'last' || tone === 'stale';
