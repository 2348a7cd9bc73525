/** How far prices were made to jump, in ticks, and when. */
export class Offsets {
  readonly #jumps: { readonly atUs: number; readonly total: number }[] = [];

  add(atUs: number, ticks: number): void {
    this.#jumps.push({ atUs, total: this.now + ticks });
  }

  /** All jumps so far together. */
  get now(): number {
    return this.#jumps.at(-1)?.total ?? 0;
  }

  at(atUs: number): number {
    if (this.#jumps.length === 0) return 0;
    return this.#jumps.findLast((jump) => jump.atUs <= atUs)?.total ?? 0;
  }

  /** Whether one is within (from, to). */
  isWithin(fromUs: number, toUs: number): boolean {
    return this.#jumps.some(({ atUs }) => atUs > fromUs && atUs < toUs);
  }
}
