import { seriesKey } from '#shared/market/candle.ts';
import type { Timer } from '#shared/ports.ts';
import type { LiveMessage } from '#shared/sync/live.ts';

type Snapshot = Exclude<LiveMessage, { type: 'fact' }>;
type FactMessage = Extract<LiveMessage, { type: 'fact' }>;

/** A reader this far behind is let go; it resumes from its last fact. */
const maxFactsBehind = 2_000;
/** Updates of one chart kept for a slow reader; beyond, only the newest stays and the reader reads the chart anew. */
const maxChartUpdates = 16;
/** Snapshots are sent at most this often; facts never wait. */
const snapshotIntervalMs = 400;

/** Hands every message to every reader, facts in order and at once, snapshots coalesced. */
export class Broadcast {
  readonly #timer: Timer;
  readonly #readers = new Set<Reader>();

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  get readers(): number {
    return this.#readers.size;
  }

  publish(message: LiveMessage): void {
    for (const reader of this.#readers) {
      reader.put(message);
      // A reader may be stuck in what it was given last and never ask again.
      if (reader.isStopped) this.#readers.delete(reader);
    }
  }

  /** Messages from now on, until the signal aborts or the reader falls too far behind. */
  async *subscribe(signal: AbortSignal): AsyncGenerator<LiveMessage, void> {
    const reader = new Reader(this.#timer);
    this.#readers.add(reader);
    const stop = () => {
      reader.stop();
      this.#readers.delete(reader);
    };
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && !reader.isStopped) {
        const messages = reader.take();
        if (messages.length === 0) await reader.wait();
        yield* messages;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  /** Ends every stream: the server is going down. */
  close(): void {
    for (const reader of this.#readers) reader.stop();
  }
}

class Reader {
  readonly #timer: Timer;
  #facts: FactMessage[] = [];
  readonly #snapshots = new Map<string, Snapshot[]>();
  #lastSnapshotsMs = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | null = null;
  isStopped = false;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  put(message: LiveMessage): void {
    if (message.type === 'fact') {
      this.#facts.push(message);
      if (this.#facts.length > maxFactsBehind) this.stop();
    } else {
      this.#keep(message);
    }
    this.#wake?.();
  }

  stop(): void {
    this.isStopped = true;
    this.#facts = [];
    this.#snapshots.clear();
    this.#wake?.();
  }

  take(): readonly LiveMessage[] {
    const facts = this.#facts;
    this.#facts = [];
    if (this.#snapshots.size === 0 || this.#snapshotsDueInMs() > 0) return facts;
    const snapshots = [...this.#snapshots.values()].flat();
    this.#snapshots.clear();
    this.#lastSnapshotsMs = this.#timer.monotonicMs();
    return [...facts, ...snapshots];
  }

  /** Until something was put, the kept snapshots are due, or the reader was stopped. */
  wait(): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel =
        this.#snapshots.size === 0
          ? () => {}
          : this.#timer.after(this.#snapshotsDueInMs(), () => this.#wake?.());
      this.#wake = () => {
        cancel();
        this.#wake = null;
        resolve();
      };
    });
  }

  #snapshotsDueInMs(): number {
    return Math.max(0, this.#lastSnapshotsMs + snapshotIntervalMs - this.#timer.monotonicMs());
  }

  #keep(message: Snapshot): void {
    if (message.type !== 'chart') {
      this.#snapshots.set(keyOf(message), [message]);
      return;
    }
    const key = `chart ${message.update.symbol} ${message.update.timeframe}`;
    const updates = this.#snapshots.get(key) ?? [];
    this.#snapshots.set(key, updates.length >= maxChartUpdates ? [message] : [...updates, message]);
  }
}

/** Of one key only the newest is worth sending. */
function keyOf(message: Exclude<Snapshot, { type: 'chart' }>): string {
  switch (message.type) {
    case 'mark':
      return `mark ${message.mark.accountId}`;
    case 'forming':
      return `forming ${seriesKey(message.forming)}`;
    case 'status':
      return 'status';
  }
}
