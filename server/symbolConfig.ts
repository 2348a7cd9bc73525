import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';
import { type SymbolSpec, symbolSpecSchema } from '#shared/market/symbol.ts';

/** The instruments that Breaker ships with. */
export const symbolsFile = fileURLToPath(new URL('../config/symbols.json', import.meta.url));

const fileSchema = z.record(symbolSpecSchema.shape.symbol, symbolSpecSchema.omit({ symbol: true }));

/** The instruments of a file like `config/symbols.json`, by symbol; one error lists everything that is wrong with it. */
export async function readSymbols(path: string): Promise<ReadonlyMap<string, SymbolSpec>> {
  const parsed = fileSchema.safeParse(parseJson(await readFile(path, 'utf8'), path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${basename(path)}: ${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new TradingError('config', 'symbols.invalid', problems.join('\n'));
  }
  return new Map(Object.entries(parsed.data).map(([symbol, spec]) => [symbol, { symbol, ...spec }]));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TradingError('config', 'symbols.invalid', `${basename(path)}: it is no JSON: ${why}`);
  }
}
