/**
 * One queue in front of one worker. Entries are handed over in order, everything that waits at once (up to
 * `maxBatch`): under load many candles share a commit, with a single one nothing waits. The sender is held back while
 * `capacity` entries wait. An entry that will not be worked on any more (put too late, or behind a failure) is handed to
 * `dropped`, so that nobody waits for it for ever.
 */
export class Mailbox<Entry> {
  readonly #work: (batch: readonly Entry[]) => Promise<void>;
  readonly #dropped: (entry: Entry) => void;
  readonly #maxBatch: number;
  readonly #capacity: number;
  #waiting: Entry[] = [];
  #room: (() => void)[] = [];
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: {
    /** A rejection is fatal: it reaches `failed` and nothing further is worked on. */
    readonly work: (batch: readonly Entry[]) => Promise<void>;
    readonly failed: (error: unknown) => void;
    readonly dropped: (entry: Entry) => void;
    readonly maxBatch?: number;
    readonly capacity?: number;
  }) {
    this.#work = async (batch) => {
      try {
        await options.work(batch);
      } catch (error) {
        this.#isClosed = true;
        const lost = [...batch, ...this.#waiting.splice(0)];
        this.#makeRoom();
        options.failed(error);
        for (const entry of lost) options.dropped(entry);
      }
    };
    this.#dropped = options.dropped;
    this.#maxBatch = options.maxBatch ?? 256;
    this.#capacity = options.capacity ?? 512;
  }

  get depth(): number {
    return this.#waiting.length;
  }

  /** Takes the entry at once; the promise resolves when there is room for another. */
  put(entry: Entry): Promise<void> {
    if (this.#isClosed) {
      this.#dropped(entry);
      return Promise.resolve();
    }
    this.#waiting.push(entry);
    this.#running ??= this.#drain();
    if (this.#waiting.length < this.#capacity) return Promise.resolve();
    return new Promise((resolve) => this.#room.push(resolve));
  }

  /** Resolves when nothing waits and nothing is being worked on. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Works off what waits and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  #makeRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }

  async #drain(): Promise<void> {
    // Let the caller finish its turn, so that entries put together share a batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#maxBatch);
      this.#waiting = this.#waiting.slice(this.#maxBatch);
      this.#makeRoom();
      await this.#work(batch);
    }
    this.#running = null;
  }
}
