/**
 * What should happen next:
 * config - refuse to start; transient - retry, then degrade and tell; rejected - record and tell, never retry;
 * unknownOutcome - ask before doing anything else.
 */
export type ErrorKind = 'config' | 'transient' | 'rejected' | 'unknownOutcome';

export class TradingError extends Error {
  override readonly name = 'TradingError';
  readonly kind: ErrorKind;
  /** Stable, dotted, for programs: `candle.outOfOrder`. The message is for people. */
  readonly code: string;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    options: { readonly context?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.context = options.context ?? {};
  }
}

/** A broken promise of our own code: the process logs it, exits and restarts into recovery. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
