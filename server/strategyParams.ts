import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { problemsOf, readJsonConfig } from './jsonConfig.ts';
import { readable } from './readable.ts';
import { strategiesFile } from './strategyConfig.ts';

/** Parameters of one strategy; what is not there keeps its default. */
export type StrategyParams = Readonly<Record<string, unknown>>;

interface Asked {
  readonly strategy: string;
  /** A file of its parameters; null: those that it runs with live, else the defaults. */
  readonly paramsPath: string | null;
}

const paramsSchema = z.record(z.string(), z.unknown());

/** What the strategy accepts; anything else is an error that names the file, the parameter and what was expected. */
export async function readStrategyParams({ strategy, paramsPath }: Asked): Promise<StrategyParams> {
  const path = paramsPath ?? strategiesFile;
  const given =
    paramsPath === null
      ? await liveParams(strategy)
      : await readable(`--params ${path}`, () => readJsonConfig(path, paramsSchema));
  const parsed = strategies[strategy]?.params.safeParse(given, { reportInput: true });
  if (parsed === undefined || parsed.success) return given;
  throw new TradingError('config', 'strategyParams.invalid', problemsOf(parsed.error, path).join('\n'));
}

async function liveParams(strategy: string): Promise<StrategyParams> {
  const { symbols: _, ...params } = (await readJsonConfig(strategiesFile, liveSchema))[strategy] ?? {};
  return params;
}

const liveSchema = z.record(z.string(), paramsSchema);
