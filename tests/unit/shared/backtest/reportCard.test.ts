import { expect, it } from 'vitest';
import { reportOf } from '#shared/backtest/report.ts';
import { backtestCardOf, paperRecordOf } from '#shared/backtest/reportCard.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { backtestCardSchema } from '#shared/sync/reportCards.ts';
import { reportOptions, sampleInputs, worked } from '../../../support/reports.ts';

const day = 86_400_000;

it('says of a backtest what its report says', () => {
  const report = reportOf(sampleInputs('A'), reportOptions);
  const { overall, random, verdict, from, to, candles } = report;
  const card = backtestCardOf(report);
  expect(card).toEqual({
    trades: overall.trades,
    meanR: overall.meanR,
    meanRange: overall.meanRange,
    winRate: overall.winRate,
    ...{ verdict, from, to, candles },
    random: { meanR: random?.randomMeanR, range: random?.randomRange, p: random?.p },
  });
  expect(card.meanRange).not.toBeNull();
  expect(backtestCardSchema.parse(JSON.parse(JSON.stringify(card)))).toEqual(card);
});

it('has no interval of few days, and no random entries without trades', () => {
  expect(backtestCardOf(reportOf([worked('A')], reportOptions)).meanRange).toBeNull();
  const empty = backtestCardOf(reportOf([], reportOptions));
  expect(empty).toMatchObject({ trades: 0, meanR: null, random: null, from: null, candles: 0 });
  expect(backtestCardSchema.parse(empty)).toEqual(empty);
});

it('counts the trades of a journal that have an R, from the first exit to the last', () => {
  const trades = [
    { closedAt: 3 * day, rMultiple: -1 },
    { closedAt: day, rMultiple: 2 },
    { closedAt: 9 * day, rMultiple: null },
    { closedAt: 2 * day, rMultiple: 0 },
  ];
  expect(paperRecordOf(trades)).toEqual({
    ...{ trades: 3, meanR: 1 / 3, winRate: 0.5, meanRange: null },
    ...{ from: day, to: 3 * day },
  });
  expect(paperRecordOf([{ closedAt: day, rMultiple: null }])).toBeNull();
  expect(paperRecordOf([])).toBeNull();
});

it('has an interval of the mean once there are ten days, the same in whatever order trades come', () => {
  const random = seededRandom(3);
  const trades = Array.from({ length: 40 }, (_, index) => ({
    closedAt: Math.floor(index / 2) * day,
    rMultiple: 3 * random.even() - 1,
  }));
  const record = paperRecordOf(trades);
  expect(record?.meanRange?.low).toBeLessThan(record?.meanR ?? Number.NaN);
  expect(record?.meanRange?.high).toBeGreaterThan(record?.meanR ?? Number.NaN);
  const days = trades.toSorted((a, b) => b.closedAt - a.closedAt);
  expect(paperRecordOf(days)?.meanRange).toEqual(record?.meanRange);
});
