import { z } from 'zod';
import { strategies } from '#shared/strategies/registry.ts';
import { readJsonConfig } from '../jsonConfig.ts';
import type { Queryable } from '../store/db.ts';
import { readTaught } from '../store/taught.ts';

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

/** With what practice taught it in this market, where the file sets nothing and the two go together: as it runs live. */
export async function asTaught(sql: Queryable, { params, ...one }: LiveStrategy): Promise<LiveStrategy> {
  const taught = await readTaught(sql, one.id);
  const both = { ...taught?.params, ...params };
  const isFit = strategies[one.id]?.params.safeParse(both).success ?? false;
  return { ...one, params: isFit ? both : params };
}
