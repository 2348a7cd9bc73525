import type { z } from 'zod';
import { TradingError } from '../errors.ts';
import { blockEntryParams } from '../executors/blockEntryParams.ts';
import { strategies } from '../strategies/registry.ts';
import {
  type Combination,
  combinationsOf,
  combinationText,
  type Grid,
  nestedParams,
  paramNames,
} from './grid.ts';

/** Parameters for one run; what is not there keeps its default. */
export interface RunParams {
  readonly strategy: Readonly<Record<string, unknown>>;
  readonly executor: Readonly<Record<string, unknown>>;
}

interface Part {
  readonly schema: z.ZodType;
  readonly names: ReadonlySet<string>;
}

interface Space {
  readonly strategy: Part;
  readonly executor: Part;
}

/** What the engine's parameters say: it must not differ from them. */
const engineParams: ReadonlySet<string> = new Set(['mitigation']);

/**
 * All combinations of a grid that the strategy and its executor accept; one that they refuse is an error. `others` are
 * parameters of the strategy that every combination has, where it does not choose them itself.
 */
export function gridRuns(
  grid: Grid,
  strategy: string,
  others: Readonly<Record<string, unknown>> = {},
): readonly { readonly combination: Combination; readonly params: RunParams }[] {
  const space = spaceOf(strategy);
  const known = [...space.strategy.names, ...space.executor.names];
  const unknown = Object.keys(grid).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw refusal(
      `${strategy} has no parameter ${quoted(unknown)}; known: ${[...new Set(known)].join(', ')}`,
    );
  }
  return combinationsOf(grid).map((combination) => ({
    combination,
    params: runParams(combination, { space, others }),
  }));
}

/** Parameters by whose they are; a name that neither the strategy nor its executor knows is an error. */
export function partParams(given: Readonly<Record<string, unknown>>, strategy: string): RunParams {
  const space = spaceOf(strategy);
  const [own, others] = [topNames(space.strategy), topNames(space.executor)];
  const unknown = Object.keys(given).filter((name) => !own.has(name) && !others.has(name));
  if (unknown.length > 0) {
    const known = [...new Set([...own, ...others])].join(', ');
    throw refusal(`${strategy} has no parameter ${quoted(unknown)}; known: ${known}`);
  }
  const entries = Object.entries(given);
  return {
    strategy: Object.fromEntries(entries.filter(([name]) => own.has(name))),
    executor: Object.fromEntries(entries.filter(([name]) => !own.has(name))),
  };
}

/** "fresh.trailAtr" lies in "fresh". What is risked is a matter of the account. */
const topNames = ({ names }: Part): ReadonlySet<string> =>
  new Set([...names].map((name) => name.split('.')[0] ?? name).filter((name) => name !== 'riskPct'));

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** A strategy that names setups of its own is traded by an executor that has no parameters besides. */
function spaceOf(id: string): Space {
  const maker = strategies[id];
  if (maker === undefined) throw refusal(`there is no strategy "${id}"`);
  const isTradedByModes = maker({}).zoneFinder() !== null;
  const executor = isTradedByModes ? paramNames(blockEntryParams.parse({})) : [];
  return {
    strategy: { schema: maker.params, names: new Set(paramNames(maker.params.parse({}))) },
    executor: {
      schema: blockEntryParams,
      names: new Set(executor.filter((name) => !engineParams.has(name))),
    },
  };
}

/** A name that both know is the strategy's. */
function runParams(
  combination: Combination,
  { space, others }: { readonly space: Space; readonly others: Readonly<Record<string, unknown>> },
): RunParams {
  const { strategy, executor } = space;
  const entries = Object.entries(combination);
  const own = nestedParams(Object.fromEntries(entries.filter(([name]) => strategy.names.has(name))));
  const rest = nestedParams(Object.fromEntries(entries.filter(([name]) => !strategy.names.has(name))));
  check({ ...others, ...own }, strategy.schema, combination);
  check(rest, executor.schema, combination);
  return { strategy: own, executor: rest };
}

function check(params: Readonly<Record<string, unknown>>, schema: z.ZodType, whole: Combination): void {
  const parsed = schema.safeParse(params);
  if (parsed.success) return;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw refusal(`${problems.join('; ')} (in the combination ${combinationText(whole)})`);
}

const refusal = (text: string): TradingError => new TradingError('config', 'grid.invalid', text);
