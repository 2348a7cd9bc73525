import { TradingError } from '#shared/errors.ts';
import { type CandleSeries, candleAt, openTimeAt, seriesLength } from '#shared/market/candleColumns.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { type PriceGrid, priceGrid } from './priceGrid.ts';
import type { Product } from './product.ts';
import { type Slot, turningPoints } from './slot.ts';

const dayMs = 86_400_000;

/**
 * What one product trades at any time, before and after its recording as well: it plays forward at the very times it
 * was recorded, then backward, then forward again, so that prices never leap. It is as long as whole weeks (days, where
 * there is no week), so each turn keeps hours, and every other turn weekdays. A quiet stretch is flat without volume.
 */
export class Tape {
  readonly slotMs: number;
  /** Contracts in a middling slot. */
  readonly typicalVolume: number;
  readonly #first: number;
  readonly #slots: Columns;

  constructor(series: CandleSeries, product: Product) {
    this.slotMs = timeframeMs(series.timeframe);
    const { first, slots } = playable(series, product, this.slotMs);
    this.#first = first;
    this.#slots = slots;
    const volumes = slots.volume.filter((volume) => volume > 0).sort();
    this.typicalVolume = volumes[volumes.length >> 1] ?? 1;
  }

  /** Nothing was ever traded. */
  get isSilent(): boolean {
    return this.#slots.volume.every((volume) => volume === 0);
  }

  /** Where the recording itself begins, in ms. */
  get start(): number {
    return this.#first * this.slotMs;
  }

  /** Recorded slots. */
  get length(): number {
    return this.#slots.volume.length;
  }

  /** `index` counts slots from 1970. */
  slot(index: number): Slot {
    const { length } = this;
    const turn = Math.floor((index - this.#first) / length);
    const place = index - this.#first - turn * length;
    return turn % 2 === 0 ? this.#forward(place) : backward(this.#stored(length - 1 - place));
  }

  #forward(place: number): Slot {
    const slot = this.#stored(place);
    // A stored quiet slot knows the prices on both sides of it.
    return slot.volume > 0 ? slot : { ...slot, high: slot.open, low: slot.open, close: slot.open };
  }

  #stored(place: number): Slot {
    const { open, high, low, close, volume } = this.#slots;
    return {
      open: open[place] ?? Number.NaN,
      high: high[place] ?? Number.NaN,
      low: low[place] ?? Number.NaN,
      close: close[place] ?? Number.NaN,
      volume: volume[place] ?? Number.NaN,
    };
  }
}

const backward = ({ open, high, low, close, volume }: Slot): Slot =>
  volume > 0
    ? { open: close, high, low, close: open, volume }
    : { open: close, high: close, low: close, close, volume };

interface Columns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

function playable(series: CandleSeries, product: Product, slotMs: number) {
  const count = seriesLength(series);
  if (count === 0) {
    const text = `${product.symbol}: its recording holds no candles, expected at least one.`;
    throw new TradingError('config', 'exchange.emptyRecording', text);
  }
  const last = openTimeAt(series, count - 1) / slotMs;
  const recorded = last - openTimeAt(series, 0) / slotMs + 1;
  const length = wholeLength(recorded, slotMs);
  const first = last - length + 1;
  const slots: Columns = {
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
  const grid = priceGrid(product.tick);
  for (let index = 0; index < count; index += 1) {
    const place = openTimeAt(series, index) / slotMs - first;
    if (place < 0) continue;
    const slot = fitted(candleAt(series, index), grid, Number(product.contractValue));
    slots.open[place] = slot.open;
    slots.high[place] = slot.high;
    slots.low[place] = slot.low;
    slots.close[place] = slot.close;
    slots.volume[place] = slot.volume;
  }
  bridgeQuiet(slots, grid.nearest(candleAt(series, 0).open));
  return { first, slots };
}

/** Whole weeks if there is one, else whole days if there is one. */
function wholeLength(recorded: number, slotMs: number): number {
  for (const unit of [(7 * dayMs) / slotMs, dayMs / slotMs]) {
    if (recorded >= unit) return recorded - (recorded % unit);
  }
  return recorded;
}

/** On the product's ticks and in whole contracts, with as many of them as its turning points need. */
function fitted(candle: Slot, grid: PriceGrid, contractValue: number): Slot {
  const slot = {
    open: grid.nearest(candle.open),
    high: grid.nearest(candle.high),
    low: grid.nearest(candle.low),
    close: grid.nearest(candle.close),
    volume: Math.round(candle.volume / contractValue),
  };
  if (candle.volume === 0 && slot.high === slot.low) return slot;
  return { ...slot, volume: Math.max(slot.volume, turningPoints(slot, true).length) };
}

/** Quiet slots get the last close as their open and the next open as their close: flat from whichever side one comes. */
function bridgeQuiet({ open, high, low, close, volume }: Columns, before: number): void {
  let lastClose = before;
  for (let index = 0; index < volume.length; index += 1) {
    if (volume[index] === 0) open[index] = lastClose;
    else lastClose = close[index] ?? lastClose;
  }
  let nextOpen = lastClose;
  for (let index = volume.length - 1; index >= 0; index -= 1) {
    if (volume[index] === 0) {
      close[index] = nextOpen;
      high[index] = nextOpen;
      low[index] = nextOpen;
    } else nextOpen = open[index] ?? nextOpen;
  }
}
