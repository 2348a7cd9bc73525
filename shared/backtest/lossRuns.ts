import { breakevenBandR } from '../trading/result.ts';

/** Losses in a row, in the order of the exits; a trade that is even ends a run. */
export interface LossRuns {
  readonly longest: number;
  /** What chance makes of as many trades, each of which loses with the same probability, whatever came before. */
  readonly expectedLongest: number;
  /** Probability that chance alone makes a run at least as long. */
  readonly p: number;
}

/** null without trades. */
export function lossRuns(multiples: readonly number[]): LossRuns | null {
  const trades = multiples.length;
  if (trades === 0) return null;
  let [losses, run, longest] = [0, 0, 0];
  for (const r of multiples) {
    const isLoss = r < -breakevenBandR;
    if (isLoss) losses += 1;
    run = isLoss ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  const lossRate = losses / trades;
  return {
    longest,
    expectedLongest: expectedLongestRun(trades, lossRate),
    p: runProbability({ trades, lossRate, length: longest }),
  };
}

interface Run {
  readonly trades: number;
  /** 0..1. */
  readonly lossRate: number;
  readonly length: number;
}

/** That among so many trades there are `length` losses in a row or more. */
export function runProbability({ trades, lossRate, length }: Run): number {
  if (length === 0) return 1;
  if (length > trades) return 0;
  const runOf = lossRate ** length;
  // none[n]: no such run among the first n trades. The first one ends at n with a trade before it that was no loss.
  const none = new Float64Array(trades + 1).fill(1);
  none[length] = 1 - runOf;
  for (let count = length + 1; count <= trades; count += 1) {
    none[count] = (none[count - 1] ?? 0) - (none[count - length - 1] ?? 0) * (1 - lossRate) * runOf;
  }
  return 1 - (none[trades] ?? 0);
}

/** Below it a longer run adds nothing that would be seen. */
const negligible = 1e-6;

function expectedLongestRun(trades: number, lossRate: number): number {
  if (lossRate === 1) return trades;
  let expected = 0;
  for (let length = 1; length <= trades; length += 1) {
    const probability = runProbability({ trades, lossRate, length });
    expected += probability;
    if (probability < negligible) break;
  }
  return expected;
}
