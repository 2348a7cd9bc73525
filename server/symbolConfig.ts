import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type SymbolSpec, symbolSpecSchema } from '#shared/market/symbol.ts';
import { readJsonConfig } from './jsonConfig.ts';

/** The instruments that Breaker ships with. */
export const symbolsFile = fileURLToPath(new URL('../config/symbols.json', import.meta.url));

const fileSchema = z.record(symbolSpecSchema.shape.symbol, symbolSpecSchema.omit({ symbol: true }));

/** The instruments of a file like `config/symbols.json`, by symbol. */
export async function readSymbols(path: string): Promise<ReadonlyMap<string, SymbolSpec>> {
  const specs = await readJsonConfig(path, fileSchema);
  return new Map(Object.entries(specs).map(([symbol, spec]) => [symbol, { symbol, ...spec }]));
}
