import type { Logger } from 'pino';
import type { Cancel, FeedHealth, Timer } from '#shared/ports.ts';

interface FeedAlarmOptions {
  readonly timer: Timer;
  readonly log: Logger;
  /** One line for the terminal. */
  readonly say: (line: string) => void;
}

/** A feed that is stale for so long is not only shown, but reported. */
const alarmMs = 60_000;

/** Raises an alarm once for each time that prices have been stale for a minute. */
export class FeedAlarm {
  readonly #options: FeedAlarmOptions;
  #cancel: Cancel | null = null;

  constructor(options: FeedAlarmOptions) {
    this.#options = options;
  }

  watch({ state, label, message }: FeedHealth): void {
    if (state !== 'stale') {
      this.stop();
      return;
    }
    this.#cancel ??= this.#options.timer.after(alarmMs, () => {
      this.#options.log.error({ evt: 'feed.staleForLong', label, message });
      this.#options.say(
        `feed  ${label} has been stale for a minute: nothing can be accepted until it is back.`,
      );
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
