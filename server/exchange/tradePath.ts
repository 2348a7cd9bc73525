import { seededRandom } from '#shared/market/seededRandom.ts';
import { type Slot, turningPoints } from './slot.ts';

/** Prints in order of time, column by column: microseconds, ticks, contracts, 1 where the buyer took. */
export interface TradePath {
  readonly atUs: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly isBuy: Uint8Array;
}

export interface PathOptions {
  readonly startUs: number;
  readonly spanUs: number;
  readonly seed: number;
  /** As many prints if the volume allows, and at least the turning points. */
  readonly count: number;
}

/** A seeded way through the slot: joined again, its prints have exactly the slot's prices and volume. */
export function tradePath(slot: Slot, options: PathOptions): TradePath {
  if (slot.volume === 0) return pathOfLength(0);
  const random = seededRandom(options.seed);
  const points = turningPoints(slot, random.chance(slot.close >= slot.open ? 0.7 : 0.3));
  const length = Math.max(points.length, Math.min(slot.volume, Math.round(options.count)));
  const path = pathOfLength(length);
  fillTimes(path, options, random.even);
  fillPrices(path, { points, slot, random });
  fillSizes(path, slot.volume, random.even);
  fillSides(path, random.even);
  return path;
}

export const pathOfLength = (length: number): TradePath => ({
  atUs: new Float64Array(length),
  price: new Float64Array(length),
  size: new Float64Array(length),
  isBuy: new Uint8Array(length),
});

function fillTimes({ atUs }: TradePath, { startUs, spanUs }: PathOptions, even: () => number): void {
  for (let index = 0; index < atUs.length; index += 1) atUs[index] = startUs + Math.floor(even() * spanUs);
  atUs.sort();
}

interface Walk {
  readonly points: readonly number[];
  readonly slot: Slot;
  readonly random: { readonly bell: () => number };
}

/** From turning point to turning point, each stretch as many prints as it is long, straying by a quarter of it. */
function fillPrices({ price }: TradePath, { points, slot, random }: Walk): void {
  const stretches = Math.max(1, points.length - 1);
  let spare = price.length - points.length;
  let distanceLeft = 0;
  for (let index = 0; index < stretches; index += 1) distanceLeft += stretchOf(points, index);
  let next = 0;
  for (let index = 0; index < stretches; index += 1) {
    const from = points[index] ?? slot.open;
    const to = points[index + 1] ?? slot.close;
    const distance = stretchOf(points, index);
    const between = Math.round((spare * distance) / distanceLeft);
    spare -= between;
    distanceLeft -= distance;
    price[next++] = from;
    for (let step = 1; step <= between; step += 1) {
      const straight = from + ((to - from) * step) / (between + 1);
      const strayed = Math.round(straight + 0.25 * Math.abs(to - from) * random.bell());
      price[next++] = Math.min(slot.high, Math.max(slot.low, strayed));
    }
  }
  if (next < price.length) price[next] = slot.close;
}

const stretchOf = (points: readonly number[], index: number): number =>
  Math.abs((points[index + 1] ?? 0) - (points[index] ?? 0)) + 1;

/** One contract each, and the rest as chance shares it out. */
function fillSizes({ size }: TradePath, volume: number, even: () => number): void {
  let whole = 0;
  for (let index = 0; index < size.length; index += 1) {
    const weight = even() ** 3 + 0.01;
    size[index] = weight;
    whole += weight;
  }
  const rest = volume - size.length;
  let weighed = 0;
  let given = 0;
  for (let index = 0; index < size.length; index += 1) {
    weighed += size[index] ?? 0;
    const due = index === size.length - 1 ? rest : Math.min(rest, Math.floor((rest * weighed) / whole));
    size[index] = 1 + due - given;
    given = due;
  }
}

/** Who pays up buys, who gives in sells. */
function fillSides({ price, isBuy }: TradePath, even: () => number): void {
  for (let index = 0; index < price.length; index += 1) {
    const move = index === 0 ? 0 : (price[index] ?? 0) - (price[index - 1] ?? 0);
    isBuy[index] = move > 0 || (move === 0 && even() < 0.5) ? 1 : 0;
  }
}
