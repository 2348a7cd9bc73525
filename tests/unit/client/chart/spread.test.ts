import { describe, expect, it } from 'vitest';
import { spread } from '../../../../client/chart/spread.ts';

const room = { gap: 20, min: 10, max: 74 };

describe('labels beside true heights', () => {
  it('stay where they are while they have room', () => {
    expect(spread([12, 40, 70], room)).toEqual([12, 40, 70]);
  });

  it('share the way when two stand too close', () => {
    expect(spread([14, 44, 52], room)).toEqual([14, 38, 58]);
  });

  it('are pushed back inside at the lower edge', () => {
    expect(spread([20, 72, 74], room)).toEqual([20, 54, 74]);
  });

  it('use what room there is when the gap cannot be kept', () => {
    expect(spread([5, 5, 5], { gap: 20, min: 0, max: 20 })).toEqual([0, 10, 20]);
  });

  it('need no neighbour', () => {
    expect(spread([], room)).toEqual([]);
    expect(spread([-4], room)).toEqual([10]);
  });
});
