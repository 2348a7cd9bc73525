import { z } from 'zod';
import { accountSettingsSchema } from '../config/accountConfig.ts';
import { amountSchema } from '../market/money.ts';
import { plainTextSchema } from '../plainText.ts';
import { rowsSchema } from './rows.ts';

/** The end of time as JavaScript counts it: beyond, a number is no date. */
const lastMoment = 8_640_000_000_000_000;

const command = { commandId: z.uuid(), accountId: plainTextSchema.min(1).max(80) };

/** Every command carries an id made on the device: a replay of the same id gives the same stored result. */
export const answerSignalSchema = z.strictObject({
  ...command,
  signalId: plainTextSchema.min(1).max(160),
  answer: z.enum(['accept', 'reject']),
  reason: plainTextSchema.trim().max(80).nullable().default(null),
});
export type AnswerSignal = z.infer<typeof answerSignalSchema>;

export const closeTradeSchema = z.strictObject({
  ...command,
  tradeId: plainTextSchema.min(1).max(160),
  price: amountSchema,
  /** Epoch ms; null means now, by the server's clock. */
  at: z.int().min(0).max(lastMoment).nullable().default(null),
  note: plainTextSchema.trim().max(2000).nullable().default(null),
});
export type CloseTrade = z.infer<typeof closeTradeSchema>;

export const deleteTradeSchema = z.strictObject({ ...command, tradeId: plainTextSchema.min(1).max(160) });
export type DeleteTrade = z.infer<typeof deleteTradeSchema>;

export const editAccountSchema = z.strictObject({ ...command, settings: accountSettingsSchema });
export type EditAccount = z.infer<typeof editAccountSchema>;

/** Business refusals are answers, not errors. `rows` let the sender show the outcome before the stream brings it. */
export const commandResultSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('applied'), factId: z.number(), rows: rowsSchema }),
  /** Nothing to do: someone else was first. `text` says who and when. */
  z.strictObject({ status: z.literal('noop'), code: z.string(), text: z.string(), rows: rowsSchema }),
  z.strictObject({ status: z.literal('refused'), code: z.string(), text: z.string(), rows: rowsSchema }),
]);
export type CommandResult = z.infer<typeof commandResultSchema>;
