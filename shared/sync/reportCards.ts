import { z } from 'zod';
import { timeframeSchema } from '../market/timeframe.ts';

const rangeSchema = z.strictObject({ low: z.number(), high: z.number() });

/** In R, net of costs; the range is a 95 % one and null from too few days. */
const sample = {
  trades: z.number(),
  meanR: z.number().nullable(),
  meanRange: rangeSchema.nullable(),
  winRate: z.number().nullable(),
};

/** The last backtest on the market's history. */
export const backtestCardSchema = z.strictObject({
  ...sample,
  /** What may honestly be said, in words. */
  verdict: z.strictObject({ kind: z.string(), text: z.string() }),
  /** The same trades at random entries; `p`: share of the draws that did at least as well. */
  random: z.strictObject({ meanR: z.number(), range: rangeSchema, p: z.number() }).nullable(),
  /** Open times of the first and the last candle it could trade. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  candles: z.number(),
});

/** Of one strategy on one series for one account. */
export const reportCardSchema = z.strictObject({
  accountId: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  timeframe: timeframeSchema,
  /** null until there is one. `computedAt` is by the wall clock. */
  backtest: z
    .strictObject({ mode: z.string(), computedAt: z.number(), ...backtestCardSchema.shape })
    .nullable(),
  /** Closed trades of the account's journal as it is now; null before the first. */
  paper: z.strictObject({ ...sample, from: z.number(), to: z.number() }).nullable(),
});
export type ReportCard = z.infer<typeof reportCardSchema>;
