import type { FeedHealth } from '#shared/ports.ts';
import type { FeedState } from '#shared/sync/status.ts';

interface FeedLinesOptions {
  /** One line for good. */
  readonly say: (line: string) => void;
  /** How far it is; the next one takes its place. */
  readonly showProgress: (line: string) => void;
}

/** Part of the history between two lines of progress. */
const step = 0.1;

/** What the owner sees of the feed in the terminal: how it stands whenever that changes, and how far its history is. */
export class FeedLines {
  readonly #options: FeedLinesOptions;
  #state: FeedState | null = null;
  #said = '';
  #progress = -1;
  #hasBeenLive = false;

  constructor(options: FeedLinesOptions) {
    this.#options = options;
  }

  show(health: FeedHealth): void {
    const { state } = health;
    if (state === 'backfilling') this.#showProgress(health);
    const text = this.#wordsOf(health);
    // Seconds until the next try, and the like, are no news.
    const news = text.replace(/\d+/g, '');
    // That a trouble is over is news, too.
    if (state !== 'backfilling' && (state !== this.#state || news !== this.#said)) this.#options.say(text);
    this.#state = state;
    this.#said = news;
    this.#hasBeenLive ||= state === 'live';
  }

  #wordsOf({ kind, label, state, message, venues }: FeedHealth): string {
    const said = message === null ? '' : ` ${message}`;
    const isUnheard = !this.#hasBeenLive && venues.every(({ lastHeardAt }) => lastHeardAt === null);
    const isUnreached = kind === 'live' && state === 'stale' && isUnheard;
    const way = isUnreached ? ' To try Breaker without the venue: npm start -- --sandbox' : '';
    return `feed  ${label} ${state}.${said}${way}`;
  }

  #showProgress({ label, progress, message }: FeedHealth): void {
    const done = Math.floor((progress ?? 0) / step) * step;
    if (done === this.#progress) return;
    this.#progress = done;
    this.#options.showProgress(
      `feed  ${label} ${Math.round(done * 100)} %. ${message ?? 'Loading history.'}`,
    );
  }
}
