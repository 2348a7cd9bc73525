import { fewestClusters } from './bootstrap.ts';
import { probability, signed, thousands } from './plainNumbers.ts';
import type { RandomComparison } from './randomEntries.ts';
import type { Results } from './reportResults.ts';
import type { Range } from './rMetrics.ts';

export type VerdictKind =
  | 'tooFew'
  | 'noEdge'
  | 'notShown'
  | 'noBetterThanRandom'
  | 'notConfirmed'
  | 'restsOnFills'
  | 'positive';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
}

export interface Evidence {
  readonly overall: Results;
  readonly outOfSample: Results;
  /** The same with the other rule for the fills of limits; null when that changes nothing. */
  readonly otherFill: Results | null;
  readonly random: RandomComparison | null;
}

/** Below it a mean says little. */
export const fewestTrades = 30;
/** Above it random entries are said to have done as well. */
const randomLevel = 0.05;

/** What may honestly be said, in plain words: every doubt that is left comes before praise. */
export function verdictOf(evidence: Evidence): Verdict {
  const { overall, outOfSample, otherFill, random } = evidence;
  const { trades, meanR, meanRange } = overall;
  if (trades < fewestTrades || meanR === null) return tooFew(trades);
  if (meanRange === null) return tooFewDays(trades);
  const found = `mean ${rText(meanR)} (${rangeText(meanRange)}) over ${thousands(trades)} trades`;
  const beside = random === null ? '' : `; ${randomText(random)}`;
  const say = (kind: VerdictKind, head: string, tail = ''): Verdict => ({
    kind,
    text: `${head}: ${found}${beside}${tail}.`,
  });
  if (meanR <= 0) return say('noEdge', 'No edge after costs');
  if (meanRange.low <= 0) return say('notShown', 'No edge shown after costs');
  if (random !== null && random.p > randomLevel) {
    return say('noBetterThanRandom', 'A gain after costs, but not from the choice of entries');
  }
  if (!isGain(outOfSample)) {
    const tail = `. Out of sample: ${sampleText(outOfSample)}`;
    return say('notConfirmed', 'A gain after costs that the later part does not confirm', tail);
  }
  if (otherFill !== null && !isGain(otherFill)) {
    const tail = `. With the other fills: ${sampleText(otherFill)}`;
    return say('restsOnFills', 'A gain after costs that rests on how limit orders are filled', tail);
  }
  const tail = `. Out of sample: ${sampleText(outOfSample)}. One test of the past: the more are tried, the less it says`;
  return say('positive', 'A gain after costs', tail);
}

function tooFew(trades: number): Verdict {
  const counted = trades === 1 ? '1 trade' : `${trades} trades`;
  return {
    kind: 'tooFew',
    text: `Too few trades to judge: ${counted}, at least ${fewestTrades} are needed.`,
  };
}

const tooFewDays = (trades: number): Verdict => ({
  kind: 'tooFew',
  text: `Too few days to judge: ${thousands(trades)} trades, but of fewer than ${fewestClusters} days.`,
});

const isGain = ({ trades, meanRange }: Results): boolean =>
  trades >= fewestTrades && meanRange !== null && meanRange.low > 0;

function sampleText({ trades, meanR, meanRange }: Results): string {
  if (trades < fewestTrades) return `too few trades (${trades})`;
  const range = meanRange === null ? '' : ` (${rangeText(meanRange)})`;
  return `mean ${meanR === null ? 'unknown' : rText(meanR)}${range} over ${thousands(trades)} trades`;
}

function randomText({ p }: RandomComparison): string {
  if (p <= randomLevel) return `random entries did worse (${probability(p)})`;
  return p >= 1 - randomLevel
    ? `random entries did better (${probability(p)})`
    : `random entries did as well (${probability(p)})`;
}

const rText = (value: number): string => `${signed(value)} R`;
const rangeText = ({ low, high }: Range): string => `${signed(low)} to ${signed(high)}`;
