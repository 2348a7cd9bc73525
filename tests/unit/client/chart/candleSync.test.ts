import { describe, expect, it } from 'vitest';
import type { CandleTuple } from '#shared/sync/chart.ts';
import { candleChange } from '../../../../client/chart/candleSync.ts';

const candle = (time: number, close = time): CandleTuple => [time, 1, 200, 0, close, 1];
const candles = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => candle(from + i));

describe('what the drawn candles need', () => {
  it('is nothing when the same come again', () => {
    const held = candles(1, 5);
    const change = candleChange(held, candles(1, 5));
    expect(change.kind).toBe('none');
    expect(change.candles).toBe(held);
  });

  it('is only the new ones when the market went on', () => {
    const change = candleChange(candles(1, 5), candles(1, 7));
    expect(change).toMatchObject({ kind: 'appended', from: 5 });
    expect(change.candles).toEqual(candles(1, 7));
  });

  it('keeps what is drawn when the window slid on', () => {
    const change = candleChange(candles(1, 5), candles(3, 7));
    expect(change).toMatchObject({ kind: 'appended', from: 5 });
    expect(change.candles).toEqual(candles(1, 7));
  });

  it('is the last one again while it is open, and what follows it', () => {
    const open = [...candles(1, 4), candle(5, 7)];
    const same = candleChange(open, [...candles(1, 4), candle(5, 8)]);
    expect(same).toMatchObject({ kind: 'appended', from: 4, candles: [...candles(1, 4), candle(5, 8)] });
    const closed = candleChange(open, candles(3, 6));
    expect(closed).toMatchObject({ kind: 'appended', from: 4, candles: candles(1, 6) });
    expect(candleChange(open, [...open]).kind).toBe('none');
  });

  it('is the one before the last as well while the venue has not stated it', () => {
    const open = [...candles(1, 3), candle(4, 7), candle(5, 8)];
    const next = [...candles(2, 4), candle(5, 9), candle(6)];
    const stated = candleChange(open, next);
    expect(stated).toMatchObject({
      kind: 'appended',
      from: 3,
      candles: [...candles(1, 4), candle(5, 9), candle(6)],
    });
    expect(candleChange(open, [...candles(1, 3), candle(5, 8)]).kind).toBe('replaced');
  });

  it('counts older candles that came in front, so the view can stay where it was', () => {
    const change = candleChange(candles(4, 6), candles(1, 6));
    expect(change).toMatchObject({ kind: 'replaced', prepended: 3 });
  });

  it('starts over when the past differs', () => {
    const next = [candle(1), candle(2, 99), candle(3), candle(4), candle(5)];
    expect(candleChange(candles(1, 4), next)).toMatchObject({ kind: 'replaced', prepended: 0 });
  });

  it('starts over when there is no overlap', () => {
    const change = candleChange(candles(1, 3), candles(8, 9));
    expect(change).toMatchObject({ kind: 'replaced', prepended: 0 });
    expect(change.candles).toEqual(candles(8, 9));
  });

  it('replaces when the newest ones were taken back', () => {
    expect(candleChange(candles(1, 5), candles(1, 3)).kind).toBe('replaced');
  });

  it('begins with all of them', () => {
    expect(candleChange([], candles(1, 3))).toMatchObject({ kind: 'replaced', prepended: 0 });
  });
});
