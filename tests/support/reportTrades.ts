import type { ReportTrade } from '#shared/backtest/reportTrade.ts';

/** Ten trades of known R: the sample that the metrics are defined on. */
export const sampleR: readonly number[] = [2, -1, -1, 3, 0, -1, 1.5, -0.5, 2, -1];

const day = 86_400_000;
/** A Monday, noon UTC. */
const mondayNoon = Date.UTC(2026, 0, 5, 12);

/** A trade of so much R; what a test is about is given. */
export const reportTrade = (r: number, given: Partial<ReportTrade> = {}): ReportTrade => ({
  symbol: 'TESTUSD',
  direction: 'long',
  zone: 'fresh',
  at: mondayNoon,
  exitAt: mondayNoon + 3_600_000,
  r,
  costR: 0.1,
  ...given,
});

/** Trades of these R, one a day. */
export const dailyTrades = (multiples: readonly number[]): readonly ReportTrade[] =>
  multiples.map((r, index) =>
    reportTrade(r, { at: mondayNoon + index * day, exitAt: mondayNoon + index * day + 3_600_000 }),
  );
