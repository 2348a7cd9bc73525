import { describe, expect, it } from 'vitest';
import { placeLabels } from '../../../../client/chart/labelPlacement.ts';
import { pane } from './paneView.ts';

const wish = (text: string, ...ys: number[]) => ({
  text,
  tone: 'structure' as const,
  places: ys.map((y) => ({ x: 100, y, align: 'center' as const })),
});

describe('labels on the pane', () => {
  it('take their first place while it is free', () => {
    const placed = placeLabels([wish('BOS', 50, 80), wish('CHoCH', 90)], [], pane);
    expect(placed.map(({ text, y }) => [text, y])).toEqual([
      ['BOS', 50],
      ['CHoCH', 90],
    ]);
  });

  it('give way to labels that came before them, and go unsaid without another place', () => {
    const placed = placeLabels([wish('first', 50), wish('second', 52, 70), wish('third', 60)], [], pane);
    expect(placed.map(({ text, y }) => [text, y])).toEqual([
      ['first', 50],
      ['second', 70],
    ]);
  });

  it('keep off what is taken by the position box', () => {
    const entry = { left: 90, right: 130, top: 40, bottom: 60 };
    expect(placeLabels([wish('BOS', 50)], [entry], pane)).toEqual([]);
  });

  it('never leave the pane', () => {
    expect(placeLabels([wish('BOS', 3), wish('BOS', 199)], [], pane)).toEqual([]);
    const cut = { ...wish('BOS'), places: [{ x: 4, y: 50, align: 'center' as const }] };
    expect(placeLabels([cut], [], pane)).toEqual([]);
  });
});
