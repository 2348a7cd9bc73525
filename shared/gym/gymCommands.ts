import { z } from 'zod';
import { plainTextSchema } from '../plainText.ts';
import { practiceSessionSchema, practiceTradeSchema } from './practice.ts';

/** Every command carries an id made on the device: a replay of the same id gives the same stored result. */
const command = { commandId: z.uuid() };

/** Adds the session, or changes the one of that id. */
export const saveSessionSchema = z.strictObject({ ...command, session: practiceSessionSchema });
export type SaveSession = z.infer<typeof saveSessionSchema>;

export const deleteSessionSchema = z.strictObject({ ...command, sessionId: z.uuid() });
export type DeleteSession = z.infer<typeof deleteSessionSchema>;

/** Adds the trade, or changes the one of that id. */
export const savePracticeTradeSchema = z.strictObject({ ...command, trade: practiceTradeSchema });
export type SavePracticeTrade = z.infer<typeof savePracticeTradeSchema>;

export const deletePracticeTradeSchema = z.strictObject({ ...command, tradeId: z.uuid() });
export type DeletePracticeTrade = z.infer<typeof deletePracticeTradeSchema>;

/** Characters of a file: 5,000 trades with a note each. */
export const maxCsvLength = 2_000_000;

export const importCsvSchema = z.strictObject({
  ...command,
  session: practiceSessionSchema.omit({ source: true }),
  csv: z.string().max(maxCsvLength, `expected at most ${maxCsvLength} characters`),
  /** Of the clocks that showed the times which name no zone, like "Asia/Kolkata". */
  timeZone: plainTextSchema
    .max(60)
    .refine(isTimeZone, 'expected the name of a time zone, like "Asia/Kolkata"')
    .default('UTC'),
});
export type ImportCsv = z.infer<typeof importCsvSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Which sessions; null: all of them. No more than an address can name: queries carry them there. */
export const chosenSessionsSchema = z.strictObject({
  sessionIds: z.array(z.uuid()).min(1).max(200).nullable().default(null),
});

/** From now on Human-trained trades by what these sessions teach; null: by no practice. */
export const teachSchema = z.strictObject({
  ...command,
  use: chosenSessionsSchema.nullable(),
});
export type Teach = z.infer<typeof teachSchema>;

/** Refusals are answers, not errors. */
export const gymResultSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('applied'), text: z.string() }),
  /** There was nothing to do. */
  z.strictObject({ status: z.literal('noop'), code: z.string(), text: z.string() }),
  z.strictObject({
    status: z.literal('refused'),
    code: z.string(),
    text: z.string(),
    /** Of a file: what is wrong with it, line by line. */
    faults: z.array(z.strictObject({ line: z.number(), column: z.string().nullable(), text: z.string() })),
  }),
]);
export type GymResult = z.infer<typeof gymResultSchema>;
