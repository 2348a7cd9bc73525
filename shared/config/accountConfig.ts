import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { positiveDecimalSchema } from '../market/money.ts';

const settings = {
  name: z.string().trim().min(1).max(40),
  initialBalance: positiveDecimalSchema,
  riskPerTradePct: positiveDecimalSchema,
  maxOpenTrades: z.int().min(1).max(50),
};

/** What the owner may set on an account. Percent values are decimal text: "1" is one percent. */
export const accountSettingsSchema = z.strictObject({
  ...settings,
  riskPerTradePct: settings.riskPerTradePct.refine(
    (text) => new Decimal(text).lte(100),
    'expected at most 100',
  ),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

/** An account as it is kept: a limit that came later does not make an older row unreadable. */
export const accountSchema = z.strictObject({
  id: z.string(),
  kind: z.literal('paper'),
  currency: z.string(),
  ...settings,
  /** initialBalance + net of closed trades. */
  balance: z.string(),
});
export type Account = z.infer<typeof accountSchema>;
