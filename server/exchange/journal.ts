/** How things looked before, for whoever is shown old news: at most 15 s old. */
export class Journal<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>[]>();

  note(key: Key, value: Value, atUs: number): void {
    const entries = this.#entries.get(key) ?? [];
    entries.push({ atUs, value });
    // The last entry from before the kept time is what the oldest news still shows.
    while ((entries[1]?.atUs ?? atUs) < atUs - keptUs) entries.shift();
    this.#entries.set(key, entries);
  }

  forget(key: Key): void {
    this.#entries.delete(key);
  }

  /** What was true of one at the moment; null: nothing yet. */
  of(key: Key, atUs: number): Value | null {
    return entryAt(this.#entries.get(key) ?? [], atUs)?.value ?? null;
  }

  /** What was true at the moment, in the order in which things were first noted. */
  at(atUs: number): Value[] {
    return [...this.#entries.values()].flatMap((entries) => entryAt(entries, atUs)?.value ?? []);
  }
}

interface Entry<Value> {
  readonly atUs: number;
  readonly value: Value;
}

const keptUs = 15_000_000;

const entryAt = <Value>(entries: readonly Entry<Value>[], atUs: number): Entry<Value> | undefined =>
  entries.findLast((entry) => entry.atUs <= atUs);
