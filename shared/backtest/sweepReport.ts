import { seededRandom } from '../market/seededRandom.ts';
import { bootstrapMean } from './bootstrap.ts';
import { type DeflatedSharpe, deflatedSharpe } from './deflatedSharpe.ts';
import type { Combination } from './grid.ts';
import { multiplesByDay } from './reportResults.ts';
import type { ReportTrade } from './reportTrade.ts';
import { fewestTrades } from './reportVerdict.ts';
import { mean, type Range, rMetrics } from './rMetrics.ts';
import { type SweepVerdict, sweepVerdict } from './sweepVerdict.ts';
import {
  type Span,
  type TrainingWindows,
  testTrades,
  trainingTrades,
  type WalkStep,
  walkForwardSteps,
} from './walkForward.ts';

/** A combination and everything that it traded, in the order of the exits. */
export interface Tried {
  readonly combination: Combination;
  readonly trades: readonly ReportTrade[];
}

/** Net of costs; the range of the mean is the 95 % one of whole days. */
export interface Sample {
  readonly trades: number;
  readonly meanR: number | null;
  readonly medianR: number | null;
  readonly meanRange: Range | null;
}

export interface RankedCombination {
  /** From 1; combinations with too few trades out of sample come last. */
  readonly rank: number;
  readonly combination: Combination;
  /** All windows in which steps judge, and all in which they choose: those overlap. */
  readonly outOfSample: Sample;
  readonly inSample: Sample;
  readonly sharpe: number | null;
}

/** A choice made on the past alone, and what came of it. */
export interface JudgedStep extends WalkStep {
  /** null: none had enough trades to be chosen. */
  readonly chosen: Combination | null;
  readonly inSample: Sample;
  readonly outOfSample: Sample;
}

export interface SweepReport {
  readonly verdict: SweepVerdict;
  readonly span: Span;
  readonly training: TrainingWindows;
  readonly combinations: number;
  readonly ranked: readonly RankedCombination[];
  readonly steps: readonly JudgedStep[];
  /** The trades of all steps: of combinations that were chosen before they were judged. */
  readonly walkForward: Sample;
  /** Of the best that has enough trades. */
  readonly deflated: DeflatedSharpe | null;
  /** Parameters whose values changed no trade at all. */
  readonly idle: readonly string[];
  readonly seed: number;
  readonly draws: number;
}

export interface SweepOptions {
  readonly span: Span;
  readonly steps: number;
  readonly training: TrainingWindows;
  readonly seed: number;
  readonly draws: number;
}

/** A combination with fewer trades in training is not chosen. */
const fewestTraining = 10;

/** Everything that a sweep says. The same trades and seed give the same report. */
export function sweepReportOf(tried: readonly Tried[], options: SweepOptions): SweepReport {
  const { span, training, seed, draws } = options;
  const windows = walkForwardSteps(span, options);
  const chance = { draws, seed };
  const ranked = rank(tried, windows, chance);
  const best = ranked.find(isJudged);
  const bestTrades = tried.find(({ combination }) => combination === best?.combination)?.trades ?? [];
  const sharpes = ranked.flatMap(({ sharpe }) => (sharpe === null ? [] : [sharpe]));
  const deflated = deflatedSharpe(
    tradesIn(bestTrades, windows, testTrades).map(({ r }) => r),
    { sharpes, trials: tried.length },
  );
  const judged = windows.map((window) => judge(window, tried, chance));
  const walkForward = sampleOf(
    judged.flatMap(({ trades }) => trades),
    chance,
  );
  const evidence = { combinations: tried.length, best: best?.outOfSample ?? null, deflated, walkForward };
  return {
    verdict: sweepVerdict(evidence),
    ...{ span, training, combinations: tried.length, ranked },
    steps: judged.map(({ step }) => step),
    ...{ walkForward, deflated, idle: idleParams(tried), seed, draws },
  };
}

interface Chance {
  readonly draws: number;
  readonly seed: number;
}

const isJudged = ({ outOfSample }: { readonly outOfSample: Sample }): boolean =>
  outOfSample.trades >= fewestTrades;

function rank(
  tried: readonly Tried[],
  windows: readonly WalkStep[],
  chance: Chance,
): readonly RankedCombination[] {
  const results = tried.map(({ combination, trades }) => {
    const tested = tradesIn(trades, windows, testTrades);
    return {
      combination,
      outOfSample: sampleOf(tested, chance),
      inSample: sampleOf(tradesIn(trades, windows, trainingTrades), chance),
      sharpe: rMetrics(tested.map(({ r }) => r)).sharpe,
    };
  });
  const meanOf = ({ outOfSample: { meanR } }: (typeof results)[number]) => meanR ?? Number.NEGATIVE_INFINITY;
  return results
    .toSorted(
      (a, b) =>
        Number(isJudged(b)) - Number(isJudged(a)) ||
        (meanOf(a) < meanOf(b) ? 1 : meanOf(a) > meanOf(b) ? -1 : 0),
    )
    .map((result, index) => ({ rank: index + 1, ...result }));
}

/** Each trade once, however many windows hold it. */
function tradesIn(
  trades: readonly ReportTrade[],
  windows: readonly WalkStep[],
  select: (trades: readonly ReportTrade[], window: WalkStep) => readonly ReportTrade[],
): readonly ReportTrade[] {
  const chosen = new Set(windows.flatMap((window) => select(trades, window)));
  return trades.filter((trade) => chosen.has(trade));
}

/** The best of the training window by its mean R trades the next one. */
function judge(window: WalkStep, tried: readonly Tried[], chance: Chance) {
  let [chosen, bestMean, trained]: [Tried | null, number, readonly ReportTrade[]] = [null, 0, []];
  for (const one of tried) {
    const trades = trainingTrades(one.trades, window);
    const meanR = mean(trades.map(({ r }) => r));
    if (meanR === null || trades.length < fewestTraining) continue;
    if (chosen === null || meanR > bestMean) [chosen, bestMean, trained] = [one, meanR, trades];
  }
  const trades = chosen === null ? [] : testTrades(chosen.trades, window);
  const step: JudgedStep = {
    ...window,
    chosen: chosen?.combination ?? null,
    inSample: sampleOf(trained, chance),
    outOfSample: sampleOf(trades, chance),
  };
  return { step, trades };
}

/** Every sample draws from the start of the same stream, so that the same trades have the same interval. */
function sampleOf(trades: readonly ReportTrade[], { draws, seed }: Chance): Sample {
  const { trades: count, meanR, medianR } = rMetrics(trades.map(({ r }) => r));
  const meanRange = bootstrapMean(multiplesByDay(trades), { draws, random: seededRandom(seed) });
  return { trades: count, meanR, medianR, meanRange };
}

/** A value that is tried and changes nothing was not really tried: whoever reads the result should know. */
function idleParams(tried: readonly Tried[]): readonly string[] {
  const names = Object.keys(tried[0]?.combination ?? {});
  return names.filter((name) => {
    const firsts = new Map<string, Tried>();
    return tried.every((one) => {
      const others = JSON.stringify({ ...one.combination, [name]: null });
      const first = firsts.get(others) ?? one;
      firsts.set(others, first);
      return isSameTrading(first.trades, one.trades);
    });
  });
}

const isSameTrading = (a: readonly ReportTrade[], b: readonly ReportTrade[]): boolean =>
  a.length === b.length &&
  a.every((trade, index) => {
    const twin = b[index];
    return twin?.at === trade.at && twin.exitAt === trade.exitAt && twin.r === trade.r;
  });
