import type { Logger } from 'pino';

/** Undoes what was started, newest first. */
export class Shutdown {
  readonly #steps: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  readonly #log: Logger;
  #running: Promise<void> | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, run: () => Promise<void>): void {
    this.#steps.unshift({ name, run });
  }

  get hasBegun(): boolean {
    return this.#running !== null;
  }

  /** Happens once. What is still being started is waited for: half started, nobody would stop it. */
  run(starting: Promise<unknown>): Promise<void> {
    this.#running ??= starting.then(
      () => this.#runSteps(),
      () => this.#runSteps(),
    );
    return this.#running;
  }

  async #runSteps(): Promise<void> {
    for (const step of this.#steps) {
      try {
        await step.run();
      } catch (error) {
        this.#log.error({ evt: 'shutdown.stepFailed', step: step.name, err: error });
      }
    }
  }
}
