import type { Logger } from 'pino';
import type { UnixMs } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Clock, Feed, SeriesName } from '#shared/ports.ts';
import type { IngestFeed } from './feed/ingestFeed.ts';
import type { Sql } from './store/db.ts';
import type { Tail } from './store/restore.ts';

/** The market that a run of the server is about: a recording, or venues. */
export interface ChosenMarket {
  /** For the ready line: "SAMPLE", "REPLAY of data/crypto", "Delta Exchange India". */
  readonly label: string;
  /** Each market has its own tables, so that journals never mix and a restart goes on where it stopped. */
  readonly schema: string;
  readonly series: readonly SeriesName[];
  /** Instruments as they are configured. */
  readonly specs: ReadonlyMap<string, SymbolSpec>;
  /** Symbols whose venue tells figures of its own. */
  readonly told: ReadonlySet<string>;
  open(from: LeftBehind): Promise<OpenedMarket>;
}

/** What the run before left, and what the feed may need of this one. */
export interface LeftBehind {
  readonly sql: Sql;
  /** The name this run writes under. */
  readonly writer: string;
  readonly tail: Tail;
  /** The engine's newest candle of a series; null before the first. Asked when the feed starts. */
  readonly foldedUpTo: (series: SeriesName) => UnixMs | null;
  /** The venue's own figures of an instrument, once they are known. */
  readonly specRead: (spec: SymbolSpec) => void;
  /** A candle could not be handed over or stored: the process has to end and recover. */
  readonly failed: (error: unknown) => void;
  /** The server has been told to stop: nothing waits for a database that is away. */
  readonly isOver: () => boolean;
  readonly log: Logger;
}

export interface OpenedMarket {
  readonly feed: Feed;
  readonly clock: Clock;
  /** Where candles may be pushed in; null: nowhere. */
  readonly ingest: Pick<IngestFeed, 'push' | 'pushTicks'> | null;
  /** After the feed has stopped. */
  close(): Promise<void>;
}
