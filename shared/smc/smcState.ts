import { z } from 'zod';
import { TradingError } from '../errors.ts';
import { timeframeSchema } from '../market/timeframe.ts';
import { atrStateSchema } from './atr.ts';
import { savedBlockSchema } from './blockBook.ts';
import { smcConfigSchema } from './config.ts';
import { rangeStateSchema } from './rangeStructure.ts';
import { swingStateSchema } from './swingStructure.ts';
import { hasWidth, pivotWidth, swingsStateSchema } from './swings.ts';

/** Raised whenever the meaning of a saved field changes: an older state is then folded anew from candles. */
export const smcStateVersion = 1;

const lastCandleSchema = z.strictObject({
  openTime: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});

/** Everything an engine knows, as plain JSON. */
export const smcStateSchema = z
  .strictObject({
    version: z.literal(smcStateVersion),
    timeframe: timeframeSchema,
    session: z.enum(['24x7', 'forex']),
    config: smcConfigSchema,
    bar: z.int().min(-1),
    last: lastCandleSchema,
    nextId: z.int().min(1),
    atr: atrStateSchema,
    swings: swingsStateSchema,
    /** Exactly the state of the configured structure. */
    range: rangeStateSchema.nullable(),
    swing: swingStateSchema.nullable(),
    /** Oldest first. */
    blocks: z.array(savedBlockSchema),
  })
  .refine(({ config, range, swing }) => (config.structure === 'range' ? range && !swing : swing && !range), {
    message: 'expected the state of the configured structure',
    path: ['config', 'structure'],
  })
  .refine(({ config, swings }) => hasWidth(swings, pivotWidth(config)), {
    message: 'expected rings of the configured pivot width',
    path: ['swings'],
  })
  .refine(({ config, swing }) => swing === null || swing.recent.length === config.pivotRight + 1, {
    message: 'expected a ring of the bars that confirm a pivot',
    path: ['swing', 'recent'],
  });
export type SmcState = z.infer<typeof smcStateSchema>;

/** A copy that shares nothing with `state`, or a refusal that names the field. */
export function parseSmcState(state: SmcState): SmcState {
  if (state.version !== smcStateVersion) {
    throw new TradingError(
      'config',
      'smcState.version',
      `saved engine state: version is ${state.version}, expected ${smcStateVersion}`,
    );
  }
  const parsed = smcStateSchema.safeParse(state);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TradingError(
    'config',
    'smcState.shape',
    `saved engine state: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an engine state'}`,
  );
}
