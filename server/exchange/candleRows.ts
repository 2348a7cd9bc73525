import type { CandleRow, Resolution } from './marketView.ts';
import { flatSlot, joined, type Slot } from './slot.ts';

const minuteMs = 60_000;
const minutesOf: Readonly<Record<Resolution, number>> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '6h': 360,
  '1d': 1_440,
  '1w': 10_080,
};
const mostRows = 4_000;

/** Weeks open on Mondays, everything else counts from 0:00 UTC of 1970, which was a Thursday. */
const weekStartMinutes = 4 * 1_440;

const resolutionMs = (resolution: Resolution): number => minutesOf[resolution] * minuteMs;

/** Opening time of the candle that holds the moment, in ms. */
export function candleStart(atMs: number, resolution: Resolution): number {
  const step = resolutionMs(resolution);
  const shift = resolution === '1w' ? weekStartMinutes * minuteMs : 0;
  return Math.floor((atMs - shift) / step) * step + shift;
}

/** Where candles come from: slots of the tape, or minutes, up to and including `untilUs`. */
export interface SlotSource {
  readonly slotMs: number;
  /** Counted from 1970. */
  readonly slot: (index: number, untilUs: number) => Slot;
  readonly minute: (index: number, untilUs: number) => Slot;
  readonly number: (ticks: number) => number;
  readonly hasVolume: boolean;
}

export interface RowsRange {
  readonly resolution: Resolution;
  /** ms; candles that open in [start, end]. */
  readonly start: number;
  readonly end: number;
  /** Before it there is nothing, ms. */
  readonly firstDay: number;
  readonly nowUs: number;
}

/** Newest first. Quiet candles and those of the future repeat the last close, without volume. */
export function candleRows(source: SlotSource, range: RowsRange): CandleRow[] {
  const { resolution } = range;
  const step = resolutionMs(resolution);
  const last = candleStart(range.end, resolution);
  const first = Math.max(
    atOrAfter(Math.max(range.start, range.firstDay), resolution),
    last - (mostRows - 1) * step,
  );
  const rows: CandleRow[] = [];
  const nowMs = range.nowUs / 1_000;
  for (let open = first; open <= last; open += step) {
    rows.push(
      rowOf(source, open, open > nowMs ? quietNow(source, range.nowUs) : candleSlot(source, open, range)),
    );
  }
  return rows.reverse();
}

const atOrAfter = (atMs: number, resolution: Resolution): number => {
  const start = candleStart(atMs, resolution);
  return start < atMs ? start + resolutionMs(resolution) : start;
};

const quietNow = (source: SlotSource, nowUs: number): Slot =>
  flatSlot(source.slot(Math.floor(nowUs / 1_000 / source.slotMs), nowUs).close);

/** What was traded between the candle's open and its end or now. */
export function candleSlot(
  source: SlotSource,
  open: number,
  { resolution, nowUs }: { readonly resolution: Resolution; readonly nowUs: number },
): Slot {
  const step = resolutionMs(resolution);
  const part = step % source.slotMs === 0 ? source.slotMs : minuteMs;
  const partAt = part === source.slotMs ? source.slot : source.minute;
  const end = Math.min(open + step, nowUs / 1_000 + 1);
  let whole: Slot | null = null;
  for (let index = Math.floor(open / part); index * part < end; index += 1) {
    const next = partAt(index, nowUs);
    whole = whole === null ? next : joined(whole, next);
  }
  return whole ?? quietNow(source, nowUs);
}

export const rowOf = (source: SlotSource, open: number, slot: Slot): CandleRow => ({
  time: open / 1_000,
  open: source.number(slot.open),
  high: source.number(slot.high),
  low: source.number(slot.low),
  close: source.number(slot.close),
  volume: source.hasVolume ? slot.volume : null,
});
