import { describe, expect, it } from 'vitest';
import type { ChartBreak } from '#shared/sync/chart.ts';
import { breakLabel, layOutBreaks } from '../../../../client/chart/structureGeometry.ts';
import { pane } from './paneView.ts';

const bos: ChartBreak = { kind: 'bos', bias: 'bullish', level: 120, from: 10, at: 20 };

describe('breaks of structure on the pane', () => {
  it('run from the bar of the level to the bar that broke it', () => {
    expect(layOutBreaks([bos], pane)).toEqual([
      { kind: 'bos', bias: 'bullish', left: 52.5, right: 102.5, y: 80 },
    ]);
  });

  it('come newest first, so that newer labels win their place', () => {
    const later: ChartBreak = { ...bos, kind: 'choch', from: 30, at: 34 };
    expect(layOutBreaks([bos, later], pane).map(({ kind }) => kind)).toEqual(['choch', 'bos']);
  });

  it('are left out outside the pane', () => {
    const outside = [
      { ...bos, level: 400 },
      { ...bos, from: -9, at: -2 },
      { ...bos, from: 80, at: 90 },
    ];
    expect(layOutBreaks(outside, pane)).toEqual([]);
  });

  it('are named over a level broken upwards and under one broken downwards', () => {
    const up = layOutBreaks([bos], pane).map(breakLabel)[0];
    const down = layOutBreaks([{ ...bos, kind: 'choch', bias: 'bearish' }], pane).map(breakLabel)[0];
    expect(up).toMatchObject({ text: 'BOS', places: [{ x: 77.5, y: 72 }, {}, {}] });
    expect(down).toMatchObject({ text: 'CHoCH', places: [{ x: 77.5, y: 89 }, {}, {}] });
  });
});
