import { z } from 'zod';
import { timeframeSchema } from '../market/timeframe.ts';

/** One candle on the wire: [openTime ms, open, high, low, close, volume]. */
export const candleTupleSchema = z.tuple([
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
]);
export type CandleTuple = z.infer<typeof candleTupleSchema>;

/** An order block as drawn. Times are epoch ms of bars' open times; `endedAt` null while it lives. */
export const chartBlockSchema = z.strictObject({
  id: z.string(),
  bias: z.enum(['bullish', 'bearish']),
  top: z.number(),
  bottom: z.number(),
  /** Open time of the source bar: the left edge. */
  formedAt: z.number(),
  /** Close of the bar that made it known. */
  confirmedAt: z.number(),
  state: z.enum(['fresh', 'breaker', 'ended']),
  touched: z.boolean(),
  penetration: z.number(),
  flippedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type ChartBlock = z.infer<typeof chartBlockSchema>;

/** A break of structure as drawn: a line at `level` from the bar of the level to the bar that broke it. */
export const chartBreakSchema = z.strictObject({
  kind: z.enum(['bos', 'choch']),
  bias: z.enum(['bullish', 'bearish']),
  level: z.number(),
  /** Open time of the bar that made the level; equals `at` when unknown. */
  from: z.number(),
  /** Open time of the bar whose close broke it. */
  at: z.number(),
});
export type ChartBreak = z.infer<typeof chartBreakSchema>;

export const chartSchema = z.strictObject({
  symbol: z.string(),
  timeframe: timeframeSchema,
  digits: z.number(),
  tick: z.number(),
  /** Ascending; at most the asked number. */
  candles: z.array(candleTupleSchema),
  blocks: z.array(chartBlockSchema),
  breaks: z.array(chartBreakSchema),
  /** More candles exist before the first one. */
  hasMore: z.boolean(),
});
export type Chart = z.infer<typeof chartSchema>;

/** What one closed candle changed, pushed on the live stream without an id. */
export const chartUpdateSchema = z.strictObject({
  symbol: z.string(),
  timeframe: timeframeSchema,
  /** Open time of the candle before this one. A kept chart that ends elsewhere missed updates and reads itself anew. */
  after: z.number().nullable(),
  candle: candleTupleSchema,
  /** Blocks that this candle made, changed or ended. */
  blocks: z.array(chartBlockSchema),
  breaks: z.array(chartBreakSchema),
});
export type ChartUpdate = z.infer<typeof chartUpdateSchema>;
