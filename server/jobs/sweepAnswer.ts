import { deserialize, serialize } from 'node:v8';
import type { ReportTrade } from '#shared/backtest/reportTrade.ts';

/** What becomes of a job of a sweep. */
export type SweepAnswer =
  /** Of each combination of the job all files, one after the other. */
  | { readonly kind: 'trades'; readonly trades: readonly (readonly ReportTrade[])[] }
  /** It cannot be traded as it was asked for. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Every worker failed it. */
  | { readonly kind: 'failed'; readonly why: string };

/** Node's own format: every number comes back as it was. */
export const answerBytes = (answer: SweepAnswer): Uint8Array => serialize(answer);

export function answerOf(bytes: Uint8Array): SweepAnswer {
  return deserialize(bytes);
}

/** Combinations of a job: not so many that a dead worker costs much, nor that few workers find something to do. */
const mostPerJob = 50;
const wantedJobs = 20;

const perJob = (combinations: number): number =>
  Math.min(mostPerJob, Math.max(1, Math.ceil(combinations / wantedJobs)));

export const jobsOf = (combinations: number): number => Math.ceil(combinations / perJob(combinations));

/** Backtests of a job, numbered as those of the whole sweep: `from` up to, not including, `to`. */
export function backtestsOf(
  job: number,
  { combinations, files }: { readonly combinations: number; readonly files: number },
): { readonly from: number; readonly to: number } {
  const size = perJob(combinations) * files;
  return { from: job * size, to: Math.min((job + 1) * size, combinations * files) };
}
