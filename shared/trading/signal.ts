import { z } from 'zod';
import { timeframeSchema } from '../market/timeframe.ts';

export const directionSchema = z.enum(['long', 'short']);
export type Direction = z.infer<typeof directionSchema>;

/** The zone a signal came from, as it was when the signal was raised. */
const signalZoneSchema = z.strictObject({
  /** `<symbol>:<timeframe>:<engine id>`; of a gap `gapName`, in the place of the id. */
  blockId: z.string(),
  bias: z.enum(['bullish', 'bearish']),
  state: z.enum(['fresh', 'breaker']),
  top: z.number(),
  bottom: z.number(),
  /** Open time of the bar the block was drawn on. */
  formedAt: z.number(),
  penetration: z.number(),
});

/** A suggestion. Prices are on tick; times are epoch ms; never changed once raised (answers are decisions). */
export const signalSchema = z.strictObject({
  id: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  timeframe: timeframeSchema,
  direction: directionSchema,
  entry: z.number(),
  /** A limit that waits for price to come to the entry. Absent: entered at the close that raised it. */
  rests: z.literal(true).optional(),
  stop: z.number(),
  /** Nearest first. */
  targets: z.array(z.number()).min(1),
  /** |first target - entry| / |entry - stop|, from the prices above. */
  rr: z.number(),
  /** ATR at the close that raised it, frozen. */
  atr: z.number(),
  /** Sentences a trader can read, most important first. */
  reasons: z.array(z.string()),
  zone: signalZoneSchema,
  createdAt: z.number(),
  expiresAt: z.number(),
});
export type Signal = z.infer<typeof signalSchema>;
