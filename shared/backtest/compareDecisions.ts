import { type Decision, decisionKinds } from './decisions.ts';

export interface Difference {
  readonly first: Decision | null;
  readonly second: Decision | null;
}

/** The first decision up to a bar that the two runs do not share. */
export function firstDifference(
  first: readonly Decision[],
  second: readonly Decision[],
  lastBar: number,
): Difference | null {
  for (let index = 0; ; index += 1) {
    const a = known(first[index], lastBar);
    const b = known(second[index], lastBar);
    if (a === null && b === null) return null;
    if (a !== null && b !== null && nameOf(a) === nameOf(b)) continue;
    if (a === null || b === null) return { first: a, second: b };
    const order = a.bar - b.bar || decisionKinds.indexOf(a.what) - decisionKinds.indexOf(b.what);
    return { first: order <= 0 ? a : null, second: order >= 0 ? b : null };
  }
}

const known = (decision: Decision | undefined, lastBar: number): Decision | null =>
  decision === undefined || decision.bar > lastBar ? null : decision;

/** Two decisions of one name are the same. */
export const nameOf = ({ bar, what, content }: Decision): string => `${bar} ${what} ${content}`;
