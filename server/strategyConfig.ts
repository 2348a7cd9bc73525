import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZodError, z } from 'zod';
import { TradingError } from '#shared/errors.ts';
import type { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { problemsOf, readJsonConfig } from './jsonConfig.ts';

/** Which strategies run, and with which parameters; what is not set keeps its default. */
export const strategiesFile = fileURLToPath(new URL('../config/strategies.json', import.meta.url));

const fileSchema = z.record(z.string(), z.unknown());

export async function readStrategies(path: string): Promise<readonly BaseStrategy[]> {
  const chosen = await readJsonConfig(path, fileSchema);
  const made = Object.entries(chosen).map(([id, params]) => make(id, { params, path }));
  const problems = made.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw new TradingError('config', 'strategies.invalid', problems.join('\n'));
  return made.flatMap((one) => ('strategy' in one ? one.strategy : []));
}

type Made = { readonly strategy: BaseStrategy } | { readonly problems: readonly string[] };

function make(id: string, { params, path }: { readonly params: unknown; readonly path: string }): Made {
  const maker = Object.hasOwn(strategies, id) ? strategies[id] : undefined;
  if (!maker) {
    const known = Object.keys(strategies).join(', ');
    return { problems: [`${basename(path)}: there is no strategy "${id}"; known: ${known}`] };
  }
  try {
    const strategy = maker(params);
    const longer = strategy.longerTimeframes.join(' and ');
    if (longer === '') return { strategy };
    const why = `it reads ${longer} candles made of its own; only backtests feed it those yet`;
    return { problems: [`${basename(path)}: ${id} cannot run live: ${why}`] };
  } catch (error) {
    if (error instanceof ZodError) return { problems: problemsOf(error, path, id) };
    throw error;
  }
}
