import { describe, expect, it } from 'vitest';
import { reportOf } from '#shared/backtest/report.ts';
import { reportOptions, sampleInputs, worked } from '../../../support/reports.ts';

describe.each(['A', 'B'])('the report on the worked trades of mode %s', (mode) => {
  const input = worked(mode);
  const { summary, trades } = input.result;
  const report = reportOf([input], reportOptions);

  it('counts and averages as the backtest does', () => {
    const { overall } = report;
    expect(overall).toMatchObject({ trades: trades.length, wins: summary.wins, losses: summary.losses });
    expect(overall.winRate).toBe(summary.winRate);
    expect(overall.meanR).toBeCloseTo(summary.meanR ?? Number.NaN, 7);
    expect(overall.medianR).toBe(summary.medianR);
    expect(report.multiples).toEqual(trades.map((trade) => trade.rMultiple));
  });

  it('has its money to the cent, and what every trade paid', () => {
    const { start, gross, fees, spread, funding, net, equity } = summary;
    expect(report.money).toEqual({ start, gross, fees, spread, funding, net, equity });
    const [first] = trades;
    expect(report.overall.meanCostR).toBeGreaterThan(0);
    expect(report.overall.medianCostR).toBeGreaterThan(0);
    expect(Number(first?.gross) - Number(first?.net)).toBeCloseTo(Number(first?.fees), 8);
  });

  it('has its drawdown, exposure and orders', () => {
    expect(report.drawdown.intraday.amount).toBeCloseTo(Number(summary.maxDrawdown), 8);
    expect(report.drawdown.intraday.percent).toBeCloseTo(summary.maxDrawdownPct, 6);
    expect(report.exposure).toBe(summary.exposure);
    const { signals, unfilled, refused, ambiguous } = summary;
    expect(report.orders).toMatchObject({
      signals,
      unfilled,
      refused,
      ambiguous,
      fillRate: summary.fillRate,
    });
  });

  it('says that they are too few, and nothing else', () => {
    expect(report.verdict.kind).toBe('tooFew');
    expect(report.verdict.text).not.toContain('edge');
  });
});

it('has the deepest fall in R of the order of the exits', () => {
  // -0.8048, +0.5465, -1.0305: down to -1.2888 from the start.
  const { drawdown, overall } = reportOf([worked('A')], reportOptions);
  expect(drawdown.inR).toBeCloseTo(1.2888, 3);
  expect(overall.totalR).toBeCloseTo(-1.2888, 3);
});

describe('several series', () => {
  const inputs = sampleInputs('B');
  const report = reportOf(inputs, reportOptions);

  it('are judged together, their accounts added', () => {
    expect(report.symbols).toHaveLength(3);
    const each = inputs.map(({ result }) => result.trades.length);
    expect(report.overall.trades).toBe(each.reduce((total, count) => total + count, 0));
    expect(report.money.start).toBe('30000');
    const nets = inputs.reduce((total, { result }) => total + Number(result.summary.net), 0);
    expect(Number(report.money.net)).toBeCloseTo(nets, 6);
    expect(report.curve.at(-1)?.equity).toBeCloseTo(Number(report.money.equity), 5);
  });

  it('fall into in-sample and out-of-sample by the time of entry, each trade in one of them', () => {
    const { inSample, outOfSample, overall, from, to } = report;
    const split = Math.round((from ?? 0) + 0.7 * ((to ?? 0) - (from ?? 0)));
    expect([inSample?.to, outOfSample?.from]).toEqual([split, split]);
    expect((inSample?.trades ?? 0) + (outOfSample?.trades ?? 0)).toBe(overall.trades);
    const late = inputs.flatMap(({ result }) => result.trades).filter((trade) => trade.entryAt > split);
    expect(outOfSample?.trades).toBe(late.length);
  });

  it('show the other rule for fills where it changes trades, and only there', () => {
    expect(report.overall.limitFills).toBe('touch');
    expect(report.otherFill?.limitFills).toBe('through');
    const alike = inputs.map(({ series, result }) => ({ series, result, other: result }));
    expect(reportOf(alike, reportOptions).otherFill).toBeNull();
  });

  it('put every trade into one group of each kind that parts them', () => {
    const { weekday, hour, symbol, zone, direction } = report.groups;
    for (const groups of [weekday, hour, symbol, zone, direction]) {
      expect(groups.reduce((total, group) => total + group.trades, 0)).toBe(report.overall.trades);
    }
  });

  it('tell the ratios of their days, runs of losses and the risk of ruin', () => {
    const { daily, lossRuns, ruin, multiples, overall } = report;
    // Two coins among them never close.
    expect(daily.daysPerYear).toBe(365);
    expect(daily.days).toBe(Math.ceil(((report.to ?? 0) - (report.from ?? 0)) / 86_400_000));
    expect(daily.sharpe).not.toBeNull();
    expect(Math.sign(daily.sharpe ?? 0)).toBe(Math.sign(daily.meanPct ?? 0));
    expect(lossRuns?.longest).toBeGreaterThan(1);
    expect(lossRuns?.longest).toBeLessThan(multiples.length);
    expect(ruin?.map(({ fallR }) => fallR)).toEqual([10, 20]);
    const [ten, twenty] = ruin ?? [];
    if ((overall.meanR ?? 0) <= 0) expect([ten?.p, twenty?.p]).toEqual([1, 1]);
    else expect(ten?.p).toBeGreaterThan(twenty?.p ?? 1);
    const currencies = inputs.filter(({ result }) => result.session === 'forex');
    expect(reportOf(currencies, reportOptions).daily.daysPerYear).toBe(252);
  });

  it('give the same report for the same seed, in JSON as well', () => {
    expect(reportOf(inputs, reportOptions)).toEqual(report);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const other = reportOf(inputs, { ...reportOptions, seed: 2 });
    expect(other.overall.meanR).toBe(report.overall.meanR);
    expect(other.overall.meanRange).not.toEqual(report.overall.meanRange);
    expect(other.random?.randomMeanR).not.toBe(report.random?.randomMeanR);
    expect(other.monteCarlo?.shuffledFallR).not.toEqual(report.monteCarlo?.shuffledFallR);
  });
});

it('reports that there was nothing to trade', () => {
  const { result, other, series } = worked('A');
  const none = { ...result, trades: [], fills: [] };
  const report = reportOf([{ series, result: none, other: { ...other, trades: [] } }], reportOptions);
  expect(report).toMatchObject({
    random: null,
    monteCarlo: null,
    otherFill: null,
    lossRuns: null,
    ruin: null,
  });
  expect(report.overall).toMatchObject({ trades: 0, winRate: null, meanR: null });
  expect(report.verdict.text).toContain('0 trades');
});
