import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { positiveDecimalSchema } from '../market/money.ts';

/** What the owner may set on an account. Percent values are decimal text: "1" is one percent. */
export const accountSettingsSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  initialBalance: positiveDecimalSchema,
  riskPerTradePct: positiveDecimalSchema.refine((text) => new Decimal(text).lte(100), 'expected at most 100'),
  maxOpenTrades: z.int().min(1).max(50),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

export const accountSchema = z.strictObject({
  id: z.string(),
  kind: z.literal('paper'),
  currency: z.string(),
  ...accountSettingsSchema.shape,
  /** initialBalance + net of closed trades. */
  balance: z.string(),
});
export type Account = z.infer<typeof accountSchema>;
