import { z } from 'zod';
import { TradingError } from '../errors.ts';

const paramValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]);
export type ParamValue = z.infer<typeof paramValue>;

/** A parameter inside of another one is named with a dot: "fresh.trailAtr". */
export type Combination = Readonly<Record<string, ParamValue>>;

/** Every parameter that is tried, to its values. */
export const gridSchema = z
  .record(
    z.string(),
    z
      .array(paramValue)
      .min(1, 'expected at least one value')
      .refine(
        (values) => new Set(values.map((value) => JSON.stringify(value))).size === values.length,
        'a value is there twice',
      ),
  )
  .refine((grid) => Object.keys(grid).length > 0, 'expected at least one parameter');
export type Grid = Readonly<z.infer<typeof gridSchema>>;

/** More of them find something in any noise. */
export const mostCombinations = 1_000;

/** Each value with each other one; the last parameter changes fastest. */
export function combinationsOf(grid: Grid): readonly Combination[] {
  const count = Object.values(grid).reduce((product, values) => product * values.length, 1);
  if (count > mostCombinations) {
    throw new TradingError(
      'config',
      'grid.size',
      `the grid has ${count} combinations, expected at most ${mostCombinations}: try fewer values`,
    );
  }
  let combinations: readonly Combination[] = [{}];
  for (const [name, values] of Object.entries(grid)) {
    combinations = combinations.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  }
  return combinations;
}

/** "entryPenetration 0.2, fresh.trailAtr 1". */
export const combinationText = (combination: Combination): string =>
  Object.entries(combination)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ');

const valueText = (value: ParamValue): string =>
  Array.isArray(value) ? value.join(' + ') || 'none' : String(value);

/** Names of everything inside, those of objects with a dot. */
export function paramNames(params: unknown): readonly string[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([name, value]) => {
    const inside = Array.isArray(value) ? [] : paramNames(value);
    return inside.length === 0 ? [name] : inside.map((each) => `${name}.${each}`);
  });
}

/** The other way round: "fresh.trailAtr" becomes `trailAtr` of `fresh`. */
export function nestedParams(combination: Combination): Readonly<Record<string, unknown>> {
  const groups = new Map<string, Combination>();
  const nested: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(combination)) {
    const dot = name.indexOf('.');
    if (dot < 0) nested[name] = value;
    else {
      const group = name.slice(0, dot);
      groups.set(group, { ...groups.get(group), [name.slice(dot + 1)]: value });
    }
  }
  for (const [group, inside] of groups) nested[group] = nestedParams(inside);
  return nested;
}
