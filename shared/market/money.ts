import { Decimal } from 'decimal.js';
import { z } from 'zod';

/** Decimal text, exact: "-12.50". From the gate on, prices, sizes and money travel and rest in this form. */
export const decimalSchema = z
  .string()
  // Aborts: what follows computes with the text, and decimal.js throws on what is no number.
  .regex(/^-?\d+(\.\d+)?$/, { error: 'expected a decimal number, like "101.50"', abort: true });
export const positiveDecimalSchema = decimalSchema.refine(
  (text) => new Decimal(text).gt(0),
  'expected more than 0',
);

/** A price or an amount that somebody types: positive, and short enough that every sum of such is exact. */
export const amountSchema = positiveDecimalSchema.refine(
  (text) => /^-?0*\d{1,12}(\.\d{1,12}0*)?$/.test(text),
  'expected at most 12 digits before and 12 after the point',
);

/** Plain notation, no exponent, no trailing zeros; never "-0". */
export const decimalText = (value: Decimal): string => (value.isZero() ? '0' : value.toFixed());
