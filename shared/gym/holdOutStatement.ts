import type { Estimate, Share } from './estimates.ts';
import type { HoldOut, Verdict } from './holdOut.ts';
import { minPracticeTrades } from './humanModel.ts';

/** What the hold-out found, in plain sentences; the learned parameters first, the defaults beside them. */
export function holdOutStatement(result: HoldOut | null): readonly string[] {
  if (result === null)
    return ['Not judged: it takes two sessions with trades, one to learn from and one to judge on.'];
  const { learnedFrom, judgedOn, learned, defaults } = result;
  const parts =
    `Learned from ${counted(learnedFrom.trades, 'trade')} in ${counted(learnedFrom.sessions, 'session')}, judged on ` +
    `the ${counted(judgedOn.trades, 'trade')} in the ${counted(judgedOn.sessions, 'session')} after them.`;
  if (learnedFrom.trades < minPracticeTrades) {
    const tooFew = `Fewer than ${minPracticeTrades} trades to learn from: only the defaults are judged.`;
    return [parts, tooFew, `Defaults: ${verdictText(defaults)}`];
  }
  return [parts, `Learned: ${verdictText(learned)}`, `Defaults: ${verdictText(defaults)}`];
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

function verdictText({ taken, takenR, passedR, wins, stopMissAtr, targetMissR }: Verdict): string {
  const parts = [
    `${taken.count} of ${taken.n} taken`,
    `mean result of these ${signed(takenR)}, of the others ${signed(passedR)}`,
    `won ${share(wins)}`,
    `stop off by ${plain(stopMissAtr, 'ATR')}, target by ${plain(targetMissR, 'R')}`,
  ];
  return `${parts.join('; ')}.`;
}

const withSign = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

function signed(mean: Estimate | null): string {
  if (mean === null) return 'unknown';
  const { value, low, high, n } = mean;
  const span = low === null || high === null ? 'interval unknown' : `${withSign(low)} to ${withSign(high)}`;
  return `${withSign(value)} R (${span}, n ${n})`;
}

function plain(median: Estimate | null, unit: string): string {
  return median === null ? 'an unknown distance' : `${median.value.toFixed(2)} ${unit} (n ${median.n})`;
}

function share({ n, share: part, low, high }: Share): string {
  if (part === null || low === null || high === null) return 'unknown (n 0)';
  const whole = (value: number) => Math.round(value * 100);
  return `${whole(part)} % (${whole(low)}–${whole(high)} %, n ${n})`;
}
