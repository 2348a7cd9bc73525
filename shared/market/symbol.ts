import { z } from 'zod';
import { timeframeSchema } from './timeframe.ts';

const decimalText = z.string().regex(/^\d+(\.\d+)?$/, 'expected a decimal number in quotes, like "0.01"');

/**
 * What Breaker must know of an instrument. `tick` is the price step; `contractValue` the units of the base asset in
 * one contract or lot (profit in quote currency = size x contractValue x price difference); `sizeStep` and `minSize`
 * are in contracts or lots; `takerFeePct` is per side, in percent of the notional; `spread` is the usual one between bid
 * and ask, in price, nothing when nobody said.
 */
export const symbolSpecSchema = z.strictObject({
  symbol: z.string().regex(/^[A-Z0-9._-]{2,24}$/),
  kind: z.enum(['crypto', 'forex', 'metal']),
  base: z.string().min(1),
  quote: z.string().min(1),
  tick: decimalText,
  contractValue: decimalText,
  sizeStep: decimalText,
  minSize: decimalText,
  unit: z.string().min(1),
  takerFeePct: decimalText,
  spread: decimalText.optional(),
  session: z.enum(['24x7', 'forex']),
  timeframes: z.array(timeframeSchema).min(1),
});
export type SymbolSpec = z.infer<typeof symbolSpecSchema>;

/** Decimals of a price of this instrument: "0.01" -> 2, "5" -> 0. */
export const priceDigits = (tick: string): number => tick.split('.')[1]?.length ?? 0;

/** The instrument as configured, with the figures its venue told; how it is followed is nothing a venue tells. */
export const withVenueFigures = (configured: SymbolSpec, told: SymbolSpec | undefined): SymbolSpec =>
  told === undefined
    ? configured
    : { ...told, session: configured.session, timeframes: configured.timeframes };
