/** Fewest and most milliseconds of silence after which a channel counts as stale. */
const leastMs = 10_000;
const mostMs = 60_000;
/** Bounds of the gaps that are counted together grow by so much. */
const growth = 1.1;
const bins = 128;
/** Once so many gaps are counted, all counts are halved: what was long ago fades. */
const fadeAfter = 20_000;

/** How long a channel is silent between messages, learned from it, and whether it is silent for too long now. */
export class GapMeter {
  readonly #counts = new Float64Array(bins);
  #total = 0;
  /** Gaps counted since the limit was worked out. */
  #unmeasured = 0;
  #limitMs = leastMs;
  #since: number;
  #last: number | null = null;

  /** `nowMs` is monotonic, here and everywhere. */
  constructor(nowMs: number) {
    this.#since = nowMs;
  }

  heard(nowMs: number): void {
    if (this.#last !== null) this.#learn(nowMs - this.#last);
    this.#last = nowMs;
  }

  /** Another socket: the silence before it says nothing about the channel. */
  restart(nowMs: number): void {
    this.#since = nowMs;
    this.#last = null;
  }

  silentMs(nowMs: number): number {
    return nowMs - (this.#last ?? this.#since);
  }

  isSilent(nowMs: number): boolean {
    return this.silentMs(nowMs) > this.#limitMs;
  }

  /** Three times the gap that one in a thousand exceeds, within 10 to 60 s. */
  get limitMs(): number {
    return this.#limitMs;
  }

  #learn(gapMs: number): void {
    const bin = Math.min(bins - 1, Math.floor(Math.log(Math.max(1, gapMs)) / Math.log(growth)));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#total += 1;
    if (this.#total > fadeAfter) this.#fade();
    this.#unmeasured += 1;
    // Only gaps that could matter are worth a look at the counts.
    if (3 * gapMs <= leastMs && this.#unmeasured < 1_000) return;
    this.#unmeasured = 0;
    this.#limitMs = this.#measured();
  }

  #fade(): void {
    this.#total = 0;
    for (const [bin, count] of this.#counts.entries()) {
      this.#counts[bin] = count / 2;
      this.#total += count / 2;
    }
  }

  #measured(): number {
    let beyond = 0;
    let bin = bins - 1;
    for (; bin > 0; bin -= 1) {
      beyond += this.#counts[bin] ?? 0;
      if (beyond > this.#total / 1_000) break;
    }
    return Math.min(mostMs, Math.max(leastMs, 3 * growth ** (bin + 1)));
  }
}
