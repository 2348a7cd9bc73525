/** What a feed counted since its start, for whoever looks after it. */
export interface FeedCounters {
  /** Messages of the stream that say something about a market. */
  messages: number;
  garbled: number;
  /** Connections that were made after the first. */
  reconnects: number;
  /** Restarts that we asked for, because a channel or all of the socket had gone silent. */
  silences: number;
  /** Restarts because REST knew of newer prices than the stream. */
  zombies: number;
  /** Candles handed over as closed, and as history after the start. */
  closed: number;
  caughtUp: number;
  /** Candles made of ticks that are those of REST, and those that differ, by the largest difference of a price. */
  agreed: number;
  differedInVolume: number;
  /** Under 0.01 %. */
  differedSlightly: number;
  /** Under 0.1 %. */
  differedClearly: number;
  differedGrossly: number;
  /** Candles that REST told otherwise after they had been handed over. */
  revisions: number;
  /** Buckets that REST does not have. */
  gaps: number;
  /** Candles of REST that cannot be, and rows that could not be read. */
  refused: number;
  /** Questions to REST about candles that failed. */
  failedAsks: number;
}

export const newFeedCounters = (): FeedCounters => ({
  messages: 0,
  garbled: 0,
  reconnects: 0,
  silences: 0,
  zombies: 0,
  closed: 0,
  caughtUp: 0,
  agreed: 0,
  differedInVolume: 0,
  differedSlightly: 0,
  differedClearly: 0,
  differedGrossly: 0,
  revisions: 0,
  gaps: 0,
  refused: 0,
  failedAsks: 0,
});
