import { basename } from 'node:path';
import { z } from 'zod';
import { partParams, type RunParams } from '#shared/backtest/paramSpace.ts';
import { TradingError } from '#shared/errors.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { strategies } from '#shared/strategies/registry.ts';
import type { BacktestRun } from './backtestOptions.ts';
import { problemsOf, readJsonConfig } from './jsonConfig.ts';
import { readable } from './readable.ts';
import { readStrategyParams } from './strategyParams.ts';

type Asked = Pick<BacktestRun, 'strategy' | 'paramsPath'>;

const paramsSchema = z.record(z.string(), z.unknown());

/** What other options say, with them. */
const ofOtherOptions: Readonly<Record<string, string>> = {
  riskPct: '--risk-pct or --account',
  mitigation: '--config',
};

/**
 * Parameters of the strategy and of the executor that trades it, out of one file; without a file those that the strategy
 * runs with live. What they do not accept is an error that names the file, the parameter, its value and what was expected.
 */
export async function readRunParams({ strategy, paramsPath }: Asked): Promise<RunParams> {
  if (paramsPath === null) {
    return { strategy: await readStrategyParams({ strategy, paramsPath }), executor: {} };
  }
  const given = await readable(`--params ${paramsPath}`, () => readJsonConfig(paramsPath, paramsSchema));
  const stray = Object.keys(given).find((name) => Object.hasOwn(ofOtherOptions, name));
  if (stray !== undefined) {
    throw refusal([`${basename(paramsPath)}: ${stray} is said by ${ofOtherOptions[stray]}, not by --params`]);
  }
  const params = parted(given, strategy, paramsPath);
  const problems = [
    ...problemsWith(params.strategy, strategies[strategy]?.params, paramsPath),
    ...problemsWith(params.executor, blockEntryParams, paramsPath),
  ];
  if (problems.length > 0) throw refusal(problems);
  return params;
}

function parted(given: Readonly<Record<string, unknown>>, strategy: string, path: string): RunParams {
  try {
    return partParams(given, strategy);
  } catch (error) {
    if (error instanceof TradingError) throw refusal([`${basename(path)}: ${error.message}`]);
    throw error;
  }
}

function problemsWith(
  params: RunParams['strategy'],
  schema: z.ZodType | undefined,
  path: string,
): readonly string[] {
  const parsed = schema?.safeParse(params, { reportInput: true });
  return parsed === undefined || parsed.success ? [] : problemsOf(parsed.error, path);
}

const refusal = (problems: readonly string[]): TradingError =>
  new TradingError('config', 'params.invalid', problems.join('\n'));
