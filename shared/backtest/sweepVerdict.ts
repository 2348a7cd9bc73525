import type { DeflatedSharpe } from './deflatedSharpe.ts';
import { signed, thousands } from './plainNumbers.ts';
import { fewestTrades } from './reportVerdict.ts';
import type { Sample } from './sweepReport.ts';

export interface SweepVerdict {
  readonly kind: 'tooFew' | 'loses' | 'luck' | 'notConfirmed' | 'standsOut';
  readonly text: string;
}

interface Evidence {
  readonly combinations: number;
  /** Out of sample; null when none has enough trades. */
  readonly best: Sample | null;
  readonly deflated: DeflatedSharpe | null;
  readonly walkForward: Sample;
}

/** Below it the best is said to be luck. */
export const sharpeLevel = 0.95;

/** What may honestly be said of the best of many: every doubt that is left comes before praise. */
export function sweepVerdict({ combinations, best, deflated, walkForward }: Evidence): SweepVerdict {
  const tried = thousands(combinations);
  if (best === null || best.meanR === null) {
    const who = combinations === 1 ? 'the only combination has not' : `none of ${tried} combinations has`;
    return { kind: 'tooFew', text: `Too few trades to judge: ${who} ${fewestTrades} out of sample.` };
  }
  const name = combinations === 1 ? 'The only combination' : `The best of ${tried}`;
  const found = sampleText(best);
  if (best.meanR <= 0) return { kind: 'loses', text: `${name} loses after costs: ${found}.` };
  const isCertain = best.meanRange !== null && best.meanRange.low > 0;
  if (deflated === null || deflated.probability < sharpeLevel || !isCertain) {
    const beside = deflated === null ? '' : `; ${deflatedText(deflated)}`;
    return { kind: 'luck', text: `${name} looks no better than luck: ${found}${beside}.` };
  }
  const judged = `Chosen on the past and judged on what came next: ${sampleText(walkForward)}`;
  const isConfirmed =
    walkForward.trades >= fewestTrades && walkForward.meanRange !== null && walkForward.meanRange.low > 0;
  if (!isConfirmed) {
    return {
      kind: 'notConfirmed',
      text: `${name} stands out, but choosing by the past does not find it in time: ${found}. ${judged}.`,
    };
  }
  const advice = 'These windows are used up now: the next test is on candles that nobody has tried';
  return {
    kind: 'standsOut',
    text: `${name} does better than luck: ${found}; ${deflatedText(deflated)}. ${judged}. ${advice}.`,
  };
}

const deflatedText = ({ sharpe, luckSharpe, probability }: DeflatedSharpe): string =>
  `Sharpe per trade ${signed(sharpe, 3)}, of luck alone ${signed(luckSharpe, 3)}, deflated ${probability.toFixed(2)} where ${sharpeLevel} is needed`;

function sampleText({ trades, meanR, meanRange }: Sample): string {
  if (meanR === null) return 'no trades';
  const range =
    meanRange === null
      ? ', too few days for an interval'
      : `, ${signed(meanRange.low)} to ${signed(meanRange.high)}`;
  return `mean ${signed(meanR)} R${range}, over ${thousands(trades)} trades`;
}
