import { z } from 'zod';
import { readJsonConfig } from '../jsonConfig.ts';

/** A strategy that runs live: its parameters as the file has them, and its symbols; null: every one. */
export interface LiveStrategy {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[] | null;
}

const fileSchema = z.record(z.string(), z.looseObject({ symbols: z.array(z.string()).optional() }));

/** Of a file like `config/strategies.json`, whose parameters were checked when the server started. */
export async function readLiveStrategies(path: string): Promise<readonly LiveStrategy[]> {
  const chosen = await readJsonConfig(path, fileSchema);
  return Object.entries(chosen).map(([id, { symbols = null, ...params }]) => ({ id, params, symbols }));
}
