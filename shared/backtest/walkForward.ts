import type { UnixMs } from '../market/candle.ts';
import type { ReportTrade } from './reportTrade.ts';

/** From, up to and not including. */
export interface Span {
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** 'anchored': training always begins with the first window; 'rolling': it is the one window before. */
export type TrainingWindows = 'anchored' | 'rolling';

export interface WalkStep {
  readonly train: Span;
  readonly test: Span;
}

/** Cuts the span into one window more than there are steps, all equally long; each step judges on the next window. */
export function walkForwardSteps(
  { from, to }: Span,
  { steps, training }: { readonly steps: number; readonly training: TrainingWindows },
): readonly WalkStep[] {
  const edgeOf = (window: number) => Math.round(from + ((to - from) * window) / (steps + 1));
  return Array.from({ length: steps }, (_, step) => ({
    train: { from: training === 'anchored' ? from : edgeOf(step), to: edgeOf(step + 1) },
    test: { from: edgeOf(step + 1), to: edgeOf(step + 2) },
  }));
}

/** What was known at its end: a trade that was still open then would let the choice look into the next window. */
export const trainingTrades = (trades: readonly ReportTrade[], { train }: WalkStep): readonly ReportTrade[] =>
  trades.filter(({ at, exitAt }) => at >= train.from && at < train.to && exitAt <= train.to);

/** Those that entered in the window, wherever they left. */
export const testTrades = (trades: readonly ReportTrade[], { test }: WalkStep): readonly ReportTrade[] =>
  trades.filter(({ at }) => at >= test.from && at < test.to);
