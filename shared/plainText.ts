import { z } from 'zod';

/**
 * Text that can be kept: a database refuses NUL and halves of surrogate pairs, and a command whose answer cannot be
 * stored would stop everything behind it.
 */
export const plainTextSchema = z
  .string()
  .refine((text) => !/[\0\p{Surrogate}]/u.test(text), 'expected text without broken characters');
