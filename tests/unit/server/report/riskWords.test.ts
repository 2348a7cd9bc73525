import { expect, it } from 'vitest';
import { ambiguousWords, dailyWords, ruinText, ruinWords, runWords } from '#server/report/riskWords.ts';
import type { DailyRatios } from '#shared/backtest/dailyRatios.ts';

const orders = {
  ...{ signals: 9, filled: 9, unfilled: 0, fillRate: 1, refused: 0, beyondLiquidation: 0, open: 0 },
  ...{ ambiguous: 1, ambiguousBars: 1_200, resolvedBars: 1_199 },
};

it('says how many candles were ambiguous, told by shorter ones, and what is left', () => {
  expect(ambiguousWords(orders)).toBe(
    '1 trade ambiguous within a candle (1,200 candles, 1,199 told by shorter ones)',
  );
  expect(ambiguousWords({ ...orders, ambiguous: 0, ambiguousBars: 0, resolvedBars: 0 })).toBe(
    '0 trades ambiguous within a candle',
  );
});

it('says of how many days a daily ratio is, and what a year would make of it', () => {
  const ratios: DailyRatios = {
    ...{ days: 1_000, daysPerYear: 365, meanPct: 0.1, deviationPct: 1, sharpe: -0.1, sortino: null },
    ...{ sharpePerYear: -1.91, sortinoPerYear: null },
  };
  expect(dailyWords(ratios)).toBe(
    'Sharpe −0.10 and Sortino — a day over 1,000 days with those without a trade; times √365, as if every year were like them, −1.91 and —',
  );
  expect(dailyWords({ ...ratios, days: 29 })).toContain('unknown, 29 days are too few, at least 30');
});

it('says how long runs of losses are by chance', () => {
  expect(runWords({ longest: 11, expectedLongest: 9.26, p: 0.21 })).toBe(
    'Longest run of losses 11, by chance at this rate 9.3 (as long or longer: p 0.21)',
  );
  expect(runWords(null)).toContain('unknown');
});

it('says how likely ruin is', () => {
  const ruins = [
    { fallR: 10, p: 0.142 },
    { fallR: 20, p: 0.0004 },
  ];
  expect(ruinWords(ruins)).toBe(
    'risk of ruin, ever so far below the start: 10 R 14.2\u00a0%, 20 R < 0.1\u00a0%',
  );
  expect(ruinWords(null)).toBe('risk of ruin unknown');
  expect(ruinText(1)).toBe('100\u00a0%');
});
