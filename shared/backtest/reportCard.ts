import type { UnixMs } from '../market/candle.ts';
import { seededRandom } from '../market/seededRandom.ts';
import { bootstrapMean } from './bootstrap.ts';
import type { BacktestReport } from './report.ts';
import { multiplesByDay } from './reportResults.ts';
import type { Verdict } from './reportVerdict.ts';
import { type Range, rMetrics } from './rMetrics.ts';

/** What there is to say about trades in R, net of costs; the range is the 95 % one of whole days, null from too few. */
interface Sample {
  readonly trades: number;
  readonly meanR: number | null;
  readonly meanRange: Range | null;
  /** Of decided trades. */
  readonly winRate: number | null;
}

/** A backtest in a few figures. */
export interface BacktestCard extends Sample {
  readonly verdict: Verdict;
  /** The same trades entered at random candles, and the share of draws that did at least as well; null without trades. */
  readonly random: { readonly meanR: number; readonly range: Range; readonly p: number } | null;
  /** Open times of the first and the last candle that could trade. */
  readonly from: UnixMs | null;
  readonly to: UnixMs | null;
  readonly candles: number;
}

/** What an account made of a strategy's signals so far. */
export interface PaperRecord extends Sample {
  /** Exits of the first and the last trade. */
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** A closed trade of the journal; one without an initial risk has no R and is not counted. */
export interface PaperTrade {
  readonly closedAt: UnixMs;
  readonly rMultiple: number | null;
}

export function backtestCardOf({
  overall,
  random,
  verdict,
  from,
  to,
  candles,
}: Pick<BacktestReport, 'overall' | 'random' | 'verdict' | 'from' | 'to' | 'candles'>): BacktestCard {
  const { trades, meanR, meanRange, winRate } = overall;
  return {
    ...{ trades, meanR, meanRange, winRate, verdict, from, to, candles },
    random: random === null ? null : { meanR: random.randomMeanR, range: random.randomRange, p: random.p },
  };
}

const draws = 1_000;
const seed = 1;

/** Of trades in any order; null before the first one that has an R. */
export function paperRecordOf(trades: readonly PaperTrade[]): PaperRecord | null {
  const counted = trades
    .flatMap(({ closedAt, rMultiple }) => (rMultiple === null ? [] : [{ exitAt: closedAt, r: rMultiple }]))
    .toSorted((a, b) => a.exitAt - b.exitAt);
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { trades: count, meanR, winRate } = rMetrics(counted.map(({ r }) => r));
  const meanRange = bootstrapMean(multiplesByDay(counted), { draws, random: seededRandom(seed) });
  return { trades: count, meanR, meanRange, winRate, from: first.exitAt, to: last.exitAt };
}
