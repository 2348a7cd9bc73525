import { z } from 'zod';
import { decimalSchema } from '../market/money.ts';

const zoneParams = (defaults: {
  readonly share: string;
  readonly leverage: number;
  readonly trailAtr: number;
}) =>
  z
    .strictObject({
      /** Fraction of the capital used as margin. */
      share: decimalSchema
        .refine((text) => Number(text) > 0 && Number(text) <= 1, 'expected a fraction above 0, at most 1')
        .default(defaults.share),
      leverage: z.number().min(1).max(200).default(defaults.leverage),
      /** Distance of the stop from the best close after the target; null: it stays where it is. */
      trailAtr: z.number().positive().nullable().default(defaults.trailAtr),
    })
    .prefault({});

/** How entries on blocks are traded, besides where the strategy puts stop and target. */
export const blockEntryParams = z.strictObject({
  fresh: zoneParams({ share: '0.40', leverage: 20, trailAtr: 1.5 }),
  breaker: zoneParams({ share: '0.30', leverage: 10, trailAtr: 1 }),
  /** What goes through a zone: the body or the wick beyond the far edge, or the wick beyond the middle. */
  mitigation: z.enum(['close', 'wick', 'avg']).default('close'),
  /** Bars after an exit in which no entry of its direction may fill. */
  cooldownBars: z.int().min(0).default(3),
  entriesPerZone: z.int().min(1).default(1),
  /** null: the share of the capital alone gives the size; else at most this is lost at the stop. */
  riskPct: z.number().positive().max(100).nullable().default(1),
  /** Bars a limit order works; null: until something else ends it. */
  orderAgeBars: z.int().min(1).nullable().default(null),
  targetCloses: z.enum(['half', 'all']).default('half'),
});
export type BlockEntryParams = Readonly<z.infer<typeof blockEntryParams>>;
