import { z } from 'zod';
import { decimalSchema } from '../market/money.ts';
import { timeframeSchema } from '../market/timeframe.ts';
import { directionSchema } from './signal.ts';

export const outcomeSchema = z.enum(['WIN', 'LOSS', 'BREAKEVEN']);
export type Outcome = z.infer<typeof outcomeSchema>;

export const tradeCloseSchema = z.strictObject({
  exit: decimalSchema,
  closedAt: z.number(),
  /** Both sides, account currency. */
  fees: decimalSchema,
  /** After fees, account currency. */
  net: decimalSchema,
  /** net / risk, rounded to 8 decimals; null when there was no initial risk. */
  rMultiple: z.number().nullable(),
  outcome: outcomeSchema,
});

/**
 * A journal entry. Made by accepting a signal, finished by marking the close. Everything the result depends on is
 * frozen at the entry: size, stop, risk, fee rate, contract value, rate of the quote currency.
 */
export const tradeSchema = z.strictObject({
  id: z.string(),
  accountId: z.string(),
  signalId: z.string(),
  symbol: z.string(),
  timeframe: timeframeSchema,
  direction: directionSchema,
  /** Contracts or lots, see `unit`. */
  size: decimalSchema,
  unit: z.string(),
  entry: decimalSchema,
  /** The first stop. */
  stop: decimalSchema,
  target: decimalSchema,
  /** |entry - first stop| x size x contractValue x quoteRate: the 1R of this trade, account currency. */
  risk: decimalSchema,
  contractValue: decimalSchema,
  /** Account currency for one unit of quote currency, at the entry. */
  quoteRate: decimalSchema,
  /** Fee per side as a fraction of the notional. */
  feeRate: decimalSchema,
  /** Its limit still waits for price: candles that open from then on do not fill it. Absent: it is entered. */
  waitsUntil: z.number().optional(),
  /** When it was entered; while its limit waits, when it was accepted. */
  openedAt: z.number(),
  /** null while open. */
  close: tradeCloseSchema.nullable(),
  note: z.string().nullable(),
});
export type Trade = z.infer<typeof tradeSchema>;
export type TradeClose = z.infer<typeof tradeCloseSchema>;
