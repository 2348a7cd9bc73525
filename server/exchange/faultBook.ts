import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock } from '#shared/ports.ts';
import type { Fault, FaultKind, FaultOf, FaultScript } from './faultSchema.ts';

/** A fault that is on, as it is listed. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  readonly since: UnixMs;
  readonly until: UnixMs | null;
  /** How often it struck. */
  readonly hits: number;
}

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  readonly since: UnixMs;
  readonly until: UnixMs | null;
  hits: number;
}

/** Which faults are on. Those that happen once, at once, are handed to whoever carries them out. */
export class FaultBook {
  readonly #clock: Clock;
  readonly #entries: Entry[] = [];
  readonly #waiting: Cancel[] = [];
  #nextId = 1;
  #onInjected: (fault: Fault) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onInjected(run: (fault: Fault) => void): void {
    this.#onInjected = run;
  }

  inject(fault: Fault): number {
    const id = this.#nextId++;
    const since = this.#clock.now();
    const until = endOf(fault, since);
    this.#entries.push({ id, fault, since, until, hits: 0 });
    this.#onInjected(fault);
    if (isMomentary(fault)) this.take(id);
    return id;
  }

  play(script: FaultScript): void {
    for (const { atMs, fault } of script)
      this.#waiting.push(this.#clock.after(atMs, () => this.inject(fault)));
  }

  /** False when there is none of that number any more. */
  take(id: number): boolean {
    const index = this.#entries.findIndex((entry) => entry.id === id);
    if (index === -1) return false;
    this.#entries.splice(index, 1);
    return true;
  }

  clear(): void {
    this.#entries.length = 0;
    for (const cancel of this.#waiting.splice(0)) cancel();
  }

  list(): readonly ActiveFault[] {
    this.#dropEnded();
    return this.#entries.map((entry) => ({ ...entry }));
  }

  /** The oldest fault of that kind that is on and fits; nothing is counted. */
  find<Kind extends FaultKind>(
    kind: Kind,
    fits: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | null {
    return this.#search(kind, fits)?.fault ?? null;
  }

  /** The same, and it has struck once more: one with a count ends with its last. */
  strike<Kind extends FaultKind>(
    kind: Kind,
    fits: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | null {
    const found = this.#search(kind, fits);
    if (found === null) return null;
    found.entry.hits += 1;
    if ('count' in found.entry.fault && found.entry.hits === found.entry.fault.count)
      this.take(found.entry.id);
    return found.fault;
  }

  #search<Kind extends FaultKind>(
    kind: Kind,
    fits: (fault: FaultOf<Kind>) => boolean,
  ): { readonly entry: Entry; readonly fault: FaultOf<Kind> } | null {
    this.#dropEnded();
    for (const entry of this.#entries) {
      if (isKind(entry.fault, kind) && fits(entry.fault)) return { entry, fault: entry.fault };
    }
    return null;
  }

  #dropEnded(): void {
    const now = this.#clock.now();
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const until = this.#entries[index]?.until ?? null;
      if (until !== null && until <= now) this.#entries.splice(index, 1);
    }
  }
}

const isKind = <Kind extends FaultKind>(fault: Fault, kind: Kind): fault is FaultOf<Kind> =>
  fault.kind === kind;

const isMomentary = (fault: Fault): boolean => fault.kind === 'disconnect' || fault.kind === 'priceJump';

function endOf(fault: Fault, since: UnixMs): UnixMs | null {
  if (fault.kind === 'maintenance') return since + fault.downMs + fault.cancelOnlyMs + fault.auctionMs;
  return 'durationMs' in fault && fault.durationMs !== undefined ? since + fault.durationMs : null;
}
