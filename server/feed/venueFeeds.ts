import type { Feed, FeedHealth, FeedListener, VenueFeed } from '#shared/ports.ts';
import type { FeedState } from '#shared/sync/status.ts';

interface VenueFeedsOptions {
  readonly kind: 'live' | 'sandbox';
  /** Word for the strip. */
  readonly label: string;
  readonly venues: readonly VenueFeed[];
  /** Which venue each symbol comes from, by symbol. */
  readonly venueOf: ReadonlyMap<string, string>;
}

/** The first one that any venue is in is the state of the whole. */
const worstFirst: readonly FeedState[] = ['stale', 'backfilling', 'starting', 'live', 'ended'];

/** Several venues as one feed: each goes at its own pace, and what ails one says nothing of the others' symbols. */
export class VenueFeeds implements Feed {
  readonly #options: VenueFeedsOptions;

  constructor(options: VenueFeedsOptions) {
    this.#options = options;
  }

  async start(on: FeedListener): Promise<void> {
    await Promise.all(this.#options.venues.map((venue) => venue.start(on)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#options.venues.map((venue) => venue.stop()));
  }

  health(): FeedHealth {
    const { kind, label } = this.#options;
    const venues = this.#options.venues.map((venue) => venue.health());
    // What nobody pushes anything into is not missed.
    const awaited = venues.filter((venue) => venue.venue !== 'ingest' || venue.state !== 'starting');
    const counted = awaited.length > 0 ? awaited : venues;
    const state = worstFirst.find((one) => counted.some((venue) => venue.state === one)) ?? 'starting';
    const said = counted.filter((venue) => venue.state === state);
    const loading = counted.flatMap(({ progress }) => progress ?? []);
    return {
      kind,
      label,
      state,
      // What is stale is as old as its own newest candle, however fresh another venue's.
      lastCandleAt: newest((state === 'stale' ? said : counted).map((venue) => venue.lastCandleAt)),
      progress: loading.length === 0 ? null : Math.min(...loading),
      message: said.map((venue) => venue.message).find((message) => message !== null) ?? null,
      venues,
    };
  }

  doubt(symbol: string): string | null {
    const venue = this.#options.venueOf.get(symbol);
    const feed = this.#options.venues.find((one) => one.venue === venue);
    return feed ? feed.doubt(symbol) : `Nothing says what ${symbol} costs now.`;
  }
}

const newest = (times: readonly (number | null)[]): number | null =>
  times.reduce((latest, time) => (time === null || (latest !== null && latest > time) ? latest : time), null);
