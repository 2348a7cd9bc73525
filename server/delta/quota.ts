import type { Timer } from '#shared/ports.ts';

/** `protective`: cancel, close and stop of brokers may use what is reserved for them. */
export type QuotaPriority = 'ordinary' | 'protective';

export interface QuotaAsk {
  /** Units of the venue: 3 for a public GET. */
  readonly weight: number;
  /** Callers take turns: "history", "live". */
  readonly caller: string;
  readonly priority: QuotaPriority;
}

/** The venue's request quota, kept on our side so that it is never overdrawn. */
export declare class Quota {
  constructor(options: { readonly timer: Timer; readonly budget?: number });
  /** Resolves once the request may be sent. */
  take(ask: QuotaAsk): Promise<void>;
  /** The venue said 429: nobody is served for so long. */
  throttled(resetMs: number): void;
  /** Units spent within the window so far. */
  readonly spent: number;
}
