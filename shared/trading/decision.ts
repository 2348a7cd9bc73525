import { z } from 'zod';

/** What became of a signal on one account: the owner's answer, or `expired` by the clock. One per pair, final. */
export const decisionSchema = z.strictObject({
  signalId: z.string(),
  accountId: z.string(),
  by: z.enum(['owner', 'auto']),
  answer: z.enum(['accepted', 'rejected', 'expired']),
  /** Optional one-tap reason of a reject. */
  reason: z.string().nullable(),
  commandId: z.string().nullable(),
  tradeId: z.string().nullable(),
  at: z.number(),
});
export type Decision = z.infer<typeof decisionSchema>;
