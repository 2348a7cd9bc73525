import { z } from 'zod';
import { timeframeSchema } from '../market/timeframe.ts';

/** What the status strip shows, and the server clock that every countdown uses. */
export const statusSchema = z.strictObject({
  version: z.string(),
  /** Server time: the wall clock live, the virtual clock of a replay. */
  now: z.number(),
  /** How fast that clock runs against the wall: 1 live, the speed of a replay, 0 when it stands still. */
  rate: z.number(),
  mode: z.literal('paper'),
  feed: z.strictObject({
    kind: z.enum(['replay', 'sample']),
    /** Words for the strip after PAPER: "REPLAY", "SAMPLE". */
    label: z.string(),
    state: z.enum(['starting', 'live', 'stale', 'ended']),
    /** Close time of the newest candle, any symbol. */
    lastCandleAt: z.number().nullable(),
    /** One sentence when something is worth saying, else null. */
    message: z.string().nullable(),
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
    }),
  ),
});
export type Status = z.infer<typeof statusSchema>;
