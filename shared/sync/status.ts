import { z } from 'zod';
import { timeframeSchema } from '../market/timeframe.ts';

/**
 * How a source of candles stands. `starting`: nothing came yet; `backfilling`: candles that were missed are being
 * fetched; `live`: prices are fresh; `stale`: they are not, and nothing is accepted; `ended`: a recording is over.
 */
export const feedStateSchema = z.enum(['starting', 'backfilling', 'live', 'stale', 'ended']);
export type FeedState = z.infer<typeof feedStateSchema>;

/** One source of candles among several: a venue, or what is pushed in. */
export const venueHealthSchema = z.strictObject({
  /** As in config/symbols.json: "delta", "ingest", "ccxt:kraken". */
  venue: z.string(),
  /** For people: "Delta Exchange India". */
  name: z.string(),
  state: feedStateSchema,
  /** Close time of its newest candle, any symbol. */
  lastCandleAt: z.number().nullable(),
  /** When it last said anything at all. */
  lastHeardAt: z.number().nullable(),
  /** Part of the history that is loaded, 0 to 1, while it is backfilling; else null. */
  progress: z.number().nullable(),
  /** One sentence when something is worth saying, else null. */
  message: z.string().nullable(),
  /** Symbols whose prices cannot be trusted now. */
  staleSymbols: z.array(z.string()).readonly(),
});
export type VenueHealth = z.infer<typeof venueHealthSchema>;

/** What the status strip shows, and the server clock that every countdown uses. */
export const statusSchema = z.strictObject({
  version: z.string(),
  /** Server time: the venue's clock live, the virtual clock of a replay. */
  now: z.number(),
  /** How fast that clock runs against the wall: 1 live, the speed of a replay, 0 when it stands still. */
  rate: z.number(),
  mode: z.literal('paper'),
  feed: z.strictObject({
    kind: z.enum(['live', 'sandbox', 'replay', 'sample']),
    /** Words for the strip after PAPER: "DELTA", "TESTNET", "SANDBOX", "REPLAY", "SAMPLE". */
    label: z.string(),
    state: feedStateSchema,
    /** Close time of the newest candle, any symbol. */
    lastCandleAt: z.number().nullable(),
    /** Part of the history that is loaded, 0 to 1, while it is backfilling; else null. */
    progress: z.number().nullable(),
    /** One sentence when something is worth saying, else null. */
    message: z.string().nullable(),
    /** Each source by itself; empty for a recording. */
    venues: z.array(venueHealthSchema).readonly(),
  }),
  /** Closed candles folded so far and needed before signals can come, per series. */
  series: z.array(
    z.strictObject({
      symbol: z.string(),
      timeframe: timeframeSchema,
      digits: z.number(),
      quote: z.string(),
      candles: z.number(),
      warmupCandles: z.number(),
      lastPrice: z.number().nullable(),
      lastCandleAt: z.number().nullable(),
      /** Why its prices cannot be trusted now, in one sentence: nothing is accepted then. Else null. */
      doubt: z.string().nullable(),
    }),
  ),
});
export type Status = z.infer<typeof statusSchema>;
