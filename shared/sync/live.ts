import { z } from 'zod';
import { timeframeSchema } from '../market/timeframe.ts';
import { candleTupleSchema, chartUpdateSchema } from './chart.ts';
import { factSchema } from './rows.ts';
import { statusSchema } from './status.ts';

/** Open trades at the last price: [tradeId, price, running net, running R]. Recomputed with every candle, never stored. */
export const markSchema = z.strictObject({
  accountId: z.string(),
  /** balance + running net of the open trades. */
  equity: z.string(),
  openNet: z.string(),
  trades: z.array(
    z.strictObject({
      tradeId: z.string(),
      price: z.string(),
      net: z.string(),
      rMultiple: z.number().nullable(),
    }),
  ),
});
export type Mark = z.infer<typeof markSchema>;

/** The candle that is still open, for charts and last prices only; the next one of the series takes its place. */
export const formingSchema = z.strictObject({
  symbol: z.string(),
  timeframe: timeframeSchema,
  candle: candleTupleSchema,
});
export type Forming = z.infer<typeof formingSchema>;

/** The one stream of a device. Facts are tracked by id and resumed; the rest is a snapshot that the next one replaces. */
export const liveMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fact'), fact: factSchema }),
  z.strictObject({ type: z.literal('status'), status: statusSchema }),
  z.strictObject({ type: z.literal('chart'), update: chartUpdateSchema }),
  z.strictObject({ type: z.literal('forming'), forming: formingSchema }),
  z.strictObject({ type: z.literal('mark'), mark: markSchema }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
