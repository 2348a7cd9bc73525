import type { UnixMs } from './candle.ts';
import type { Tick } from './candleBuilder.ts';

/** A trade as a stream tells it. */
export interface StreamTick extends Tick {
  /** The venue's own microseconds: ticks of one millisecond keep their order by it. */
  readonly atUs: number;
  /** What makes it the same trade when it comes twice. */
  readonly key: string;
}

export interface TickOrderOptions {
  /** How long a tick waits for others that were overtaken. */
  readonly windowMs: number;
  /** Gets every tick once, in the venue's order; those that were overtaken by more than the window come as they are. */
  readonly release: (tick: StreamTick) => void;
}

const minuteMs = 60_000;
/** Beyond so many in one minute the oldest keys are forgotten: a broken stream must not eat the memory. */
const keysPerMinute = 200_000;

/**
 * Puts ticks that come twice, late or shuffled back into one clean row. Keys are remembered by the minute they belong
 * to and until `forget` says that nothing of that minute counts any more: so repeats are found for as long as they could
 * do harm, and no longer.
 */
export class TickOrder {
  readonly #options: TickOrderOptions;
  readonly #keys = new Map<number, Set<string>>();
  /** In order; the part before `#head` is released. */
  #waiting: StreamTick[] = [];
  #head = 0;
  #newestUs = 0;
  #releasedUs = 0;
  #duplicates = 0;
  #overtaken = 0;

  constructor(options: TickOrderOptions) {
    this.#options = options;
  }

  take(tick: StreamTick): void {
    if (this.#isKnown(tick)) {
      this.#duplicates += 1;
      return;
    }
    if (tick.atUs < this.#releasedUs) {
      this.#overtaken += 1;
      this.#options.release(tick);
      return;
    }
    this.#insert(tick);
    if (tick.atUs > this.#newestUs) this.#newestUs = tick.atUs;
    this.#releaseUpTo(this.#newestUs - 1_000 * this.#options.windowMs);
  }

  /** The clock alone moves on: nothing that is older than the window waits any longer. */
  passTime(now: UnixMs): void {
    this.#releaseUpTo(1_000 * (now - this.#options.windowMs));
  }

  /** What waits is not let through any more. */
  clear(): void {
    this.#waiting = [];
    this.#head = 0;
  }

  /** Ticks from before this time do not count any more, whether they were known or not. */
  forget(before: UnixMs): void {
    for (const minute of this.#keys.keys()) if (minute + minuteMs <= before) this.#keys.delete(minute);
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** Ticks that were late by more than the window. */
  get overtaken(): number {
    return this.#overtaken;
  }

  #isKnown({ at, key }: StreamTick): boolean {
    const minute = at - (at % minuteMs);
    let keys = this.#keys.get(minute);
    if (keys === undefined) {
      keys = new Set();
      this.#keys.set(minute, keys);
    }
    if (keys.has(key)) return true;
    if (keys.size >= keysPerMinute) dropOldest(keys);
    keys.add(key);
    return false;
  }

  #insert(tick: StreamTick): void {
    let place = this.#waiting.length;
    for (; place > this.#head; place -= 1) {
      const before = this.#waiting[place - 1];
      if (before === undefined || before.atUs <= tick.atUs) break;
    }
    if (place === this.#waiting.length) this.#waiting.push(tick);
    else this.#waiting.splice(place, 0, tick);
  }

  #releaseUpTo(us: number): void {
    for (let next = this.#waiting[this.#head]; next && next.atUs <= us; next = this.#waiting[this.#head]) {
      this.#head += 1;
      this.#releasedUs = next.atUs;
      this.#options.release(next);
    }
    if (this.#head === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#head = 0;
    } else if (this.#head >= 1_024) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }
}

function dropOldest(keys: Set<string>): void {
  for (const oldest of keys) {
    keys.delete(oldest);
    return;
  }
}
