import type { Timer } from '#shared/ports.ts';

/** A wait that can be cut short: because there is reason to go on now, or because all is over. */
export class Pause {
  readonly #timer: Timer;
  #end: (() => void) | null = null;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#timer.after(ms, resolve);
      this.#end = () => {
        cancel();
        resolve();
      };
    });
    this.#end = null;
  }

  /** Nothing happens when nobody waits. */
  end(): void {
    this.#end?.();
  }
}
