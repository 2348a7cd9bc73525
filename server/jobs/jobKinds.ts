import { z } from 'zod';
import { symbolSpecSchema } from '#shared/market/symbol.ts';
import { timeframeSchema } from '#shared/market/timeframe.ts';

/** Everything that is done through the queue, with what a job of it says. What it reads besides is in our own tables. */
export const jobKinds = {
  /** Some of the combinations of a sweep: its id, and the number of the job. */
  sweep: z.strictObject({ sweep: z.string().min(1), job: z.int().min(0) }),
  /** The backtest of a strategy on one series of the market in `schema`. */
  reportCard: z.strictObject({
    schema: z.string().min(1),
    strategy: z.string().min(1),
    params: z.record(z.string(), z.unknown()),
    symbol: z.string().min(1),
    timeframe: timeframeSchema,
    mode: z.string().min(1),
    /** null: inferred from the prices. */
    spec: symbolSpecSchema.nullable(),
  }),
};

export type JobKind = keyof typeof jobKinds;
export const jobKindNames: readonly JobKind[] = ['sweep', 'reportCard'];
export type Payload<Kind extends JobKind> = z.infer<(typeof jobKinds)[Kind]>;
