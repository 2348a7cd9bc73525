import type { Cancel } from '#shared/ports.ts';

/** A clock or a timer, whichever time is waited for. */
interface Waits {
  after(ms: number, run: () => void): Cancel;
}

/** A wait that can be cut short: because there is reason to go on now, or because all is over. */
export class Pause {
  #end: (() => void) | null = null;

  async wait(by: Waits, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = by.after(ms, resolve);
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
