import type { SymbolSpec } from '../market/symbol.ts';
import { type Estimate, meanOf, medianOf, type Share, shareOf } from './estimates.ts';
import { type HumanModel, humanModel } from './humanModel.ts';
import { defaultHumanSettings, type HumanSettings, stopDistanceFor, takes } from './humanSettings.ts';
import { type PracticeSession, resultROf, targetROf } from './practice.ts';
import type { ContextTrade, TradeContext } from './tradeContext.ts';

/** How settings fit trades they were not made from. R is what the trader's own exits made, before costs. */
export interface Verdict {
  /** Of the held-out trades whose market is known, those that the settings take. */
  readonly taken: Share;
  /** Results of the trades taken and of those passed over; null without any. */
  readonly takenR: Estimate | null;
  readonly passedR: Estimate | null;
  /** Wins among the taken trades that were decided, breakeven on neither side. */
  readonly wins: Share;
  /** How far the stop and the target of the settings are from the trader's. */
  readonly stopMissAtr: Estimate | null;
  readonly targetMissR: Estimate | null;
}

export interface HoldOut {
  readonly learnedFrom: { readonly sessions: number; readonly trades: number };
  readonly judgedOn: { readonly sessions: number; readonly trades: number };
  /** Made of the first part alone. */
  readonly model: HumanModel;
  readonly learned: Verdict;
  readonly defaults: Verdict;
}

interface Practice {
  readonly sessions: readonly PracticeSession[];
  readonly trades: readonly ContextTrade[];
  readonly specs: ReadonlyMap<string, SymbolSpec>;
}

const learnedPart = 0.7;
/** A result within this of nothing is neither won nor lost. */
const breakevenBandR = 0.05;

/**
 * Learns from the first 70 % of the sessions that hold trades, in the order they were practised, and judges on the
 * rest, with the defaults beside. null: there are not two parts to make.
 */
export function holdOut({ sessions, trades, specs }: Practice): HoldOut | null {
  const used = sessions
    .filter(({ id }) => trades.some(({ trade }) => trade.sessionId === id))
    .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  // Seven of ten are 7, whatever 0.7 times 10 is in doubles.
  const cut = Math.floor(used.length * learnedPart + 1e-9);
  if (cut === 0 || cut === used.length) return null;
  const first = new Set(used.slice(0, cut).map(({ id }) => id));
  const early = trades.filter(({ trade }) => first.has(trade.sessionId));
  const late = trades.filter(({ trade }) => !first.has(trade.sessionId));
  const model = humanModel(early, specs);
  return {
    learnedFrom: { sessions: cut, trades: early.length },
    judgedOn: { sessions: used.length - cut, trades: late.length },
    model,
    learned: judge(model.settings, late),
    defaults: judge(defaultHumanSettings, late),
  };
}

export function judge(settings: HumanSettings, trades: readonly ContextTrade[]): Verdict {
  const known = trades.filter(({ context }) => context !== null);
  const isTaken = ({ context }: ContextTrade) => context !== null && takes(settings, context);
  const taken = known.filter(isTaken);
  const results = taken.flatMap(resultOf);
  return {
    taken: shareOf(known, isTaken),
    takenR: meanOf(results),
    passedR: meanOf(known.filter((one) => !isTaken(one)).flatMap(resultOf)),
    wins: shareOf(
      results.filter((result) => Math.abs(result) > breakevenBandR),
      (result) => result > 0,
    ),
    stopMissAtr: medianOf(known.flatMap(({ context }) => stopMiss(settings, context))),
    targetMissR: medianOf(known.flatMap(({ trade }) => missOf(settings.rr, targetROf(trade)))),
  };
}

function resultOf({ trade }: ContextTrade): readonly number[] {
  const result = resultROf(trade);
  return result === null ? [] : [result];
}

const stopMiss = (settings: HumanSettings, context: TradeContext | null): readonly number[] =>
  context === null ? [] : missOf(stopDistanceFor(settings, context), context.stopDistanceAtr);

const missOf = (ours: number | null, theirs: number | null): readonly number[] =>
  ours === null || theirs === null ? [] : [Math.abs(ours - theirs)];
