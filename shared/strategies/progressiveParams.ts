import { z } from 'zod';
import { sessionsSchema } from './sessions.ts';

/** Every one of them off by default: an entry on a block is taken only if it passes those that are on. */
const filters = {
  /** Only to the side of this timeframe's trend, made of the candles that are traded; null: any side. */
  biasTimeframe: z.enum(['1h', '4h', '1d']).nullable().default(null),
  /** Entries at a close within one of these trading windows. */
  sessions: sessionsSchema.default([]),
  /** Candles since the block was born or, of a breaker, broken; null: however old. */
  minAgeBars: z.int().min(0).default(0),
  maxAgeBars: z.int().min(1).nullable().default(null),
  /** Least range of the candle that broke structure, in ATR; null: any. */
  minDisplacementAtr: z.number().positive().nullable().default(null),
  /** 'formed': the leg of the block left a fair value gap of its side behind; 'open': one that is not filled yet. */
  fairValueGap: z.enum(['any', 'formed', 'open']).default('any'),
  /** Liquidity on the other side was swept in the leg of the block, or at most so many candles before; null: or not. */
  sweepBars: z.int().min(0).max(1_000).nullable().default(null),
  /** Least depth of the entry in the dealing range: 0.5 is discount for longs, premium for shorts; null: anywhere. */
  minDepth: z.number().min(0).max(1).nullable().default(null),
  /** Most that a candle may have closed away from the entry line, in ATR; of entries at the close alone. */
  maxDistanceAtr: z.number().positive().nullable().default(null),
  /** Least reward to risk, from the prices of entry, stop and target. */
  minRr: z.number().positive().nullable().default(null),
};

export const progressiveSmcParams = z
  .strictObject({
    /** How far into the block price must come, from its near edge: 0.2 is a fifth of its height. */
    entryPenetration: z.number().min(0).max(1).default(0.2),
    /** Distance of the stop from the far edge, in ATR. */
    stopAtr: z.number().positive().default(1),
    /** Distance of the target from the entry, in ATR. */
    freshTargetAtr: z.number().positive().default(2),
    breakerTargetAtr: z.number().positive().default(1.5),
    /** The owner's time to answer. */
    validForCandles: z.int().min(1).default(12),
    ...filters,
  })
  .refine(({ minAgeBars, maxAgeBars }) => maxAgeBars === null || minAgeBars <= maxAgeBars, {
    message: 'expected at most maxAgeBars',
    path: ['minAgeBars'],
  });
export type ProgressiveSmcParams = Readonly<z.infer<typeof progressiveSmcParams>>;
export type BlockFilterParams = Pick<ProgressiveSmcParams, keyof typeof filters>;
