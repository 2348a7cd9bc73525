import { useState } from 'react';
import type { Outcome } from './outcome.ts';

export type Problem = Exclude<Outcome, { readonly kind: 'applied' }>;

export interface CommandState {
  readonly isBusy: boolean;
  /** What the last attempt ran into; null before the first and after one that was applied. */
  readonly problem: Problem | null;
  /** Sends once; a second call while one is under way is ignored and resolves to null. */
  run(send: () => Promise<Outcome>): Promise<Outcome | null>;
  forget(): void;
}

export function useCommand(): CommandState {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    isBusy,
    problem,
    async run(send) {
      if (isBusy) return null;
      setBusy(true);
      const outcome = await send();
      setBusy(false);
      setProblem(outcome.kind === 'applied' ? null : outcome);
      return outcome;
    },
    forget: () => setProblem(null),
  };
}
