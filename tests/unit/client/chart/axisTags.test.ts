import { describe, expect, it } from 'vitest';
import { layOutTags } from '../../../../client/chart/axisTags.ts';

const target = { text: '170.00', y: 30, tone: 'profit' } as const;
const entry = { text: '100.00', y: 100, tone: 'entry' } as const;
const last = { text: '101.00', y: 96, tone: 'last' } as const;

describe('price tags on the axis', () => {
  it('stay at their prices while they have room', () => {
    expect(layOutTags([target, entry], 200)).toEqual([target, entry]);
  });

  it('move apart when prices lie close, in the order of the prices', () => {
    const tags = layOutTags([entry, last], 200);
    expect(tags.map(({ tone }) => tone)).toEqual(['last', 'entry']);
    expect((tags[1]?.y ?? 0) - (tags[0]?.y ?? 0)).toBe(17);
  });

  it('say a price once: the entry stands for the last price at the same number', () => {
    expect(layOutTags([entry, { ...last, text: entry.text }], 200)).toEqual([entry]);
  });

  it('leave out prices beyond the pane', () => {
    expect(layOutTags([{ ...target, y: -3 }, entry], 200)).toEqual([entry]);
  });
});
