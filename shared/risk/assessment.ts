import { z } from 'zod';
import { decimalSchema } from '../market/money.ts';

const ruleCheckSchema = z.strictObject({
  rule: z.enum(['notExpired', 'priceInReach', 'maxOpenTrades', 'minSize', 'currency']),
  passed: z.boolean(),
  /** One sentence for the trader, naming the value and the limit. */
  text: z.string(),
});
export type RuleCheck = z.infer<typeof ruleCheckSchema>;

/** What accepting this signal on this account would mean, right now. Money in account currency. */
export const assessmentSchema = z.strictObject({
  signalId: z.string(),
  accountId: z.string(),
  size: decimalSchema,
  unit: z.string(),
  /** Loss if the stop is hit, fees of both sides included; positive. */
  risk: decimalSchema,
  /** Gain at the first target, fees of both sides taken off. */
  reward: decimalSchema,
  notional: decimalSchema,
  verdict: z.enum(['clear', 'blocked']),
  checks: z.array(ruleCheckSchema),
  at: z.number(),
});
export type Assessment = z.infer<typeof assessmentSchema>;
