import { describe, expect, it } from 'vitest';
import { readCloseTime } from '../../../../client/screens/closeTime.ts';
import { dayAndTime } from '../../../../client/ui/formatTime.ts';

// The field speaks the device's zone, so the moments here are made in it too.
const local = (hour: number, minute: number, second = 0) =>
  new Date(2026, 0, 15, hour, minute, second).getTime();
const openedAt = local(7, 41, 38);
const read = (typed: string, isWhole = true) => readCloseTime(typed, { openedAt, isWhole });

describe('when a trade was closed', () => {
  it('is now when nothing was typed', () => {
    expect(read('')).toEqual({ ok: true, at: null });
  });

  it('is asked for again when only a part of it was typed, which the field gives as nothing', () => {
    expect(read('', false)).toMatchObject({ ok: false, message: expect.stringContaining('incomplete') });
  });

  it('is the typed minute', () => {
    expect(read('2026-01-15T07:42')).toEqual({ ok: true, at: local(7, 42) });
  });

  it('is the entry itself when the minute of the entry was typed', () => {
    expect(read('2026-01-15T07:41')).toEqual({ ok: true, at: openedAt });
  });

  it('is not before the entry: the refusal names both in words of the screen', () => {
    expect(read('2026-01-15T07:40')).toEqual({
      ok: false,
      message: `Time is ${dayAndTime(local(7, 40))}, expected no earlier than the entry at ${dayAndTime(openedAt)}.`,
    });
  });
});
