import type { Random } from '../market/seededRandom.ts';
import { percentile, pick } from './bootstrap.ts';

/** Where a figure lies in 5, 50 and 95 % of the draws. */
export interface Spread {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** The same trades in other orders, and other samples of the same days; in R. */
export interface MonteCarlo {
  readonly draws: number;
  /** The deepest fall when chance orders the trades; their sum stays. */
  readonly shuffledFallR: Spread;
  /** Whole days drawn with replacement, as many as there were. */
  readonly drawnFallR: Spread;
  readonly drawnTotalR: Spread;
  /** Share of the drawn samples that end below the start. */
  readonly lossShare: number;
}

interface Chance {
  readonly draws: number;
  readonly random: Random;
}

/** `days` hold the R of their trades, in the order of the exits. null without trades. */
export function monteCarlo(
  days: readonly (readonly number[])[],
  { draws, random }: Chance,
): MonteCarlo | null {
  if (days.length === 0) return null;
  const shuffled = Float64Array.from(days.flat());
  const shuffledFalls = new Float64Array(draws);
  const drawnFalls = new Float64Array(draws);
  const totals = new Float64Array(draws);
  let losing = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    shuffle(shuffled, random);
    shuffledFalls[draw] = pathOf([shuffled]).fall;
    const drawn = pathOf(days.map(() => days[pick(random, days.length)] ?? []));
    drawnFalls[draw] = drawn.fall;
    totals[draw] = drawn.total;
    if (drawn.total < 0) losing += 1;
  }
  return {
    draws,
    shuffledFallR: spreadOf(shuffledFalls),
    drawnFallR: spreadOf(drawnFalls),
    drawnTotalR: spreadOf(totals),
    lossShare: losing / draws,
  };
}

/** Sum of the blocks one after the other and the deepest fall on the way, from 0 as the first peak. */
function pathOf(blocks: readonly ArrayLike<number>[]): { readonly total: number; readonly fall: number } {
  let [total, peak, fall] = [0, 0, 0];
  for (const block of blocks) {
    for (let index = 0; index < block.length; index += 1) {
      total += block[index] ?? 0;
      if (total > peak) peak = total;
      else if (peak - total > fall) fall = peak - total;
    }
  }
  return { total, fall };
}

/** Fisher and Yates. */
function shuffle(values: Float64Array, random: Random): void {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = pick(random, index + 1);
    const kept = values[index] ?? 0;
    values[index] = values[other] ?? 0;
    values[other] = kept;
  }
}

function spreadOf(values: Float64Array): Spread {
  const sorted = values.toSorted();
  return { p5: percentile(sorted, 5), p50: percentile(sorted, 50), p95: percentile(sorted, 95) };
}
