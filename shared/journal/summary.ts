import { z } from 'zod';

/** Statistics of the accepted trades of one account; formulae and edge cases in metrics.ts. null is "unknown". */
export const summarySchema = z.strictObject({
  accountId: z.string(),
  /** Closed trades. */
  trades: z.number(),
  open: z.number(),
  wins: z.number(),
  losses: z.number(),
  breakevens: z.number(),
  /** wins / (wins + losses), 0..1, with the 95 % Wilson interval. */
  winRate: z.number().nullable(),
  winRateLow: z.number().nullable(),
  winRateHigh: z.number().nullable(),
  totalR: z.number().nullable(),
  averageR: z.number().nullable(),
  /** Mean net per closed trade, account currency. */
  expectancy: z.string().nullable(),
  /** Sum of gains / |sum of losses|; null without losses or without trades. */
  profitFactor: z.number().nullable(),
  /** True when there are gains and nothing lost: the factor is infinite, shown as "no losses". */
  lossless: z.boolean(),
  net: z.string(),
  maxDrawdown: z.string(),
  /**
   * Balance after each close, oldest first; the first point is the initial balance (at = null). A long journal is
   * thinned evenly, its first and last point kept.
   */
  equity: z.array(z.strictObject({ at: z.number().nullable(), balance: z.string() })),
});
export type Summary = z.infer<typeof summarySchema>;
