/** How things looked before, for whoever is shown old news. */
export class Journal<Key, Value> {
  readonly #entries = new Map<Key, { readonly atUs: number; readonly value: Value }[]>();
  readonly #keptUs = 15_000_000;

  note(key: Key, value: Value, atUs: number): void {
    const entries = this.#entries.get(key) ?? [];
    entries.push({ atUs, value });
    // The last entry from before the kept time is what the oldest news still shows.
    while ((entries[1]?.atUs ?? atUs) < atUs - this.#keptUs) entries.shift();
    this.#entries.set(key, entries);
  }

  /** The newest of each that was true at the moment. */
  at(atUs: number): Value[] {
    return [...this.#entries.values()].flatMap((entries) => {
      const found = entries.findLast((entry) => entry.atUs <= atUs);
      return found === undefined ? [] : [found.value];
    });
  }
}
