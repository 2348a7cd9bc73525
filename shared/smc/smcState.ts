import { z } from 'zod';
import { TradingError } from '../errors.ts';
import { timeframeSchema } from '../market/timeframe.ts';
import { atrStateSchema } from './atr.ts';
import { savedBlockSchema, sideSchema } from './blockBook.ts';
import { smcConfigSchema } from './config.ts';
import { gapStateSchema } from './fairValueGaps.ts';
import { poolsSchema } from './liquidity.ts';
import { periodStateSchema } from './periodLevels.ts';
import { rangeStateSchema } from './rangeStructure.ts';
import { swingStateSchema } from './swingStructure.ts';
import { hasWidth, pivotWidth, swingsStateSchema } from './swings.ts';
import { windowStateSchema } from './tradingWindows.ts';

/** Raised whenever the meaning of a saved field changes: an older state is then folded anew from candles. */
export const smcStateVersion = 3;

const lastBreakSchema = z.strictObject({
  kind: z.enum(['bos', 'choch']),
  side: sideSchema,
  level: z.number(),
  bar: z.int(),
  closeTime: z.number(),
  source: z.int(),
  sourceTime: z.number(),
});

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
    sweptHighAt: z.int().min(-1),
    sweptLowAt: z.int().min(-1),
    lastBreak: lastBreakSchema.nullable(),
    atr: atrStateSchema,
    swings: swingsStateSchema,
    /** Exactly the state of the configured structure. */
    range: rangeStateSchema.nullable(),
    swing: swingStateSchema.nullable(),
    /** Oldest first. */
    blocks: z.array(savedBlockSchema),
    gaps: gapStateSchema,
    pools: poolsSchema,
    /** One for each that is configured, in that order. */
    windows: z.array(windowStateSchema),
    periods: z.array(periodStateSchema),
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
  })
  .refine(({ config, windows }) => sameNames(config.windows, windows), {
    message: 'expected the configured windows',
    path: ['windows'],
  })
  .refine(
    ({ config, periods }) =>
      sameNames(
        config.periods.map((name) => ({ name })),
        periods,
      ),
    {
      message: 'expected the configured periods',
      path: ['periods'],
    },
  );
export type SmcState = z.infer<typeof smcStateSchema>;

function sameNames(a: readonly { name: string }[], b: readonly { name: string }[]): boolean {
  return a.length === b.length && a.every(({ name }, place) => name === b[place]?.name);
}

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
