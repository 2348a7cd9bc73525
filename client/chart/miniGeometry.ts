import type { CandleTuple } from '#shared/sync/chart.ts';
import type { Direction } from '#shared/trading/signal.ts';
import { spread } from './spread.ts';

export interface MiniSetup {
  readonly candles: readonly CandleTuple[];
  readonly zone: { readonly top: number; readonly bottom: number; readonly formedAt: number };
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  readonly direction: Direction;
}

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly wickX: number;
  readonly high: number;
  readonly low: number;
  readonly top: number;
  readonly height: number;
  readonly isUp: boolean;
}

export interface Level {
  readonly name: 'Target' | 'Entry' | 'Stop';
  readonly price: number;
  /** True height of the price, and the height of its label once the labels stand apart. */
  readonly y: number;
  readonly labelY: number;
}

export interface MiniLayout {
  readonly bars: readonly Bar[];
  readonly zone: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** From the highest price to the lowest, as the labels are read. */
  readonly levels: readonly Level[];
  readonly entryY: number;
  readonly stopY: number;
  readonly targetY: number;
}

const fullCandles = 55;
const smallestPitch = 3;
const labelGap = 20;
const edge = 3;

/** Pixels of the mini chart for a plot of this size: the newest candle touches the right edge, where the box begins. */
export function layOutMini(
  setup: MiniSetup,
  size: { readonly width: number; readonly height: number },
): MiniLayout {
  const pitch = Math.max(
    smallestPitch,
    Math.floor(size.width / Math.max(1, Math.min(fullCandles, setup.candles.length))),
  );
  const shown = setup.candles.slice(-Math.max(1, Math.floor(size.width / pitch)));
  const toY = priceToY(setup, shown, size.height);
  const left = size.width - shown.length * pitch;
  const firstInside = shown.findIndex((candle) => candle[0] >= setup.zone.formedAt);
  const zoneX = firstInside < 0 ? size.width : left + firstInside * pitch;
  const zoneY = toY(setup.zone.top);
  return {
    bars: shown.map((candle, i) => bar(candle, left + i * pitch, pitch, toY)),
    zone: {
      x: zoneX,
      y: zoneY,
      width: size.width - zoneX,
      height: Math.max(1, toY(setup.zone.bottom) - zoneY),
    },
    levels: levels(setup, toY, size.height),
    entryY: toY(setup.entry),
    stopY: toY(setup.stop),
    targetY: toY(setup.target),
  };
}

function priceToY(setup: MiniSetup, shown: readonly CandleTuple[], height: number) {
  const prices = [setup.entry, setup.stop, setup.target, setup.zone.top, setup.zone.bottom];
  const high = shown.reduce((top, candle) => Math.max(top, candle[2]), Math.max(...prices));
  const low = shown.reduce((bottom, candle) => Math.min(bottom, candle[3]), Math.min(...prices));
  const perPrice = high === low ? 0 : (height - 2 * edge) / (high - low);
  return (price: number) => edge + (high - price) * perPrice;
}

function bar(
  [, open, high, low, close]: CandleTuple,
  x: number,
  pitch: number,
  toY: (price: number) => number,
): Bar {
  const width = Math.max(1, pitch - (pitch > 5 ? 2 : 1));
  const top = toY(Math.max(open, close));
  return {
    x,
    width,
    wickX: x + width / 2,
    high: toY(high),
    low: toY(low),
    top,
    height: Math.max(1, toY(Math.min(open, close)) - top),
    isUp: close >= open,
  };
}

function levels(setup: MiniSetup, toY: (price: number) => number, height: number): Level[] {
  const named = [
    { name: 'Target', price: setup.target },
    { name: 'Entry', price: setup.entry },
    { name: 'Stop', price: setup.stop },
  ] as const;
  const fromTop = setup.direction === 'long' ? named : [...named].reverse();
  const heights = fromTop.map((level) => toY(level.price));
  const labelHeights = spread(heights, { gap: labelGap, min: labelGap / 2, max: height - labelGap / 2 });
  return fromTop.map((level, i) => {
    const y = heights[i] ?? 0;
    return { ...level, y, labelY: labelHeights[i] ?? y };
  });
}
