import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZodError, z } from 'zod';
import type { StrategyRun } from '#shared/core/strategyRun.ts';
import { TradingError } from '#shared/errors.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { problemsOf, readJsonConfig } from './jsonConfig.ts';

/** Which strategies run, with which parameters and on which symbols; what is not set keeps its default. */
export const strategiesFile = fileURLToPath(new URL('../config/strategies.json', import.meta.url));

/** `symbols` stands beside the parameters, of which none has that name. */
const entrySchema = z.looseObject({ symbols: z.array(z.string().min(1)).min(1).optional() });
const fileSchema = z.record(z.string(), entrySchema);
type Entry = z.infer<typeof entrySchema>;

/** What practice taught strategies, by their ids: parameters that count where the file sets none. */
export interface TaughtParams {
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Hears which of them do not go with what the file sets: the file alone counts then. */
  readonly unfit: (id: string) => void;
}

/** Without `symbols` a strategy runs on every symbol that has candles of its timeframe. */
export async function readStrategies(
  path: string,
  taught: TaughtParams = { params: {}, unfit: () => undefined },
): Promise<readonly StrategyRun[]> {
  const chosen = await readJsonConfig(path, fileSchema);
  const made = Object.entries(chosen).map(([id, entry]) => make(id, { entry, path, taught }));
  const problems = made.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw new TradingError('config', 'strategies.invalid', problems.join('\n'));
  return made.flatMap((one) => ('strategy' in one ? one : []));
}

type Made = StrategyRun | { readonly problems: readonly string[] };

interface Making {
  readonly entry: Entry;
  readonly path: string;
  readonly taught: TaughtParams;
}

function make(id: string, { entry, path, taught }: Making): Made {
  const maker = Object.hasOwn(strategies, id) ? strategies[id] : undefined;
  if (!maker) {
    const known = Object.keys(strategies).join(', ');
    return { problems: [`${basename(path)}: there is no strategy "${id}"; known: ${known}`] };
  }
  const { symbols, ...params } = entry;
  try {
    const alone = maker(params);
    const learned = taught.params[id];
    const both = learned && maker.params.safeParse({ ...learned, ...params });
    if (both && !both.success) taught.unfit(id);
    const strategy = both?.success ? maker(both.data) : alone;
    return { strategy, symbols: symbols === undefined ? null : new Set(symbols) };
  } catch (error) {
    if (error instanceof ZodError) return { problems: problemsOf(error, path, id) };
    throw error;
  }
}
