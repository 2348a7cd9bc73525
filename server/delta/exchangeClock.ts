import type { UnixMs } from '#shared/market/candle.ts';
import type { Cancel, Clock, Timer } from '#shared/ports.ts';

export interface ExchangeClockOptions {
  readonly timer: Timer;
  /** What the venue says the time is. */
  readonly ask: () => Promise<UnixMs>;
  /** The machine's own clock: a first guess, and how a sleep of the machine is noticed. */
  readonly wallNow: () => UnixMs;
  /** Called when `doubt()` becomes another sentence. */
  readonly doubtChanged?: () => void;
}

/** The venue's time, never going back. Until `start` has resolved it shows the machine's. */
export declare class ExchangeClock implements Clock {
  constructor(options: ExchangeClockOptions);
  readonly rate: 1;
  now(): UnixMs;
  after(ms: number, run: () => void): Cancel;
  /** Resolves once the offset is known, however long that takes; then it is measured again every few minutes. */
  start(): Promise<void>;
  /** Measures at once: after a sleep, say. Rejects when the venue cannot be asked. */
  measure(): Promise<void>;
  stop(): void;
  /** Venue's time less the machine's in ms; null: never measured. */
  readonly offsetMs: number | null;
  /** How far `now()` may be wrong, in ms; null: never measured. */
  readonly unsureMs: number | null;
  /** Why the time cannot be trusted (more than 2 s unsure), in one sentence; null: it can. */
  doubt(): string | null;
}
