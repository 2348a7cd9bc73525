import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { TradingError } from '#shared/errors.ts';

/** A file of `config/`, checked; one error lists everything that is wrong with it, by its place in the file. */
export async function readJsonConfig<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parseJson(await readFile(path, 'utf8'), path), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new TradingError('config', 'config.invalid', problemsOf(parsed.error, path).join('\n'));
}

export const problemsOf = (error: z.ZodError, path: string, within = ''): string[] =>
  error.issues.map((issue) => {
    const place = [within, ...issue.path].filter((part) => part !== '').join('.');
    return `${basename(path)}: ${place || 'the file'}: ${issue.message}${valueText(issue.input)}`;
  });

/** Of what was parsed with its input: ` (it is "abc")`. A whole object says nothing that its place does not. */
const valueText = (value: unknown): string =>
  value === undefined || (typeof value === 'object' && value !== null)
    ? ''
    : ` (it is ${JSON.stringify(value)})`;

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TradingError('config', 'config.invalid', `${basename(path)}: it is no JSON: ${why}`);
  }
}
