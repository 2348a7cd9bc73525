import type { z } from 'zod';
import { schemaRefusal } from './envelope.ts';

/** Parameters that are not as documented are refused as the venue refuses them. */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw schemaRefusal(issue?.message ?? 'invalid', issue?.path.join('.') ?? '');
}
