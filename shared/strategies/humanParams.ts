import { z } from 'zod';
import { sessionsSchema } from './sessions.ts';

const pivotBars = z.int().min(1).max(100);

export const humanTrainedParams = z
  .strictObject({
    /** Pivots of the H4 structure that gives the bias, and of the M15 structure that gives the shift. */
    biasPivotLeft: pivotBars.default(5),
    biasPivotRight: pivotBars.default(5),
    shiftPivotLeft: pivotBars.default(3),
    shiftPivotRight: pivotBars.default(3),
    /** From the end of the M15 candle that shifted. */
    shiftAgeMs: z
      .int()
      .positive()
      .default(4 * 3_600_000),
    /** Sides that are traded: those of the H4 trend, those against it, or both. */
    bias: z.enum(['with', 'against', 'any']).default('with'),
    /** false: the last M15 break may be old or of the other side, and zones of any leg are traded; one order for each break. */
    needsShift: z.boolean().default(true),
    /** Points of interest that are traded. */
    zones: z
      .array(z.enum(['block', 'gap']))
      .min(1)
      .readonly()
      .default(['block', 'gap']),
    /** Least depth of the zone's middle in the H4 dealing range: 0.5 is discount for longs, premium for shorts; null: anywhere. */
    minDepth: z.number().nullable().default(0.5),
    /** Orders are placed and work within these trading windows; none: at all hours. */
    sessions: sessionsSchema.default([]),
    /** How far into the zone price must come, from its near edge: 0.2 is a fifth of its height. */
    entryPenetration: z.number().min(0).max(1).default(0.2),
    /** Distance of the stop from the far edge: so many ATR of M5, at least so many pips, and the spread on top. */
    stopAtr: z.number().min(0).default(0.1),
    stopMinPips: z.number().min(0).default(1),
    /** Least distance of entry and stop, in round trips of spread and fees. */
    minRoundTrips: z.number().min(0).default(2),
    /** Reward to risk of the target, and the least that is accepted of another target. */
    rr: z.number().positive().default(3),
    minRr: z.number().positive().default(2),
    /** 'pool': the nearest M15 liquidity ahead of the entry, where it gives `minRr`. */
    target: z.enum(['rr', 'pool']).default('rr'),
    /** M5 bars before the leg in which a sweep still counts. */
    sweepBars: z.int().min(0).max(1_000).default(48),
    /** What liquidity must have been taken before a zone is traded. */
    liquidity: z.enum(['none', 'sweep', 'inducement', 'either', 'both']).default('none'),
    /** M5 bars that an order works. */
    orderAgeBars: z.int().min(1).default(24),
    /** Most that is lost at the stop, in percent of the capital. */
    riskPct: z.number().positive().max(100).default(0.5),
    maxLeverage: z.number().min(1).max(200).default(30),
    entriesPerZone: z.int().min(1).default(1),
  })
  .refine(({ rr, minRr }) => rr >= minRr, { message: 'expected at least minRr', path: ['rr'] });
export type HumanTrainedParams = Readonly<z.infer<typeof humanTrainedParams>>;
