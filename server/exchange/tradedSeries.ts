import { evenAt, mixed } from './noise.ts';
import { Offsets } from './offsets.ts';
import { flatSlot, type Slot, shifted } from './slot.ts';
import type { Tape } from './tape.ts';
import { pathOfLength, type TradePath, tradePath } from './tradePath.ts';

/** A print that the tape does not have. */
interface ExtraPrint {
  readonly atUs: number;
  readonly price: number;
  readonly size: number;
  readonly isBuy: boolean;
}

interface Running {
  readonly index: number;
  readonly untilUs: number;
  readonly slot: Slot;
  /** First print that is not in it. */
  readonly next: number;
}

const minuteUs = 60_000_000;
/** So many slots are kept cut into minutes: a page of the longest query of minutes fits. */
const slotsInMinutes = 4_096;
const pathsKept = 8;

/**
 * What was and will be traded of one product, as slots, minutes or single prints: a function of tape, seed and the jumps
 * and extra prints that somebody asked for. Nothing is recorded, so history takes no memory.
 */
export class TradedSeries {
  readonly slotUs: number;
  readonly offsets = new Offsets();
  readonly #tape: Tape;
  readonly #seed: number;
  readonly #printsPerSlot: number;
  readonly #extras = new Map<number, ExtraPrint[]>();
  readonly #paths = new Map<number, TradePath>();
  readonly #minutes = new Map<number, readonly Slot[]>();
  /** The slot that was last looked at half-way, to go on from there. */
  #running: Running | null = null;

  constructor(tape: Tape, seed: number, tradesPerMinute: number) {
    this.#tape = tape;
    this.#seed = seed;
    this.slotUs = tape.slotMs * 1_000;
    this.#printsPerSlot = (tradesPerMinute * this.slotUs) / minuteUs;
  }

  /** Contracts of an ordinary print. */
  get typicalPrint(): number {
    return Math.max(1, Math.round(this.#tape.typicalVolume / this.#printsPerSlot));
  }

  /** Contracts of an ordinary slot. */
  get typicalVolume(): number {
    return this.#tape.typicalVolume;
  }

  slotOf(atUs: number): number {
    return Math.floor(atUs / this.slotUs);
  }

  /** Of the tape, in ticks: what jumps, it does not know. */
  tapedOpen(index: number): number {
    return this.#tape.slot(index).open;
  }

  /** The whole slot, however much of it lies in the future. */
  slot(index: number): Slot {
    const startUs = index * this.slotUs;
    const taped = shifted(this.#tape.slot(index), this.offsets.at(startUs));
    if (!this.#isDisturbed(index)) return taped;
    const before = flatSlot(taped.open);
    return slotOfPrints(this.path(index), before, { from: 0, untilUs: Number.POSITIVE_INFINITY }).slot;
  }

  /** What of the slot has been traded up to and including a moment. */
  slotUntil(index: number, untilUs: number): Slot {
    if (untilUs >= (index + 1) * this.slotUs - 1) return this.slot(index);
    const known = this.#running;
    const goesOn = known !== null && known.index === index && known.untilUs <= untilUs;
    const before = goesOn ? known.slot : flatSlot(this.slot(index - 1).close);
    const { slot, next } = slotOfPrints(this.path(index), before, { from: goesOn ? known.next : 0, untilUs });
    this.#running = { index, untilUs, slot, next };
    return slot;
  }

  /** The minute, counted from 1970, up to and including a moment. */
  minute(index: number, untilUs: number): Slot {
    const perSlot = this.slotUs / minuteUs;
    const slot = Math.floor(index / perSlot);
    const isPast = untilUs >= (slot + 1) * this.slotUs - 1;
    const known = isPast ? this.#minutes.get(slot) : undefined;
    const minutes =
      known ?? minutesOf(this.path(slot), this.slot(slot - 1).close, { slot, perSlot, untilUs });
    if (isPast && known === undefined) keep(this.#minutes, slot, minutes, slotsInMinutes);
    return minutes[index - slot * perSlot] ?? flatSlot(this.slot(slot).close);
  }

  /** The prints of a slot, also those to come. */
  path(index: number): TradePath {
    const known = this.#paths.get(index);
    if (known !== undefined) return known;
    const slot = this.#tape.slot(index);
    const startUs = index * this.slotUs;
    const seed = mixed(this.#seed, index);
    const busy = slot.volume / this.#tape.typicalVolume;
    const count = this.#printsPerSlot * Math.min(3, Math.max(0.02, busy)) * (0.6 + 0.8 * evenAt(seed, 1));
    const taped = tradePath(slot, { startUs, spanUs: this.slotUs, seed, count });
    const path = this.#disturbed(taped, index);
    keep(this.#paths, index, path, pathsKept);
    return path;
  }

  /** Prices traded from this moment on are so many ticks away from the tape's. */
  jump(atUs: number, ticks: number): void {
    this.offsets.add(atUs, ticks);
    this.#paths.clear();
    this.#running = null;
  }

  print(extra: ExtraPrint): void {
    const index = this.slotOf(extra.atUs);
    const extras = this.#extras.get(index) ?? [];
    extras.push(extra);
    this.#extras.set(index, extras);
    this.#paths.delete(index);
    this.#running = null;
  }

  #isDisturbed(index: number): boolean {
    if (this.#extras.has(index)) return true;
    return this.offsets.isWithin(index * this.slotUs, (index + 1) * this.slotUs);
  }

  #disturbed(taped: TradePath, index: number): TradePath {
    const extras = this.#extras.get(index) ?? [];
    if (extras.length === 0 && this.offsets.now === 0 && !this.#isDisturbed(index)) return taped;
    const path = pathOfLength(taped.price.length + extras.length);
    let from = 0;
    let to = 0;
    const putTaped = () => {
      const atUs = taped.atUs[from] ?? 0;
      path.atUs[to] = atUs;
      path.price[to] = (taped.price[from] ?? 0) + this.offsets.at(atUs);
      path.size[to] = taped.size[from] ?? 0;
      path.isBuy[to] = taped.isBuy[from] ?? 0;
      from += 1;
      to += 1;
    };
    for (const extra of extras) {
      while (from < taped.price.length && (taped.atUs[from] ?? 0) <= extra.atUs) putTaped();
      path.atUs[to] = extra.atUs;
      path.price[to] = extra.price;
      path.size[to] = extra.size;
      path.isBuy[to] = extra.isBuy ? 1 : 0;
      to += 1;
    }
    while (from < taped.price.length) putTaped();
    return path;
  }
}

function keep<Value>(kept: Map<number, Value>, index: number, value: Value, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size < most) break;
    kept.delete(oldest);
  }
  kept.set(index, value);
}

/** Prints [from, ...) up to and including a moment, joined to what was before them. */
function slotOfPrints(path: TradePath, before: Slot, cut: { from: number; untilUs: number }) {
  let { open, high, low, close, volume } = before;
  let next = cut.from;
  for (; next < path.price.length && (path.atUs[next] ?? 0) <= cut.untilUs; next += 1) {
    const price = path.price[next] ?? Number.NaN;
    if (volume === 0) {
      open = price;
      high = price;
      low = price;
    }
    if (price > high) high = price;
    if (price < low) low = price;
    close = price;
    volume += path.size[next] ?? 0;
  }
  return { slot: { open, high, low, close, volume }, next };
}

interface Cut {
  readonly slot: number;
  readonly perSlot: number;
  readonly untilUs: number;
}

function minutesOf(path: TradePath, before: number, { slot, perSlot, untilUs }: Cut): Slot[] {
  const minutes: Slot[] = [];
  let close = before;
  let from = 0;
  for (let minute = slot * perSlot; minute < (slot + 1) * perSlot; minute += 1) {
    const lastUs = Math.min(untilUs, (minute + 1) * minuteUs - 1);
    const whole = slotOfPrints(path, flatSlot(close), { from, untilUs: lastUs });
    minutes.push(whole.slot);
    close = whole.slot.close;
    from = whole.next;
  }
  return minutes;
}
