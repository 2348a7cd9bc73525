import { invariant } from '#shared/errors.ts';
import type { Cancel, Timer } from '#shared/ports.ts';

/** `protective`: cancel, close and stop of brokers may use what is reserved for them. */
export type QuotaPriority = 'ordinary' | 'protective';

export interface QuotaAsk {
  /** Units of the venue: 3 for a public GET. */
  readonly weight: number;
  /** Callers take turns: "history", "live". */
  readonly caller: string;
  readonly priority: QuotaPriority;
}

interface Waiting extends QuotaAsk {
  readonly served: () => void;
}

interface Spending {
  readonly atMs: number;
  readonly weight: number;
}

/** The venue's documents name 10,000 or 20,000, by their age. */
const unitsPerWindow = 10_000;
const reservedShare = 0.3;
const venueWindowMs = 5 * 60_000;
/** How much later than it was allowed a request may reach the venue. */
const travelMs = 15_000;
const longestThrottleMs = venueWindowMs;

/**
 * The venue's request quota, kept on our side so that it is never overdrawn. The venue counts in fixed windows of five
 * minutes, but when they begin is not known: so no five minutes at all hold more than the budget.
 */
export class Quota {
  readonly #timer: Timer;
  readonly #budget: number;
  readonly #spendings: Spending[] = [];
  /** By caller; who was served goes to the end. */
  readonly #ordinary = new Map<string, Waiting[]>();
  readonly #protective: Waiting[] = [];
  #spent = 0;
  #closedUntilMs = 0;
  #wake: Cancel | null = null;

  constructor({ timer, budget = unitsPerWindow }: { readonly timer: Timer; readonly budget?: number }) {
    this.#timer = timer;
    this.#budget = budget;
  }

  /** Resolves once the request may be sent. */
  take(ask: QuotaAsk): Promise<void> {
    const most = this.#limitOf(ask.priority);
    invariant(
      ask.weight > 0 && ask.weight <= most,
      `a weight of ${ask.weight} is never within ${most} units`,
    );
    return new Promise((served) => {
      this.#enqueue({ ...ask, served });
      this.#serve();
    });
  }

  /** The venue said 429: nobody is served for so long. */
  throttled(resetMs: number): void {
    const waitMs = Math.min(Math.max(resetMs, 0), longestThrottleMs);
    this.#closedUntilMs = Math.max(this.#closedUntilMs, this.#timer.monotonicMs() + waitMs);
    this.#serve();
  }

  /** Units that the venue may count in its present window. */
  get spent(): number {
    this.#forgetOld();
    return this.#spent;
  }

  #enqueue(waiting: Waiting): void {
    if (waiting.priority === 'protective') {
      this.#protective.push(waiting);
      return;
    }
    const queue = this.#ordinary.get(waiting.caller);
    if (queue) queue.push(waiting);
    else this.#ordinary.set(waiting.caller, [waiting]);
  }

  #serve(): void {
    this.#wake?.();
    this.#wake = null;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const waitMs = this.#waitFor(next);
      if (waitMs > 0) {
        this.#wake = this.#timer.after(waitMs, () => this.#serve());
        return;
      }
      this.#dequeue(next);
      this.#spendings.push({ atMs: this.#timer.monotonicMs(), weight: next.weight });
      this.#spent += next.weight;
      next.served();
    }
  }

  #next(): Waiting | null {
    const [protective] = this.#protective;
    if (protective) return protective;
    const [turn] = this.#ordinary.values();
    return turn?.[0] ?? null;
  }

  #dequeue(waiting: Waiting): void {
    if (waiting.priority === 'protective') {
      this.#protective.shift();
      return;
    }
    const rest = this.#ordinary.get(waiting.caller)?.slice(1) ?? [];
    this.#ordinary.delete(waiting.caller);
    if (rest.length > 0) this.#ordinary.set(waiting.caller, rest);
  }

  /** Milliseconds until it fits; 0: now. */
  #waitFor({ weight, priority }: Waiting): number {
    this.#forgetOld();
    const nowMs = this.#timer.monotonicMs();
    if (nowMs < this.#closedUntilMs) return this.#closedUntilMs - nowMs;
    let excess = this.#spent + weight - this.#limitOf(priority);
    if (excess <= 0) return 0;
    for (const spending of this.#spendings) {
      excess -= spending.weight;
      if (excess <= 0) return Math.max(1, spending.atMs + venueWindowMs + travelMs - nowMs);
    }
    return 1;
  }

  #limitOf(priority: QuotaPriority): number {
    return priority === 'protective' ? this.#budget : Math.floor(this.#budget * (1 - reservedShare));
  }

  #forgetOld(): void {
    const oldest = this.#timer.monotonicMs() - venueWindowMs - travelMs;
    for (let first = this.#spendings[0]; first && first.atMs <= oldest; first = this.#spendings[0]) {
      this.#spendings.shift();
      this.#spent -= first.weight;
    }
  }
}
