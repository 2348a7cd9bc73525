import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { amountSchema, positiveDecimalSchema } from '../market/money.ts';
import { plainTextSchema } from '../plainText.ts';

/** What the owner may set on an account. Percent values are decimal text: "1" is one percent. */
export const accountSettingsSchema = z.strictObject({
  name: plainTextSchema.trim().min(1).max(40),
  initialBalance: amountSchema.refine((text) => new Decimal(text).gte(1), 'expected at least 1'),
  riskPerTradePct: amountSchema.refine((text) => new Decimal(text).lte(100), 'expected at most 100'),
  maxOpenTrades: z.int().min(1).max(50),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

/** An account as it is kept: a limit that came later does not make an older row unreadable. */
export const accountSchema = z.strictObject({
  id: z.string(),
  kind: z.literal('paper'),
  currency: z.string(),
  name: z.string(),
  initialBalance: positiveDecimalSchema,
  riskPerTradePct: positiveDecimalSchema,
  maxOpenTrades: z.int(),
  /** initialBalance + net of closed trades. */
  balance: z.string(),
});
export type Account = z.infer<typeof accountSchema>;
