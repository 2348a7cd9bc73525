import { describe, expect, it } from 'vitest';
import { layOutPosition } from '../../../../client/chart/positionGeometry.ts';
import { pane } from './paneView.ts';

const long = { direction: 'long', entry: 100, stop: 70, target: 170, rr: 70 / 30, from: 40 } as const;
const short = { direction: 'short', entry: 100, stop: 130, target: 30, rr: 70 / 30, from: 40 } as const;

const words = (position: Parameters<typeof layOutPosition>[0]) =>
  layOutPosition(position, pane)?.words.map(({ text, y }) => [text, y]);

describe('the position box', () => {
  it('spans reward and risk from its first bar to the right edge', () => {
    expect(layOutPosition(long, pane)).toMatchObject({
      reward: { left: 200, right: 300, top: 30, bottom: 100 },
      risk: { left: 200, right: 300, top: 100, bottom: 130 },
    });
  });

  it('has its words inside, each at its own line', () => {
    expect(words(long)).toEqual([
      ['Target', 39],
      ['Entry', 91],
      ['Stop', 121],
      ['2.33R', 65],
      ['−1R', 115],
    ]);
  });

  it('is the mirror image for a short', () => {
    expect(layOutPosition(short, pane)?.reward).toMatchObject({ top: 100, bottom: 170 });
    expect(words(short)).toEqual([
      ['Target', 161],
      ['Entry', 109],
      ['Stop', 79],
      ['2.33R', 135],
      ['−1R', 85],
    ]);
  });

  it('drops words and dimensions that have no room, the lines stay', () => {
    const box = layOutPosition({ ...long, stop: 90, target: 110 }, pane);
    expect(box?.words).toEqual([]);
    expect(box?.dimensions).toEqual([]);
    expect(box?.lines.map(({ y }) => y)).toEqual([90, 110, 100]);
  });

  it('begins at the left edge when it opened before it, and is not there right of the pane', () => {
    expect(layOutPosition({ ...long, from: -50 }, pane)?.reward.left).toBe(0);
    expect(layOutPosition({ ...long, from: 60 }, pane)).toBeNull();
  });
});
