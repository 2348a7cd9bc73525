import { z } from 'zod';
import { practiceSessionSchema, practiceTradeSchema } from './practice.ts';
import { taughtSchema } from './taught.ts';

export const listedSessionSchema = practiceSessionSchema.extend({
  /** How many trades it holds. */
  trades: z.int().min(0),
});
export type ListedSession = Readonly<z.infer<typeof listedSessionSchema>>;

export const sessionWithTradesSchema = z.strictObject({
  session: practiceSessionSchema,
  /** By market time. */
  trades: z.array(practiceTradeSchema),
});
export type SessionWithTrades = z.infer<typeof sessionWithTradesSchema>;

export const practiceFileSchema = z.strictObject({ name: z.string(), csv: z.string() });
export type PracticeFile = z.infer<typeof practiceFileSchema>;

const estimateSchema = z
  .strictObject({
    n: z.number(),
    value: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .readonly();
const shareSchema = z
  .strictObject({
    n: z.number(),
    count: z.number(),
    share: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .readonly();
const zoneKindSchema = z.enum(['block', 'gap']);

const settingsSchema = z
  .strictObject({
    stopAtr: z.number(),
    rr: z.number(),
    zones: z.array(zoneKindSchema).readonly(),
    bias: z.enum(['with', 'against', 'any']),
    needsShift: z.boolean(),
    minDepth: z.number().nullable(),
    sessions: z.array(z.string()).readonly(),
  })
  .readonly();

const modelSchema = z
  .strictObject({
    trades: z.number(),
    known: z.number(),
    settings: settingsSchema,
    learned: z.array(settingsSchema.unwrap().keyof()).readonly(),
    stopDistanceAtr: estimateSchema.nullable(),
    stopBeyondAtr: estimateSchema.nullable(),
    stopPips: z.array(z.strictObject({ symbol: z.string(), pips: estimateSchema }).readonly()).readonly(),
    targetR: estimateSchema.nullable(),
    depth: estimateSchema.nullable(),
    longs: shareSchema,
    withBias: shareSchema,
    afterShift: shareSchema,
    zones: z.array(z.strictObject({ kind: zoneKindSchema, taken: shareSchema }).readonly()).readonly(),
    windows: z.array(z.strictObject({ name: z.string(), taken: shareSchema }).readonly()).readonly(),
    inFavour: shareSchema,
  })
  .readonly();

const verdictSchema = z
  .strictObject({
    taken: shareSchema,
    takenR: estimateSchema.nullable(),
    passedR: estimateSchema.nullable(),
    wins: shareSchema,
    stopMissAtr: estimateSchema.nullable(),
    targetMissR: estimateSchema.nullable(),
  })
  .readonly();

const partSchema = z.strictObject({ sessions: z.number(), trades: z.number() }).readonly();

/** What practice taught, and how that did on the sessions it was not learned from. */
export const gymModelSchema = z.strictObject({
  sessions: z.number(),
  model: modelSchema,
  /** In plain sentences. */
  statement: z.array(z.string()).readonly(),
  holdOut: z
    .strictObject({
      learnedFrom: partSchema,
      judgedOn: partSchema,
      learned: verdictSchema,
      defaults: verdictSchema,
    })
    .nullable(),
  holdOutStatement: z.array(z.string()).readonly(),
  /** Symbols of trades for which there are no M5 candles: of them only the prices teach. */
  withoutCandles: z.array(z.string()).readonly(),
  /** What Human-trained was taught to trade by when Breaker starts next; null: by no practice. */
  taught: taughtSchema.nullable(),
});
export type GymModel = z.infer<typeof gymModelSchema>;
