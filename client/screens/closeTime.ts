import type { UnixMs } from '#shared/market/candle.ts';
import { dayAndTime } from '../ui/formatTime.ts';

export type ReadCloseTime =
  | { readonly ok: true; readonly at: UnixMs | null }
  | { readonly ok: false; readonly message: string };

const minuteMs = 60_000;

/**
 * When a trade was closed, from a field that knows minutes and the device's zone; empty means now, null. The minute of
 * the entry counts as the entry itself, which lies some seconds into it.
 */
export function readCloseTime(
  typed: string,
  { openedAt, isWhole }: { readonly openedAt: UnixMs; readonly isWhole: boolean },
): ReadCloseTime {
  // A day without an hour reads as empty, and would be taken for now.
  if (!isWhole)
    return { ok: false, message: 'Time is incomplete, expected day and time, or nothing for now.' };
  if (typed === '') return { ok: true, at: null };
  const at = new Date(typed).getTime();
  if (Number.isNaN(at)) return { ok: false, message: `Time is "${typed}", expected day and time.` };
  if (at >= openedAt) return { ok: true, at };
  if (at + minuteMs > openedAt) return { ok: true, at: openedAt };
  return {
    ok: false,
    message: `Time is ${dayAndTime(at)}, expected no earlier than the entry at ${dayAndTime(openedAt)}.`,
  };
}
