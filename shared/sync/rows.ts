import { z } from 'zod';
import { accountSchema } from '../config/accountConfig.ts';
import { summarySchema } from '../journal/summary.ts';
import { assessmentSchema } from '../risk/assessment.ts';
import { decisionSchema } from '../trading/decision.ts';
import { signalSchema } from '../trading/signal.ts';
import { tradeSchema } from '../trading/trade.ts';

/**
 * What the phone keeps, table by table. A fact carries the rows it changed, whole, so the phone only ever replaces
 * rows by key: `signals` id, `decisions` and `assessments` [signalId+accountId], `trades` id, `accounts` id,
 * `summaries` accountId. `deletedTrades` lists ids.
 */
export const rowsSchema = z.strictObject({
  signals: z.array(signalSchema).optional(),
  decisions: z.array(decisionSchema).optional(),
  assessments: z.array(assessmentSchema).optional(),
  trades: z.array(tradeSchema).optional(),
  deletedTrades: z.array(z.string()).optional(),
  accounts: z.array(accountSchema).optional(),
  summaries: z.array(summarySchema).optional(),
});
export type Rows = z.infer<typeof rowsSchema>;

const factKinds = [
  'accountCreated',
  'accountEdited',
  'signalRaised',
  'signalAssessed',
  'signalExpired',
  'signalAccepted',
  'signalRejected',
  'tradeEntered',
  'limitEnded',
  'tradeClosed',
  'tradeDeleted',
] as const;

/** One thing that became true. Ids rise in commit order: the audit trail, the live stream and the sync cursor. */
export const factSchema = z.strictObject({
  id: z.number(),
  at: z.number(),
  kind: z.enum(factKinds),
  accountId: z.string().nullable(),
  rows: rowsSchema,
});
export type Fact = z.infer<typeof factSchema>;

/** Answer to `facts.pull`. With `reset` the phone replaces all its synced tables by `rows`. */
export const pullSchema = z.strictObject({
  /** Changes when the phone's copy belongs to another market or database. */
  epoch: z.string(),
  /** Id of the last fact contained. */
  cursor: z.number(),
  reset: z.boolean(),
  rows: rowsSchema,
});
export type Pull = z.infer<typeof pullSchema>;
